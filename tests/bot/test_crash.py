"""A bot whose power is cut in the middle of a turn: nothing is lost and nothing happens twice."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.bot.fakes import Connector
from tests.bot.on_disk import added, logged
from tests.bot.phoenix import Phoenix
from tests.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNSEEN = ("begun", "worked-out", "commit", "transaction", "committed")  # nothing was said yet
DUPLICATES = 500

_officers = itertools.count(1)


@pytest_asyncio.fixture(loop_scope="module")
async def chat(http: aiohttp.ClientSession, phoenix: Phoenix) -> Chat:
    """An officer with one adult, at the board."""
    name = f"officer-{next(_officers)}"
    officer = Chat(http, await phoenix.up(), user=name, conversation=f"chat-of-{name}")
    await officer.to_the_board()
    return officer


async def people(chat: Chat, phoenix: Phoenix) -> int:
    """How many people were ever added, by the log and by what the bot says."""
    log = (await logged(phoenix.database, chat.user)).log
    assert list(log) == sorted(log, key=lambda event: event.at)
    count = await added(phoenix.database, chat.user)
    assert f"· {count} {'person' if count == 1 else 'people'}" in await chat.say("board")
    return count


@pytest.mark.parametrize("point", [*UNSEEN, "replied"])
async def test_a_typed_message_is_taken_once_and_the_retry_is_answered(
    chat: Chat, phoenix: Phoenix, point: str
) -> None:
    typed = chat.activity(text="add adult")
    answer = await phoenix.killed(chat, point, typed)
    assert ("2 people" in answer) == (point == "replied")
    first = await chat.send(typed)
    assert "2 people" in chat.text
    assert await chat.send(typed) == first
    assert await people(chat, phoenix) == 2


@pytest.mark.parametrize("point", [*UNSEEN, "replied"])
async def test_a_press_is_taken_once_and_the_retry_settles_the_card(
    chat: Chat, phoenix: Phoenix, point: str
) -> None:
    await chat.press("Next: Scene")
    data = chat.button("All done")["data"]
    value = {"action": {"type": "Action.Execute", "verb": "answer", "data": data}}
    press = chat.activity(type="invoke", name="adaptiveCard/action", value=value)
    await phoenix.killed(chat, point, press)
    first = await chat.send(press)
    assert chat.result is not None
    assert "4 of 4 done" in str(chat.result["body"]["value"])
    assert "already recorded" not in chat.text
    assert await chat.send(press) == first
    answers = [one.step for one in (await logged(phoenix.database, chat.user)).log]
    assert answers.count("separate") == 1


@pytest.mark.parametrize("point", [*UNSEEN, "first-reply", "noted", "replied"])
async def test_the_connector_gets_the_replies_after_a_crash(
    chat: Chat, phoenix: Phoenix, lasting_connector: Connector, point: str
) -> None:
    def heard() -> list[Any]:
        mine = [call for call in lasting_connector.calls if chat.conversation in call.path]
        return [call.body["id"] for call in mine if call.body["type"] == "message"]

    async def deliver() -> None:
        async with chat.session.post(f"{chat.address}/api/messages", json=sent) as response:
            assert response.status == 200

    normal = {"deliveryMode": "normal", "serviceUrl": lasting_connector.url}
    typed = chat.activity(text="add adult") | normal
    asked = chat.activity(text="summary") | normal
    sent = asked if point in ("first-reply", "noted") else typed  # the one that has two replies
    await phoenix.killed(chat, point, sent)
    before = heard()
    assert len(before) == (0 if point in UNSEEN else 1)
    # A repeat is only needed where nothing was stored; otherwise it makes no difference.
    await deliver()
    wanted = 2 if point == "first-reply" else 1
    while len(heard()) < len(before) + wanted:
        await lasting_connector.next_call()
    await deliver()
    after = heard()[len(before) :]
    assert len(after) == wanted
    # In the air when the process died: told again under the same id, never as something new.
    assert (set(before) <= set(after)) == (point != "noted")
    assert await people(chat, phoenix) == (1 if sent is asked else 2)


async def test_hundreds_of_duplicates_at_once_are_taken_once(chat: Chat, phoenix: Phoenix) -> None:
    typed = chat.activity(text="add adult")

    async def deliver() -> str:
        async with chat.session.post(f"{chat.address}/api/messages", json=typed) as response:
            assert response.status == 200
            return await response.text()

    answers = await asyncio.gather(*(deliver() for _ in range(DUPLICATES)))
    assert len(set(answers)) == 1
    assert "2 people" in answers[0]
    assert await people(chat, phoenix) == 2


async def test_duplicates_while_the_replies_leave_are_not_told_again(
    chat: Chat, phoenix: Phoenix, lasting_connector: Connector
) -> None:
    typed = chat.activity(text="add adult", deliveryMode="normal", serviceUrl=lasting_connector.url)

    async def deliver() -> None:
        async with chat.session.post(f"{chat.address}/api/messages", json=typed) as response:
            assert response.status == 200

    await asyncio.gather(*(deliver() for _ in range(20)))
    told = [call for call in lasting_connector.calls if chat.conversation in call.path]
    assert len(told) == 1
    assert await people(chat, phoenix) == 2
