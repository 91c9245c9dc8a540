"""Several processes on one database: nobody is bound to one of them, and nothing happens twice."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.bot.fakes import Connector
from tests.bot.hosts import HOSTS
from tests.bot.on_disk import added
from tests.chat import Activity, Chat, bot
from tests.databases import KINDS, place

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROCESSES = 3
SORRY = "went wrong"


@pytest.fixture(scope="module", params=KINDS)
def own_database(request: pytest.FixtureRequest, bot_folder: Path) -> str:
    return place(request, bot_folder)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def processes(bot_folder: Path, own_database: str) -> AsyncIterator[list[str]]:
    """The addresses of bots that share a database and nothing else, not even the host."""
    async with AsyncExitStack() as stack:
        hosts = itertools.islice(itertools.cycle(HOSTS), PROCESSES)
        starts = (bot(bot_folder, database_url=own_database, host_sdk=each) for each in hosts)
        yield [await stack.enter_async_context(each) for each in starts]


@pytest_asyncio.fixture(loop_scope="module")
async def officers(
    http: aiohttp.ClientSession, processes: list[str], request: pytest.FixtureRequest
) -> list[Chat]:
    """One officer with one adult at the board, as seen by each process."""
    name, numbers = request.node.name, itertools.count()
    chats = [
        Chat(http, where, user=name, conversation=f"chat of {name}", numbers=numbers)
        for where in processes
    ]
    first = chats[0]
    await first.to_the_board()
    return chats


async def test_each_step_may_be_taken_by_another_process(
    officers: list[Chat], own_database: str
) -> None:
    first, second, third = officers
    await first.say("board")
    second.replies = first.replies  # what is on the screen, whichever process drew it
    await second.press("Next: Scene")
    third.replies = second.replies
    await third.press("All done")
    assert "4 of 4 done" in str(third.result)
    for number, chat in enumerate(officers, 2):
        assert f"{number} people" in await chat.say("add adult")
    assert await added(own_database, officers[0].user) == 1 + PROCESSES


async def test_turns_of_one_conversation_at_once_all_count(
    officers: list[Chat], own_database: str
) -> None:
    each = 6
    said = await asyncio.gather(
        *(replace(chat, replies=[]).say("add adult") for chat in officers * each)
    )
    assert not [one for one in said if SORRY in one]
    assert await added(own_database, officers[0].user) == 1 + each * PROCESSES
    assert f"{1 + each * PROCESSES} people" in await officers[0].say("board")


async def test_one_message_delivered_to_every_process_is_taken_once(
    officers: list[Chat], own_database: str
) -> None:
    typed = officers[0].activity(text="add adult")
    answers = await asyncio.gather(*(chat.send(typed) for chat in officers * 5))
    assert all(answer == answers[0] for answer in answers)
    assert await added(own_database, officers[0].user) == 2


async def test_its_replies_leave_once(
    officers: list[Chat], connector: Connector, own_database: str
) -> None:
    typed = officers[0].activity(text="summary", deliveryMode="normal", serviceUrl=connector.url)

    async def deliver(chat: Chat, activity: Activity) -> int:
        where = f"{chat.address}/api/messages"
        async with chat.session.post(where, json=activity) as response:
            return response.status

    statuses = await asyncio.gather(*(deliver(chat, typed) for chat in officers * 5))
    assert set(statuses) == {200}
    ids = [call.body["id"] for call in connector.calls]
    assert len(ids) == len(set(ids)) == 2
