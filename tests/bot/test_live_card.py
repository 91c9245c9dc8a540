"""A whole call in one card: by updating the message, or by saying which one it replaces."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.conversation.live import DRIFT
from tests.bot.fakes import Call
from tests.chat import Chat, bot
from tests.teams import Member, Teams, teams

pytestmark = pytest.mark.asyncio(loop_scope="module")

_officers = itertools.count(1)


@pytest.fixture
def handler(service: Teams) -> Member:
    return Member(service, f"handler-{next(_officers)}")


async def said(handler: Member, text: str) -> list[Call]:
    """The calls to the connector that a typed message led to."""
    calls = handler.teams.connector.calls
    before = len(calls)
    await handler.say(text)
    return calls[before:]


def title(call: Call) -> str:
    blocks: list[dict[str, Any]] = call.body["attachments"][0]["content"]["body"]
    return str(next(one["text"] for one in blocks if one.get("style") == "heading"))


async def test_typed_answers_update_the_one_message(handler: Member) -> None:
    (first,) = await said(handler, "call")
    assert first.method == "POST"
    card = handler.teams.connector.calls.index(first) + 1
    for text, shown in (("1", "Who is speaking"), ("2", "Hurt or threatened"), ("b", "Who is")):
        (update,) = await said(handler, text)
        assert (update.method, update.path.rsplit("/", 1)[1]) == ("PUT", f"sent-{card}")
        assert title(update).startswith(shown)


async def test_the_card_is_sent_again_before_it_is_out_of_sight(handler: Member) -> None:
    await said(handler, "call")
    card = len(handler.teams.connector.calls)
    for _ in range(DRIFT):
        (update,) = await said(handler, "b")
        assert update.method == "PUT"
    fresh, old = await said(handler, "1")
    assert (fresh.method, old.method) == ("POST", "PUT")
    assert "below" in old.body["text"]
    assert old.path.rsplit("/", 1)[1] == f"sent-{card}"
    assert not old.body.get("attachments")
    (update,) = await said(handler, "1")
    assert not update.path.endswith(old.path)
    assert update.method == "PUT"


async def test_an_answer_to_a_question_stands_beside_it(handler: Member) -> None:
    await said(handler, "call")
    answer, card, old = await said(handler, "/ what is the duty to notify")
    assert (answer.method, card.method, old.method) == ("POST", "POST", "PUT")
    assert title(card).startswith("Safe to talk")
    (update,) = await said(handler, "1")
    assert update.method == "PUT"


async def test_a_press_changes_the_card_where_it_was_pressed(handler: Member) -> None:
    await said(handler, "call")
    calls = handler.teams.connector.calls
    before = len(calls)
    shown = await handler.press(handler.data("1 Safe to talk"), message=f"sent-{before}")
    assert "Who is speaking" in str(shown)
    assert [call.method for call in calls[before:]] == ["PUT"]


async def test_a_message_that_cannot_be_updated_is_sent(handler: Member) -> None:
    await said(handler, "call")
    handler.teams.connector.script.append(404)
    update, fresh = await said(handler, "1")
    assert (update.method, fresh.method) == ("PUT", "POST")
    card = handler.teams.connector.calls.index(fresh) + 1
    (again,) = await said(handler, "1")
    assert again.path.endswith(f"/sent-{card}")


async def test_another_process_updates_the_same_message(tmp_path: Path) -> None:
    async with teams(tmp_path) as one:
        handler = Member(one, "handler")
        await said(handler, "call")
        card = len(one.connector.calls)
    async with teams(tmp_path) as two:
        handler = Member(two, "handler")
        (update,) = await said(handler, "1")
        assert update.method == "PUT"
        assert update.path.endswith(f"/sent-{card}")


async def test_the_doorstep_keeps_its_record_of_cards(handler: Member) -> None:
    await said(handler, "start")
    (reply,) = await said(handler, "2")
    assert reply.method == "POST"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chat]:
    async with bot(tmp_path_factory.mktemp("bot")) as where, aiohttp.ClientSession() as session:
        yield Chat(session, where)


async def test_who_waits_for_replies_is_told_what_each_card_replaces(chat: Chat) -> None:
    await chat.say("call")
    before = chat.replies[-1]
    assert "replaces" not in before.get("channelData", {})
    for text in ("1", "1 4"):
        assert await chat.say(text)
        assert len(chat.replies) == 1
        assert chat.replies[0]["channelData"]["replaces"] == before["id"]
        before = chat.replies[0]
