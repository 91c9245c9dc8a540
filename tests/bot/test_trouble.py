"""With a connector in trouble no turn is lost and none is taken twice.

A whole bot answers through a real connector that is slow, says 429 or 503 or drops connections,
while the channel does what channels do: it delivers an activity again until it is taken. What an
officer sees and what is stored must be the same as on a calm day.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

import pytest

from bot.activity import Outcome, reply_to
from bot.channel import retry
from bot.channel.outbound import Outbound, Undelivered, open_session
from bot.channel.service_url import loopback_only
from bot.conversation.turn import Turns
from bot.delivery import Delivery
from bot.guidance import Guidance
from bot.host.botbuilder import BotBuilderHost
from bot.storage.store import Store, StoreUnavailable, open_store
from content.loader import load
from dialogs.event import Event, Kind
from tests.bot.fakes import Call, Client, Connector, FakeCore, Step, message
from tests.bot.hosts import Serve
from tests.journey import understood

pytestmark = pytest.mark.usefixtures("no_waits")

WORDS = ("start", "2", "4", "undo", "5", "help", "tasks", "summary", "back", "resume")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
REDELIVERIES = 20


@cache
def guidance() -> Guidance:
    """The published guidance, read once."""
    return Guidance(load(), understood())


@dataclass
class Officer:
    """One officer's chat as the channel carries it: delivered again until it is taken."""

    client: Client
    connector: Connector
    name: str

    async def says(self, text: str, id_: str) -> None:
        activity = message(
            id=id_,
            text=text,
            serviceUrl=self.connector.url,
            conversation={"id": f"chat of {self.name}"},
            **{"from": {"id": self.name}},
        )
        for _ in range(REDELIVERIES):
            answer = await self.client.post("/api/messages", json=activity)
            if answer.status // 100 == 2:
                return
        raise AssertionError("never taken")

    async def works(self) -> None:
        for number, text in enumerate(WORDS):
            await self.says(text, f"{self.name} {number}")


@dataclass
class Day:
    """A bot and its store for one test."""

    client: Client
    store: Store

    async def log(self, owner: str) -> list[Event]:
        [listed] = await self.store.recent(owner, 9)
        encounter = await self.store.encounter(listed.id)
        assert encounter
        return list(encounter.log)


@asynccontextmanager
async def day(serve: Serve, folder: Path) -> AsyncIterator[Day]:
    store = await open_store(str(folder / "day.db"))
    numbers = itertools.count(1000)

    def new() -> tuple[str, str]:
        number = next(numbers)
        return f"encounter-{number}", str(number)

    try:
        turns = Turns(store, guidance(), clock=lambda: NOW, new=new)
        async with serve(turns) as client:
            yield Day(client, store)
    finally:
        await store.close()


def shape(events: list[Event]) -> list[tuple[object, ...]]:
    """What happened, without what is named after the officer."""
    return [
        (event.kind, event.person, event.step, event.kind is Kind.UNDONE or event.value)
        for event in events
    ]


def said(calls: list[Call], name: str = "officer") -> list[str]:
    """The messages an officer was sent; not the sign of life of a slow turn."""
    bodies = [call.body for call in calls if call.body["recipient"]["id"] == name]
    return [body.get("text", body.get("summary")) for body in bodies if body["type"] == "message"]


async def calm(serve: Serve, folder: Path) -> tuple[list[tuple[object, ...]], list[str]]:
    """What is stored and what is seen when nothing goes wrong."""
    with Connector() as connector:
        async with day(serve, folder) as quiet:
            await Officer(quiet.client, connector, "officer").works()
            return shape(await quiet.log("officer")), said(connector.taken)


_DOWN: Step = 503
TROUBLE: dict[str, list[Step]] = {
    "throttled": [(429, {"Retry-After": "0"}), 201] * 10,
    "throttled for longer than a turn has": [(429, {"Retry-After": "3600"}), 201] * 10,
    "failing": [503, 500, 502, 201] * 10,
    "failing until the bot gives up": [_DOWN] * (2 * retry.ATTEMPTS),
    "dropping connections": ["reset", 201] * 10,
    "all of it": [429, "reset", 503, 504, 201, "reset", 500] * 6,
}


@pytest.mark.parametrize("kind", TROUBLE)
async def test_a_day_with_trouble_ends_like_a_calm_one(
    kind: str, connector: Connector, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "calm").mkdir()
    stored, seen = await calm(serve, tmp_path / "calm")
    connector.script.extend(TROUBLE[kind])
    async with day(serve, tmp_path) as hard:
        await Officer(hard.client, connector, "officer").works()
        assert shape(await hard.log("officer")) == stored
        assert await hard.store.unsent(9) == ()
    assert said(connector.taken) == seen
    assert not connector.script


async def test_a_crowd_and_a_bad_connector(
    connector: Connector, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "calm").mkdir()
    stored, seen = await calm(serve, tmp_path / "calm")
    steps: list[Step] = [201, 201, 429, 503, "reset"]
    connector.script.extend(Random(5).choices(steps, k=300))
    names = [f"officer {number}" for number in range(12)]
    async with day(serve, tmp_path) as hard:
        await asyncio.gather(*(Officer(hard.client, connector, name).works() for name in names))
        for name in names:
            assert shape(await hard.log(name)) == stored
    for name in names:
        assert len(said(connector.taken, name)) == len(seen)


async def left_hanging(officer: Officer, connector: Connector) -> asyncio.Future[None]:
    """A first message whose reply the connector has taken and does not answer for."""
    connector.script.append("silent")
    first = asyncio.ensure_future(officer.says("start", "1"))
    await connector.next_call()
    return first


async def test_a_slow_connector_and_an_impatient_channel(
    connector: Connector, serve: Serve, tmp_path: Path
) -> None:
    async with day(serve, tmp_path) as slow:
        officer = Officer(slow.client, connector, "officer")
        first = await left_hanging(officer, connector)
        again = asyncio.ensure_future(officer.says("start", "1"))
        another = asyncio.ensure_future(officer.says("2", "2"))
        connector.speak()
        await asyncio.gather(first, again, another)
        assert [event.step for event in await slow.log("officer")] == ["danger"]
    assert len(said(connector.taken)) == 2


async def test_a_channel_that_hangs_up_gets_the_turn_taken_all_the_same(
    connector: Connector, serve: Serve, tmp_path: Path
) -> None:
    async with day(serve, tmp_path) as slow:
        officer = Officer(slow.client, connector, "officer")
        first = await left_hanging(officer, connector)
        first.cancel()
        connector.speak()
        await officer.says("start", "1")
        await officer.says("2", "2")
        assert [event.step for event in await slow.log("officer")] == ["danger"]
    assert len(said(connector.taken)) == 2


async def test_a_reply_that_left_stays_left_when_the_store_cannot_note_it(
    connector: Connector, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(number: int = 0) -> None:
        raise StoreUnavailable("the disk is full")

    turn = message(serviceUrl=connector.url)
    replies = tuple(reply_to(turn, text=text, id=text) for text in ("one", "two"))
    outcome = Outcome(replies, done=fails, left=fails, failed=fails)
    connector.script.extend([201, 400])
    async with open_session() as session:
        outbound = Outbound(session, allows=loopback_only())
        delivery = Delivery(BotBuilderHost(FakeCore(), outbound), outbound)
        with pytest.raises(Undelivered):
            await delivery.deliver(turn, outcome)
        await delivery.deliver(turn, outcome)
    assert [call.body["text"] for call in connector.taken] == ["one", "two"]
    assert any("turn not marked" in said for said in caplog.messages)
