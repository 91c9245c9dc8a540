"""Beginning guides other than the usual encounter, over real HTTP, with made-up ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.chat import Chat, bot, buttons
from tests.starts import CARDS, DESK, with_starts

pytestmark = pytest.mark.asyncio(loop_scope="module")

STARTS = {
    "desk": ("{label: At the desk, words: [desk, at a desk], roles: [desk staff]}", DESK),
    "places": ("{label: By kind of place, words: [places], briefing: true}", CARDS),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole_bot(folder: Path, host_sdk: str) -> AsyncIterator[str]:
    content = with_starts(folder, **STARTS)
    async with bot(folder, content_dir=content, host_sdk=host_sdk) as where:
        yield where


@pytest.fixture
def chat(whole_bot: str, http: aiohttp.ClientSession, request: pytest.FixtureRequest) -> Chat:
    name = str(request.node.name)
    return Chat(http, whole_bot, user=name, conversation=name)


def labels(chat: Chat) -> list[str]:
    return [button["title"] for button in buttons(chat.card)]


async def as_role(chat: Chat, text: str, role: str) -> None:
    await chat.send(chat.activity(text=text, channelData={"role": role}))


async def test_a_word_begins_its_guide(chat: Chat) -> None:
    assert "Safe at the desk" in await chat.say("At a desk.")
    await chat.press("Alone")
    assert "Safe at the desk: Alone" in await chat.say("handover")


async def test_start_is_still_the_usual_encounter(chat: Chat) -> None:
    assert "Safe at the desk" not in await chat.say("start")
    assert "danger" in chat.text


async def test_the_other_ways_are_one_press_from_the_welcome(chat: Chat) -> None:
    await chat.say("hello")
    assert labels(chat)[0] == "Start an encounter"
    await chat.press("Other ways to start")
    first, *others = labels(chat)
    assert first == "Start an encounter"
    assert "At the desk" in others
    assert "Safe at the desk" in await chat.press("At the desk")


async def test_every_way_is_reached_four_at_a_time(chat: Chat) -> None:
    await chat.say("more")
    seen = labels(chat)
    while "More…" in labels(chat):
        assert len(labels(chat)) <= 6
        await chat.press("More…")
        seen += labels(chat)
    assert {"Start an encounter", "At the desk", "By kind of place"} <= set(seen)


async def test_a_role_is_offered_its_own_first_and_may_begin_any(chat: Chat) -> None:
    await as_role(chat, "hello", "desk-staff")
    assert labels(chat)[:2] == ["At the desk", "Start an encounter"]
    await as_role(chat, "2", "desk-staff")
    assert "danger" in chat.text


async def test_a_word_keeps_the_encounter_that_is_open(chat: Chat) -> None:
    await chat.say("start")
    assert "still open" in await chat.say("desk")
    await chat.say("board")
    assert "still open" in await chat.say("desk")
    assert "Safe at the desk" in await chat.say("2")


async def test_a_card_is_read_without_opening_anything(chat: Chat) -> None:
    assert "Hand car wash" in await chat.say("places")
    assert "Caravans" in await chat.press("Farm")
    assert "No gloves" in await chat.say("places car wash")
    assert "No gloves" in await chat.say("places hand car wash")
    assert "no encounters yet" in await chat.say("encounters")


async def test_a_card_leaves_the_open_encounter_where_it_is(chat: Chat) -> None:
    await chat.say("desk")
    await chat.say("places farm")
    assert "Safe at the desk" in await chat.say("resume")


async def test_what_is_not_there_is_said(chat: Chat) -> None:
    for data in (
        {"act": "show", "what": "start", "step": "nrm"},
        {"act": "show", "what": "new", "step": "nothing"},
        {"act": "show", "what": "briefing", "step": "places/nowhere"},
        {"act": "show", "what": "briefing", "step": "desk/x"},
        {"act": "show", "what": "starts", "step": "999"},
        {"act": "show", "what": "starts", "step": "²"},
    ):
        assert await chat.press_data(data)
    assert "no encounters yet" in await chat.say("encounters")
