"""Power cuts at every moment of a turn: wherever it waits, and before every statement of SQL."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.storage.database import Statement, Steps
from bot.storage.opening import open_database
from bot.storage.times import stamp
from tests.bot.fakes import Call, Connector
from tests.bot.phoenix import STRIDE, Phoenix
from tests.chat import Activity, Chat, buttons
from tests.databases import KINDS, place

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

# Fewer moments than these would mean that the turn is no longer cut where it waits.
LEAST = {"suspend": 3, "resume": 3, "statement": 8}
# What else is cut, and where; SQLite's statements are many, and PostgreSQL's tell the same.
ALSO = {"sqlite": "suspend", "postgresql": "statement"}
PRESSED = ("press", "submit")


@pytest.fixture(scope="module", params=KINDS)
def own_database(request: pytest.FixtureRequest, bot_folder: Path) -> str:
    return place(request, bot_folder)


@dataclass
class Officer:
    """An officer with an encounter, and what each of their messages must come to."""

    chat: Chat
    connector: Connector
    kind: str
    encounter: str = ""

    async def begin(self) -> None:
        await self.chat.say("start")
        self.encounter = next(
            one["data"]["encounter"]
            for one in buttons(self.chat.card)
            if "encounter" in one["data"]
        )

    def says(self, number: int) -> Activity:
        """Adds an adult: typed, pressed, or pressed on a card that is then replaced."""
        data = {"act": "add", "group": "adult", "encounter": self.encounter, "revision": 0}
        content: Activity = {"text": "add adult"}
        if self.kind == "press":
            action = {"type": "Action.Execute", "verb": "add", "data": data}
            name = "adaptiveCard/action"
            content = {"type": "invoke", "name": name, "value": {"action": action}}
        if self.kind == "submit":
            content = {"value": data, "replyToId": f"card-{number}"}
        normal = {"deliveryMode": "normal", "serviceUrl": self.connector.url}
        return self.chat.activity(**content, **normal)

    async def repeat(self, activity: Activity) -> str:
        """Deliver it again; the answer, which a press must have."""
        where = f"{self.chat.address}/api/messages"
        async with self.chat.session.post(where, json=activity) as response:
            assert response.status == 200
            said = await response.text()
        assert (self.kind != "press") or json.loads(said)["statusCode"] == 200
        return said

    async def heard(self, activity: Activity) -> list[str]:
        """The ids under which its reply came, once all has come that must."""
        while True:
            calls = list(self.connector.calls)
            posted = [c.body for c in calls if c.method == "POST"]
            ids = {body["id"] for body in posted if _answers(body, activity["id"])}
            replaced = [c for c in calls if c.method == "PUT" and c.path.endswith(_card(activity))]
            if ids and (replaced or self.kind != "submit"):
                return sorted(ids)
            await self.connector.next_call()


@pytest.mark.parametrize("moment", LEAST)
async def test_at_any_moment_it_is_taken_once_and_answered(
    http: aiohttp.ClientSession, phoenix: Phoenix, lasting_connector: Connector, moment: str
) -> None:
    chat = Chat(http, await phoenix.up(), user=moment, conversation=f"chat-of-{moment}")
    await _cut_everywhere(Officer(chat, lasting_connector, "typed"), phoenix, moment)


@pytest.mark.parametrize("kind", PRESSED)
async def test_a_press_is_taken_once_and_its_card_is_replaced(
    http: aiohttp.ClientSession, phoenix: Phoenix, lasting_connector: Connector, kind: str
) -> None:
    chat = Chat(http, await phoenix.up(), user=kind, conversation=f"chat-of-{kind}")
    await _cut_everywhere(Officer(chat, lasting_connector, kind), phoenix, _also(phoenix))


async def _cut_everywhere(officer: Officer, phoenix: Phoenix, moment: str) -> None:
    await officer.begin()
    lived = False
    for count, number in enumerate(itertools.count(0, STRIDE), 1):
        sent = officer.says(number)
        lived = await phoenix.tried(officer.chat, f"{moment}-{number}", sent)
        answers = {await officer.repeat(sent) for _ in range(2)}  # the channel's retries
        assert len(answers) == 1
        assert len(await officer.heard(sent)) == 1, "told again under the same id only"
        people = f"{count} {'person' if count == 1 else 'people'}"
        assert people in await officer.chat.say("board")
        if lived:
            break
    assert number >= LEAST[moment]


async def test_a_reminder_is_sent_at_most_once_and_never_forgotten(
    http: aiohttp.ClientSession, phoenix: Phoenix, lasting_connector: Connector
) -> None:
    chat = Chat(http, await phoenix.up(), user="reminded", conversation="chat-of-reminded")
    officer = Officer(chat, lasting_connector, "typed")
    await officer.begin()
    for text in ("reminders", "remind me at any hour"):
        await officer.repeat(_typed(officer, text))
    moment = _also(phoenix)
    for number in itertools.count(0, STRIDE):
        await _due(phoenix.database)
        before = len(_reminders(lasting_connector))
        point = f"reminding/{moment}-{number}"
        lived = await phoenix.tried(chat, point, _typed(officer, "help"))
        board = _typed(officer, "board")
        await officer.repeat(board)
        await officer.heard(board)
        while (sent := len(_reminders(lasting_connector)) - before) == 0:
            if _shown(lasting_connector, board):
                break
            await lasting_connector.next_call()
        assert sent <= 1
        if lived:
            assert sent == 1
            break
    assert number >= LEAST[moment]


def _also(phoenix: Phoenix) -> str:
    return ALSO["postgresql" if phoenix.database.startswith("postgres") else "sqlite"]


def _typed(officer: Officer, text: str) -> Activity:
    service = officer.connector.url
    return officer.chat.activity(text=text, deliveryMode="normal", serviceUrl=service)


async def _due(url: str) -> None:
    """The officer's reminder is due now."""

    def move() -> Steps[None]:
        yield Statement(
            "update reminders set due_at = ?, waiting = 0, failures = 0",
            (stamp(datetime.now(UTC) - timedelta(minutes=1)),),
        )

    database = await open_database(url)
    await database.write(move())
    await database.close()


def _reminders(connector: Connector) -> list[Call]:
    """What was sent to the officer unasked."""
    sent = [call for call in connector.calls if "replyToId" not in (call.body or {})]
    return [call for call in sent if "Reminder" in str(call.body.get("text"))]


def _shown(connector: Connector, asked: Activity) -> bool:
    """Whether the reminder is in the reply to a message."""
    replies = (call.body for call in connector.calls if _answers(call.body, asked["id"]))
    return any("Reminder" in str(body.get("text")) for body in replies)


def _card(activity: Activity) -> str:
    return f"/{activity.get('replyToId')}"


def _answers(body: object, asked: str) -> bool:
    found = body if isinstance(body, dict) else {}
    return found.get("type") == "message" and found.get("replyToId") == asked
