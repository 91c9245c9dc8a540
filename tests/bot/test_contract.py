"""The same conversation on every host gives the same answers, byte for byte.

The other tests of the whole bot run on each host as well. Here the hosts are compared: officers
who wander about a registered bot, by presses, words, searches and nonsense, are given the same
HTTP answers and the same calls to the connector, and the store holds the same at the end.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest

from bot.access.people import Directory
from bot.conversation.turn import Turns
from bot.guidance import Guidance
from bot.settings import Settings
from bot.storage.store import open_store
from content.loader import load
from tests.bot.fakes import APP_ID, SECRET, Connector, Issuer, running_bot
from tests.bot.hosts import HOSTS
from tests.chat import buttons, inputs
from tests.journey import understood
from tests.teams import BOT, TENANT, mention

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
STEPS = 50
FIRST, *OTHERS = HOSTS
SAID = (
    "start", "1", "2", "1 3", "yes", "no", "back", "undo", "board", "summary", "tasks", "help",
    "add adult", "person 2", "resume", "encounters", "contacts", "call", "what is the nrm",
    "what if he says no", "she's 17", "remind me", "John Smith of 12 Acacia Road", "", "🚔",
    "handover", "close", "section 45", "give feedback: too long",
    "as at 2024-01-31 what is the nrm",
)  # fmt: skip
BEGUN = (("start", "2"), ("call", "1", "1 4", "John"))
ODD: tuple[dict[str, Any], ...] = (
    {"type": "conversationUpdate", "membersAdded": [{"id": BOT}, {"id": "29:ann", "name": ""}]},
    {"type": "installationUpdate", "action": "add"},
    {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
    {"type": "messageUpdate", "text": "summary"},
    {"type": "messageDelete"},
    {"type": "typing", "text": None},
    {"type": "event", "name": "x", "value": [None]},
    {"type": "invoke", "name": "task/fetch", "value": {"data": None}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": "x"}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": {"act": 7}}}},
    {"text": "help", "timestamp": "yesterday"},
    {"text": "help", "entities": "x"},
    {"text": "help", "from": {"id": ""}},
    {"text": "help", "attachments": [{"contentType": None}], "locale": "", "textFormat": None},
    {"text": "help", "conversation": {"id": "19:g@thread", "conversationType": "channel"}},
    {"text": "help", "channelId": "slack"},
    {"text": "help", "serviceUrl": "https://collector.example.org/"},
    {"text": "help", "channelData": {"tenant": {"id": "a strange one"}}, "locale": None},
)  # fmt: skip


@cache
def guidance() -> Guidance:
    """The published guidance, read once."""
    return Guidance(load(), understood())


@dataclass
class Walk:
    """Officers wandering about one bot; what each step gave is kept."""

    session: aiohttp.ClientSession
    address: str
    connector: Connector
    issuer: Issuer
    random: Random
    seen: list[Any] = field(default_factory=list)
    card: dict[str, Any] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    last: dict[str, Any] = field(default_factory=dict)

    async def steps(self) -> list[Any]:
        for text in self.random.choice(BEGUN):
            await self.send(self.activity(text=text))
        for _ in range(STEPS):
            await self.send(self.next())
        for odd in ODD:
            await self.send(self.activity(**odd))
        return self.seen

    def next(self) -> dict[str, Any]:
        """What is done next, by chance and by what is on the last card."""
        kinds = (self.press, self.say, self.search, self.again, self.mentioned)
        [kind] = self.random.choices(kinds, weights=(20, 10, 3, 2, 2))
        activity = kind()
        if self.random.random() < 0.3:
            activity["deliveryMode"] = "expectReplies"
        return activity

    def activity(self, **content: Any) -> dict[str, Any]:
        return {
            "type": "message",
            "id": str(next(self.numbers)),
            "timestamp": "2026-11-22T09:00:00.511Z",
            "channelId": "msteams",
            "serviceUrl": self.connector.url,
            "from": {"id": "29:ann", "name": "Ann", "aadObjectId": "ann"},
            "recipient": {"id": BOT, "name": "Bot"},
            "conversation": {"id": "a:ann", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            **content,
        }

    def say(self) -> dict[str, Any]:
        return self.activity(text=self.random.choice(SAID))

    def press(self) -> dict[str, Any]:
        every = [one for one in buttons(self.card) if "data" in one] if self.card else []
        if not every:
            return self.activity(text="start")
        data = dict(self.random.choice(every)["data"])
        data |= {one["id"]: self.filled(one) for one in inputs(self.card)}
        action = {"type": "Action.Execute", "verb": data.get("act", ""), "data": data}
        value = {"action": action, "trigger": "manual"}
        return self.activity(type="invoke", name="adaptiveCard/action", value=value)

    def filled(self, one: dict[str, Any]) -> str:
        choices = [each["value"] for each in one.get("choices", [])]
        return str(self.random.choice([*choices, "1", "2", ""]))

    def search(self) -> dict[str, Any]:
        words = self.random.choice(SAID)
        value = {"commandId": "searchGuidance", "parameters": [{"name": "query", "value": words}]}
        return self.activity(type="invoke", name="composeExtension/query", value=value)

    def again(self) -> dict[str, Any]:
        """The last activity delivered once more, as channels do."""
        return dict(self.last) or self.say()

    def mentioned(self) -> dict[str, Any]:
        group = {"id": "19:g@thread", "conversationType": "groupChat", "tenantId": TENANT}
        text = f"<at>Bot</at> {self.random.choice(SAID)}"
        return self.activity(text=text, conversation=group, entities=[mention("Bot", BOT)])

    async def send(self, activity: dict[str, Any]) -> None:
        self.last = activity
        before = len(self.connector.calls)
        token = self.issuer.sign(serviceurl=self.connector.url)
        headers = {"Authorization": f"Bearer {token}"}
        where = f"{self.address}/api/messages"
        async with self.session.post(where, json=activity, headers=headers) as answer:
            status, body = answer.status, await answer.read()
        async with self.session.get(f"{self.address}/healthz"):
            """The one connection is free once the replies beside an invoke have left as well."""
        calls = [(c.method, c.path, c.body) for c in self.connector.calls[before:]]
        self.seen.append((activity, status, body, calls))
        self.look([json.loads(body or b"null"), *(call[2] for call in calls)])

    def look(self, found: object) -> None:
        """Keep the last card that is shown anywhere in what came back."""
        if isinstance(found, dict):
            if found.get("type") == "AdaptiveCard":
                self.card = found
                return
            found = list(found.values())
        if isinstance(found, list):
            for each in found:
                self.look(each)


@asynccontextmanager
async def walking(host: str, seed: int, folder: Path, issuer: Issuer) -> AsyncIterator[Walk]:
    """A walk about a fresh bot on this host, and its database."""
    numbers = itertools.count(1000)
    settings = Settings(
        app_id=APP_ID,
        app_password=SECRET,
        openid_url=issuer.openid_url,
        login_url=f"{issuer.url}/{TENANT}",
        service_url_hosts=("127.0.0.1",),
    )
    store = await open_store(str(folder / f"{host}-{seed}.db"))
    turns = Turns(
        store,
        guidance(),
        clock=lambda: NOW,
        new=lambda: (f"encounter-{(n := next(numbers))}", str(n)),
        people=Directory((TENANT,)),
    )
    try:
        async with (
            running_bot(turns, settings, HOSTS[host], typing_after=3600) as client,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session,
        ):
            with Connector() as connector:
                address = str(client.make_url("")).rstrip("/")
                yield Walk(session, address, connector, issuer, Random(seed))
    finally:
        await store.close()


async def walked(host: str, seed: int, folder: Path, issuer: Issuer) -> tuple[str, list[Any]]:
    """What a walk gave and what is stored after it, with the connector's address left out."""
    async with walking(host, seed, folder, issuer) as walk:
        seen = repr(await walk.steps()).replace(walk.connector.url, "https://connector")
    with closing(sqlite3.connect(folder / f"{host}-{seed}.db")) as database:
        return seen, database.execute("select * from events order by 1, 2").fetchall()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("host", OTHERS)
async def test_a_walk_is_the_same_on_every_host(
    host: str, seed: int, tmp_path: Path, issuer: Issuer
) -> None:
    seen, stored = await walked(FIRST, seed, tmp_path, issuer)
    assert (seen, stored) == await walked(host, seed, tmp_path, issuer)
    assert len(stored) > 5


async def test_walks_meet_every_kind_of_answer(tmp_path: Path, issuer: Issuer) -> None:
    met, methods = set(), set()
    for seed in range(6):
        async with walking(FIRST, seed, tmp_path, issuer) as walk:
            for _, status, body, calls in await walk.steps():
                met.add((status, bool(body), bool(calls)))
                methods |= {method for method, _, _ in calls}
    assert {status for status, _, _ in met} == {200, 400, 401, 501}
    assert methods == {"POST", "PUT"}
    answered = {(body, posted) for status, body, posted in met if status == 200}
    assert answered == {(True, False), (False, True), (True, True), (False, False)}
