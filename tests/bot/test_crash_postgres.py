"""The same power cut on PostgreSQL: what was stored is whole, and what was left unsaid is said."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.storage.store import open_store
from dialogs.event import Kind
from tests.bot.fakes import Connector
from tests.bot.phoenix import Phoenix
from tests.chat import Chat
from tests.postgres import Cluster

pytestmark = pytest.mark.asyncio(loop_scope="module")

_officers = itertools.count(1)


@pytest.fixture(scope="module")
def bot_database(postgres: Cluster) -> str:
    return postgres.url()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def phoenix(bot_folder: Path, bot_database: str) -> AsyncIterator[Phoenix]:
    """One bot for all tests here; each kills it."""
    bird = Phoenix(bot_folder, bot_database)
    yield bird
    await bird.down()


@pytest.fixture(scope="module")
def connector() -> Iterator[Connector]:
    with Connector() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def chat(http: aiohttp.ClientSession, phoenix: Phoenix) -> Chat:
    name = f"officer-{next(_officers)}"
    officer = Chat(http, await phoenix.up(), user=name, conversation=f"chat-of-{name}")
    await officer.say("start")
    return officer


async def added(owner: str, database: str) -> int:
    store = await open_store(database)
    try:
        (row,) = await store.recent(owner, 2)
        encounter = await store.encounter(row.id)
    finally:
        await store.close()
    assert encounter is not None
    return sum(event.kind is Kind.PERSON_ADDED for event in encounter.log)


@pytest.mark.parametrize("point", ["commit", "transaction", "committed", "first-reply", "replied"])
async def test_a_turn_is_taken_once_and_answered(
    chat: Chat, phoenix: Phoenix, connector: Connector, point: str
) -> None:
    normal = {"deliveryMode": "normal", "serviceUrl": connector.url}
    typed = chat.activity(text="add adult") | normal

    def heard() -> list[str]:
        return [c.body["id"] for c in connector.calls if chat.conversation in c.path]

    await phoenix.killed(chat, point, typed)
    kept = await added(chat.user, phoenix.database)
    assert kept == (0 if point in ("commit", "transaction") else 1)
    for _ in range(2):
        async with chat.session.post(f"{chat.address}/api/messages", json=typed) as response:
            assert response.status == 200
    while not heard() or (point in ("first-reply", "replied") and len(heard()) < 2):
        await connector.next_call()
    assert len(set(heard())) == 1
    assert await added(chat.user, phoenix.database) == 1
