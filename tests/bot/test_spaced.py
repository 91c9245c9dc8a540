"""Quick checks that come by themselves for whoever asked: once, by day, never amid live work."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from bot.channel import retry
from bot.channel.outbound import Outbound, open_session
from bot.channel.service_url import loopback_only
from bot.conversation.speech import CHECK_DUE
from bot.conversation.turn import Turns
from bot.reminding import PAUSE, TRIES
from bot.storage.checks import Checks
from bot.storage.database import Database
from bot.storage.opening import open_database
from bot.storage.store import Store
from bot.storage.subject import Subject
from bot.training.spaced import Checking
from dialogs.reminders import Quiet
from dialogs.training.menus import MARK
from dialogs.training.spacing import AGAIN, MOST
from tests.bot.fakes import Connector, message
from tests.bot.hall import drawn, guidance
from tests.chat import buttons

START = datetime(2026, 11, 22, 14, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)  # what was missed comes back the next day
MINUTE = timedelta(minutes=1)
PERSON = "0f1e2d3c"


@pytest.fixture
def connector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connector]:
    monkeypatch.setattr(retry, "FIRST_WAIT", 0.0)
    with Connector() as running:
        yield running


@dataclass
class Officer:
    """An officer's chat, and as many processes as a test wants to tell them from."""

    database: Database
    outbound: Outbound
    service: str
    quiet: Quiet = field(default_factory=Quiet)
    now: datetime = START
    numbers: Iterator[int] = field(default_factory=itertools.count)
    card: Any = None

    async def says(self, text: str = "", **more: Any) -> str:
        turns = Turns(Store(self.database), guidance(), clock=lambda: self.now)
        said = message(id=f"m{next(self.numbers)}", text=text, serviceUrl=self.service, **more)
        replies = (await turns.handle(said)).replies
        cards = [drawn(one) for one in replies if one.get("attachments")]
        self.card = cards[-1] if cards else self.card
        return "\n".join(str(one.get("summary") or one.get("text") or "") for one in replies)

    async def presses(self, label: str, **more: Any) -> str:
        (data,) = [one["data"] for one in buttons(self.card) if one["title"] == label]
        return await self.says(value=data, **more)

    async def takes_a_check(self, **more: Any) -> None:
        await self.says("quick check", **more)
        for _ in range(10):
            await self.presses("A", **more)

    async def asks_for_more(self, **more: Any) -> str:
        await self.takes_a_check(**more)
        return await self.presses("Ask me again in days", **more)

    async def told(self, now: datetime) -> None:
        """A process looks at who is to be told."""
        self.now = now
        store, checks = Store(self.database), Checks(self.database)
        await Checking(store, checks, self.outbound, self.quiet).run(now)


@pytest.fixture
async def officer(url: str, connector: Connector) -> AsyncIterator[Officer]:
    database = await open_database(url)
    async with open_session() as session:
        outbound = Outbound(session, allows=loopback_only())
        yield Officer(database, outbound, connector.url)
    await database.close()


async def test_nobody_is_told_unasked(officer: Officer, connector: Connector) -> None:
    await officer.takes_a_check()
    await officer.told(DUE + timedelta(days=30))
    assert connector.calls == []


async def test_on_the_day_in_the_daytime_marked_as_training(
    officer: Officer, connector: Connector
) -> None:
    assert "in the daytime" in await officer.asks_for_more()
    await officer.told(DUE - MINUTE)
    assert connector.calls == []
    await officer.told(DUE)
    await officer.told(DUE + MINUTE)
    (call,) = connector.taken
    assert MARK in call.body["summary"]
    assert MARK in str(drawn(call.body)["body"][0])
    assert "ready" in call.body["summary"]
    assert call.body["recipient"] == {"id": "29:1abc"}
    officer.card = drawn(call.body)
    assert "question 1 of 10" in await officer.presses("Take it now")


async def test_one_press_ends_it_and_the_card_settles(
    officer: Officer, connector: Connector
) -> None:
    await officer.asks_for_more()
    await officer.told(DUE)
    officer.card = drawn(connector.taken[0].body)
    assert "do not ask any more" in await officer.presses("Stop asking me", replyToId="sent-1")
    await officer.told(DUE + timedelta(days=60))
    assert len([call for call in connector.calls if call.method == "POST"]) == 1
    assert CHECK_DUE not in await officer.says("hello")


async def test_typing_ends_it_as_well(officer: Officer, connector: Connector) -> None:
    await officer.asks_for_more()
    await officer.says("stop")
    assert "do not ask any more" in await officer.says("stop asking me")
    await officer.told(DUE + timedelta(days=60))
    assert connector.calls == []


async def test_of_several_processes_one_tells(officer: Officer, connector: Connector) -> None:
    await officer.asks_for_more()
    await asyncio.gather(*(officer.told(DUE) for _ in range(6)))
    assert len(connector.taken) == 1


async def test_not_in_quiet_hours(officer: Officer, connector: Connector) -> None:
    officer.quiet = Quiet(time(8), time(10))
    await officer.asks_for_more()
    await officer.told(DUE)
    await officer.told(DUE + timedelta(minutes=59))
    assert connector.calls == []
    await officer.told(DUE + timedelta(hours=1))
    assert len(connector.taken) == 1


async def test_not_in_the_middle_of_a_live_encounter(
    officer: Officer, connector: Connector
) -> None:
    await officer.asks_for_more()
    officer.now = DUE - timedelta(hours=1)
    await officer.says("start")
    await officer.says("no")
    await officer.told(DUE)
    await officer.told(DUE + timedelta(hours=23))
    assert connector.calls == []
    await officer.told(DUE + timedelta(days=1))
    assert len(connector.taken) == 1


async def test_who_takes_none_is_asked_a_few_times_and_then_no_more(
    officer: Officer, connector: Connector
) -> None:
    await officer.asks_for_more()
    for days in range(90):
        await officer.told(DUE + timedelta(days=days))
    said = [call.body["summary"] for call in connector.taken]
    assert len(said) == MOST
    assert ["do not ask again" in one for one in said] == [False, False, True]


async def test_taking_one_sets_the_next_day_and_begins_the_count_anew(
    officer: Officer, connector: Connector
) -> None:
    await officer.asks_for_more()
    await officer.told(DUE)
    await officer.told(DUE + AGAIN)
    officer.now = DUE + AGAIN + MINUTE
    await officer.takes_a_check()
    for days in range(90):
        await officer.told(DUE + AGAIN + timedelta(days=days))
    assert len(connector.taken) == 2 + MOST


async def test_a_conversation_that_is_gone_is_not_asked_again(
    officer: Officer, connector: Connector
) -> None:
    await officer.asks_for_more()
    connector.script.append(403)
    for days in range(30):
        await officer.told(DUE + timedelta(days=days))
    assert len(connector.calls) == 1


async def test_what_the_connector_did_not_take_is_tried_again_a_few_times(
    officer: Officer, connector: Connector
) -> None:
    await officer.asks_for_more()
    connector.script.extend([503] * retry.ATTEMPTS * TRIES)
    for number in range(TRIES + 3):
        await officer.told(DUE + number * PAUSE)
    assert connector.taken == []
    assert not connector.script
    await officer.told(DUE + AGAIN)
    assert len(connector.taken) == 1


async def test_what_may_have_been_taken_or_died_on_the_way_is_not_said_again(
    officer: Officer, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    await officer.asks_for_more()

    async def dies(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Outbound, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            await officer.told(DUE)
    await officer.told(DUE + MINUTE)
    assert connector.calls == []
    await officer.says("stop")
    assert CHECK_DUE in await officer.says("hello")  # and there it is said


async def test_where_nothing_can_be_sent_it_is_said_when_they_come(
    officer: Officer, connector: Connector
) -> None:
    page = {"deliveryMode": "expectReplies"}
    assert "when you next come" in await officer.asks_for_more(**page)
    await officer.told(DUE)
    assert connector.calls == []
    await officer.says("stop", **page)
    assert CHECK_DUE in await officer.says("hello", **page)


async def test_what_is_kept_names_nobody_and_goes_with_them(officer: Officer) -> None:
    await officer.asks_for_more()
    given: Any = await Subject(officer.database, PERSON).export()
    (kept,) = given["quick_checks"]
    assert "A N Officer" not in str(kept)
    assert (await Subject(officer.database, PERSON).delete())["quick_checks"] == 1
    assert await Checks(officer.database).due(DUE + timedelta(days=99), 9) == ()
