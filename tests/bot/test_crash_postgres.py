"""The same power cut on PostgreSQL: what was stored is whole, and what was left unsaid is said."""

from __future__ import annotations

import itertools

import aiohttp
import pytest
import pytest_asyncio

from tests.bot.fakes import Connector
from tests.bot.on_disk import added
from tests.bot.phoenix import Phoenix
from tests.chat import Chat
from tests.postgres import Cluster

pytestmark = pytest.mark.asyncio(loop_scope="module")

_officers = itertools.count(1)


@pytest.fixture(scope="module")
def own_database(postgres: Cluster) -> str:
    return postgres.url()


@pytest_asyncio.fixture(loop_scope="module")
async def chat(http: aiohttp.ClientSession, phoenix: Phoenix) -> Chat:
    name = f"officer-{next(_officers)}"
    officer = Chat(http, await phoenix.up(), user=name, conversation=f"chat-of-{name}")
    await officer.say("start")
    return officer


@pytest.mark.parametrize("point", ["commit", "transaction", "committed", "first-reply", "replied"])
async def test_a_turn_is_taken_once_and_answered(
    chat: Chat, phoenix: Phoenix, lasting_connector: Connector, point: str
) -> None:
    normal = {"deliveryMode": "normal", "serviceUrl": lasting_connector.url}
    typed = chat.activity(text="add adult") | normal

    def heard() -> list[str]:
        return [c.body["id"] for c in lasting_connector.calls if chat.conversation in c.path]

    await phoenix.killed(chat, point, typed)
    kept = await added(phoenix.database, chat.user)
    assert kept == (0 if point in ("commit", "transaction") else 1)
    for _ in range(2):
        async with chat.session.post(f"{chat.address}/api/messages", json=typed) as response:
            assert response.status == 200
    while not heard() or (point in ("first-reply", "replied") and len(heard()) < 2):
        await lasting_connector.next_call()
    assert len(set(heard())) == 1
    assert await added(phoenix.database, chat.user) == 1
