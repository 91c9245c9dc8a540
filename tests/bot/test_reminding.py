"""Reminders of the whole bot: asked for in the chat, sent once, and never a word about anyone."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.activity import JsonObject
from bot.channel import retry
from bot.channel.outbound import Outbound, open_session
from bot.channel.service_url import loopback_only
from bot.conversation.turn import Turns
from bot.guidance import Guidance
from bot.reminding import PAUSE, TRIES, Reminding, address
from bot.storage.database import DatabaseError, Statement, Steps
from bot.storage.opening import open_database
from bot.storage.reminders import Schedule
from bot.storage.store import Conversation, Store, open_store
from content.library import Unavailable
from content.loader import load
from content.release import Release
from dialogs.encounter import Pin
from dialogs.reminders import AFTER, Quiet
from tests.bot.fakes import Connector, message
from tests.bot.store_samples import answered, opening, work
from tests.journey import understood

pytestmark = pytest.mark.usefixtures("no_waits")

GUIDANCE = Guidance(load(), understood())
START = datetime(2026, 11, 22, 9, tzinfo=UTC)
FIRST = START + timedelta(hours=AFTER[0])
MINUTE = timedelta(minutes=1)


@dataclass
class Office:
    """An officer's chat, and as many processes as a test wants to remind from."""

    store: Store
    reminding: Reminding
    service: str
    now: datetime = START
    numbers: Iterator[int] = field(default_factory=itertools.count)
    turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        codes = itertools.count(1000)
        self.turns = Turns(
            self.store,
            GUIDANCE,
            clock=lambda: self.now,
            new=lambda: (f"encounter-{(n := next(codes))}", str(n)),
        )

    async def says(self, text: str, **more: Any) -> list[JsonObject]:
        said = message(id=f"m{next(self.numbers)}", text=text, serviceUrl=self.service, **more)
        return list((await self.turns.handle(said)).replies)

    async def asks(self) -> None:
        """The officer wants reminders."""
        await self.says("reminders")
        await self.says("1")

    async def reminds(self, now: datetime) -> None:
        self.now = now
        await self.reminding.run(GUIDANCE, now)


@pytest.fixture
async def office(url: str, connector: Connector) -> AsyncIterator[Office]:
    """An encounter with one adult, and nobody has asked for reminders."""
    store = await open_store(url)
    async with open_session() as session:
        outbound = Outbound(session, allows=loopback_only())
        officer = Office(store, Reminding(store, outbound, Quiet()), connector.url)
        for text in ("start", "no", "home"):
            await officer.says(text)
        await officer.says("add adult")
        yield officer
    await store.close()


def told(connector: Connector) -> list[str]:
    return [str(call.body["summary"]) for call in connector.taken]


async def test_nobody_is_reminded_unasked(office: Office, connector: Connector) -> None:
    await office.reminds(FIRST + timedelta(days=9))
    assert connector.calls == []


async def test_a_reminder_says_the_code_and_what_is_left_to_whoever_asked(
    office: Office, connector: Connector
) -> None:
    await office.says("remind me")
    await office.says("1")
    await office.reminds(FIRST - MINUTE)
    assert connector.calls == []
    await office.reminds(FIRST)
    (call,) = connector.taken
    assert call.path.endswith("/v3/conversations/a%3A1xyz/activities")
    assert "Reminder: encounter 1000" in call.body["summary"]
    assert "Handover" in call.body["summary"]
    assert call.body["recipient"] == {"id": "29:1abc"}
    assert call.body["conversation"]["tenantId"] == "t-1"
    assert "replyToId" not in call.body
    await office.reminds(FIRST + MINUTE)
    assert len(connector.taken) == 1


async def test_a_number_still_answers_what_was_on_screen_before_a_reminder(
    office: Office, connector: Connector
) -> None:
    await office.asks()
    await office.reminds(FIRST)
    (reminded,) = told(connector)
    assert not re.search(r"(?m)^\d+\. ", reminded), "a number would answer something else"
    assert "Stop reminders" not in str((await office.says("1"))[0]["summary"])
    assert "1000" in str((await office.says("resume"))[0]["summary"])
    assert "off" in str((await office.says("stop reminders"))[0]["summary"]).lower()


async def test_nothing_personal_is_kept_for_it() -> None:
    kept = address(message(id="m1", text="Jane Doe, 4 Privet Drive"))
    assert "A N Officer" not in str(kept)
    assert "Jane" not in str(kept)
    assert set(kept) == {"type", "channelId", "conversation", "from", "recipient", "serviceUrl"}


async def test_of_several_processes_one_reminds(office: Office, connector: Connector) -> None:
    await office.says("reminders")
    await office.says("remind me at any hour")
    await asyncio.gather(*(office.reminds(FIRST) for _ in range(6)))
    assert len(connector.taken) == 1


async def test_it_stops_when_asked_and_when_the_encounter_is_closed(
    office: Office, connector: Connector
) -> None:
    await office.asks()
    await office.says("stop reminders")
    await office.reminds(FIRST)
    await office.asks()
    await office.says("close")
    await office.reminds(FIRST + timedelta(days=1))
    assert connector.calls == []
    await office.says("reopen")
    await office.reminds(START + timedelta(hours=AFTER[-1]))
    assert len(connector.taken) == 1


async def test_what_was_done_meanwhile_is_not_reminded_of(
    office: Office, connector: Connector
) -> None:
    await office.asks()
    await office.reminds(FIRST)
    await office.says("summary")
    await office.reminds(START + timedelta(hours=AFTER[1]))
    before, after = told(connector)
    assert "Handover" in before
    assert "Handover" not in after


async def test_at_night_only_who_wants_it_is_reminded(office: Office, connector: Connector) -> None:
    await office.says("reminders")
    await office.says("remind me, not at night")
    night = datetime(2026, 11, 22, 23, tzinfo=UTC)
    morning = datetime(2026, 11, 23, 7, tzinfo=UTC)
    await office.reminds(night)
    await office.reminds(morning - MINUTE)
    assert connector.calls == []
    await office.reminds(morning)
    assert len(connector.taken) == 1

    await office.says("reminders")
    await office.says("remind me at any hour")
    await office.reminds(night + timedelta(days=1))
    assert len(connector.taken) == 2


async def test_a_conversation_that_is_gone_is_not_reminded_again(
    office: Office, connector: Connector
) -> None:
    await office.asks()
    connector.script.append(403)
    await office.reminds(FIRST)
    await office.reminds(FIRST + timedelta(days=2))
    assert len(connector.calls) == 1


async def test_one_the_connector_did_not_take_is_tried_again_a_few_times(
    office: Office, connector: Connector
) -> None:
    await office.asks()
    connector.script.extend([503] * retry.ATTEMPTS)
    await office.reminds(FIRST)
    await office.reminds(FIRST + PAUSE - MINUTE)
    assert connector.taken == []
    await office.reminds(FIRST + PAUSE)
    assert len(connector.taken) == 1

    second = START + timedelta(hours=AFTER[1]) - timedelta(hours=1)
    connector.script.extend([503] * retry.ATTEMPTS * TRIES)
    for number in range(TRIES + 2):
        await office.reminds(second + timedelta(hours=1) + number * PAUSE)
    assert len(connector.taken) == 1
    assert not connector.script


async def test_one_that_may_have_been_taken_is_not_sent_again(
    office: Office, connector: Connector
) -> None:
    await office.asks()
    connector.script.extend(["reset"] * retry.ATTEMPTS)
    await office.reminds(FIRST)
    await office.reminds(FIRST + PAUSE)
    assert connector.taken == []
    assert "Reminder" in str((await office.says("board"))[0])  # shown when the officer comes


async def test_where_nothing_can_be_sent_it_is_shown_when_the_officer_comes(
    office: Office, connector: Connector
) -> None:
    def spoken(replies: list[JsonObject]) -> str:
        return str(replies[0].get("text"))

    page = {"deliveryMode": "expectReplies"}
    await office.says("reminders", **page)
    await office.says("1", **page)
    assert "Reminder" not in spoken(await office.says("board", **page))
    await office.reminds(FIRST)
    assert connector.calls == []
    assert "Reminder: encounter 1000" in spoken(await office.says("what is the nrm", **page))
    assert "Reminder" not in spoken(await office.says("board", **page))


async def test_reminders_that_a_wrong_clock_passed_over_are_set_again(
    office: Office, connector: Connector
) -> None:
    await office.says("reminders")
    await office.says("1")
    await office.reminds(START + timedelta(days=40))
    assert len(connector.taken) == 1
    office.now = START + MINUTE
    await office.says("add adult")
    await office.reminds(FIRST)
    assert len(connector.taken) == 2


class Older(Guidance):
    """Guidance of a process that is yet to be upgraded."""

    def pinned(self, pin: Pin) -> Release:
        raise Unavailable(pin.start)


async def test_a_process_without_the_guidance_leaves_it_to_another(
    office: Office, connector: Connector
) -> None:
    await office.asks()
    await office.reminding.run(Older(GUIDANCE.library, GUIDANCE.understanding), FIRST)
    assert connector.calls == []
    await office.reminds(FIRST + PAUSE)
    assert len(connector.taken) == 1


async def test_a_process_that_dies_while_it_sends_reminds_nobody_twice(
    office: Office, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.asks()

    async def dies(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Outbound, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            await office.reminds(FIRST)
    await office.reminds(FIRST + MINUTE)
    assert connector.calls == []
    assert "Reminder" in str((await office.says("board"))[0])


async def test_an_encounter_whose_log_is_damaged_holds_up_no_other_reminder(url: str) -> None:
    def damage() -> Steps[None]:
        yield Statement("delete from events where encounter = 'e1'")

    store = await open_store(url)
    for number, code in enumerate(("AAAA", "BBBB"), 1):
        id_ = f"e{number}"
        begun = work(f"t{number}", Conversation(id_, {}), opening(id_, code, answered("one")))
        asked = Schedule(id_, START + number * MINUTE, "o1", {"type": "message"})
        await store.commit(replace(begun, schedule=asked))
    await store.close()
    database = await open_database(url)
    await database.write(damage())
    store = Store(database)
    async with open_session() as session:
        reminding = Reminding(store, Outbound(session, allows=loopback_only()), Quiet())
        with pytest.raises(DatabaseError):
            await reminding.run(GUIDANCE, FIRST)
    assert await store.reminders.due(FIRST, 9) == ()
    assert [one.encounter for one in await store.reminders.due(FIRST + PAUSE, 9)] == ["e1"]
    await store.close()
