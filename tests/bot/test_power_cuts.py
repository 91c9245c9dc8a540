"""Power cuts at every moment of a turn: wherever it waits, and before every statement of SQL."""

from __future__ import annotations

import itertools
from pathlib import Path

import aiohttp
import pytest

from tests.bot.fakes import Connector
from tests.bot.phoenix import Phoenix
from tests.chat import Chat
from tests.databases import KINDS, place

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

# Fewer moments than these would mean that the turn is no longer cut where it waits.
LEAST = {"suspend": 4, "resume": 4, "statement": 8}


@pytest.fixture(scope="module", params=KINDS)
def own_database(request: pytest.FixtureRequest, bot_folder: Path) -> str:
    return place(request, bot_folder)


@pytest.mark.parametrize("moment", LEAST)
async def test_at_any_moment_it_is_taken_once_and_answered(
    http: aiohttp.ClientSession, phoenix: Phoenix, lasting_connector: Connector, moment: str
) -> None:
    officer = Chat(http, await phoenix.up(), user=moment, conversation=f"chat-of-{moment}")
    await officer.say("start")
    normal = {"deliveryMode": "normal", "serviceUrl": lasting_connector.url}
    lived = False
    for number in itertools.count():
        typed = officer.activity(text="add adult") | normal
        lived = await phoenix.tried(officer, f"{moment}-{number}", typed)
        for _ in range(2):  # the channel's retries
            async with http.post(f"{officer.address}/api/messages", json=typed) as response:
                assert response.status == 200
        heard: set[str] = set()
        while not heard:
            heard = {c.body["id"] for c in lasting_connector.calls if _answers(c.body, typed["id"])}
            if not heard:
                await lasting_connector.next_call()
        assert len(heard) == 1, "told again under the same id, never as something new"
        people = f"{number + 1} {'person' if number == 0 else 'people'}"
        assert people in await officer.say("board")
        if lived:
            break
    assert number >= LEAST[moment]


def _answers(body: object, asked: str) -> bool:
    found = body if isinstance(body, dict) else {}
    return found.get("type") == "message" and found.get("replyToId") == asked
