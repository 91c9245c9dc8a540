"""What is kept for how long, on each kind of database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.feedback.kept import KEPT, Feedback, Heard, Kind
from bot.jobs import PURGED, Purge
from bot.steady import Steady
from bot.storage import retention as retention_module
from bot.storage.claims import Claims
from bot.storage.database import Database, Steps
from bot.storage.figures import Figures
from bot.storage.opening import open_database
from bot.storage.retention import AT_A_TIME, Keep, Purged, Retention
from bot.storage.store import Append, Conversation, Store
from dialogs.event import Kind as Happened
from tests.bot.fakes import Clock
from tests.bot.store_samples import AT, answered, happened, log, opening, work

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
KEEP = Keep(turns=7 * DAY, closed=31 * DAY, left=92 * DAY)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = await open_database(url)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


@pytest.fixture
def retention(database: Database) -> Retention:
    return Retention(database, KEEP)


async def test_turns_go_when_their_days_are_over(store: Store, retention: Retention) -> None:
    await store.commit(work("old", Conversation("chat", {"encounter": "e1"}), opening()))
    await store.commit(work("new", at=AT + DAY))
    assert await retention.purge(AT + 7 * DAY) == Purged(0, 0, 0)
    assert await retention.purge(AT + 7 * DAY + MOMENT) == Purged(1, 0, 0)
    loaded = await store.load("old", "chat")
    assert (loaded.turn, loaded.encounter) == (None, opening())
    assert (await store.load("new", "chat")).turn is not None


async def test_a_closed_encounter_goes_before_one_that_was_left(
    store: Store, retention: Retention
) -> None:
    closed = opening("e1", "AAAA", answered("one"), happened(Happened.CLOSED))
    await store.commit(work("t1", Conversation("a", {"encounter": "e1"}), closed))
    await store.commit(work("t2", Conversation("b", {"encounter": "e2"}), opening("e2", "BBBB")))
    assert (await retention.purge(AT + 31 * DAY)).encounters == 0
    assert (await retention.purge(AT + 31 * DAY + MOMENT)).encounters == 1
    assert await store.encounter("e1") is None
    assert await store.encounter("e2") is not None
    gone = await retention.purge(AT + 92 * DAY + MOMENT)
    assert (gone.encounters, gone.conversations) == (1, 1)
    assert await store.recent("o1", 9) == ()


async def test_every_change_counts_from_then(store: Store, retention: Retention) -> None:
    await store.commit(work("t1", opened=opening("e1", "AAAA", happened(Happened.CLOSED))))
    again = Append("e1", 1, (happened(Happened.REOPENED),))
    await store.commit(work("t2", appended=again, at=AT + 31 * DAY))
    await store.commit(work("t3", appended=Append("e1", 2, (answered("x"),)), at=AT + 100 * DAY))
    assert (await retention.purge(AT + 192 * DAY)).encounters == 0
    assert (await retention.purge(AT + 192 * DAY + MOMENT)).encounters == 1


async def test_a_chat_goes_with_its_encounter_and_one_without_after_the_longest_time(
    store: Store, retention: Retention
) -> None:
    closed = opening("e1", "AAAA", happened(Happened.CLOSED))
    await store.commit(work("t1", Conversation("with", {"encounter": "e1"}), closed))
    await store.commit(work("t2", Conversation("without", {"welcomed": True})))
    gone = await retention.purge(AT + 31 * DAY + MOMENT)
    assert (gone.encounters, gone.conversations) == (1, 1)
    assert (await store.load("t9", "with")).conversation.version == 0
    assert (await store.load("t9", "without")).conversation.version == 1
    assert (await retention.purge(AT + 92 * DAY + MOMENT)).conversations == 1


async def test_chats_are_looked_through_to_the_last(
    store: Store, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention_module, "LOOKED_AT", 2)
    for number in range(7):
        at = AT if number % 2 else AT + 50 * DAY
        await store.commit(work(f"t{number}", Conversation(f"c{number}", {}), at=at))
    assert (await retention.purge(AT + 92 * DAY + MOMENT)).conversations == 3
    left = [n for n in range(7) if (await store.load("t9", f"c{n}")).conversation.version]
    assert left == [0, 2, 4, 6]


async def test_a_chat_whose_encounter_is_kept_is_kept(store: Store, retention: Retention) -> None:
    await store.commit(work("t1", Conversation("chat", {"encounter": "e1"}), opening()))
    await store.commit(work("t2", appended=Append("e1", 0, (answered("x"),)), at=AT + 90 * DAY))
    assert (await retention.purge(AT + 100 * DAY)).conversations == 0
    assert (await store.load("t9", "chat")).encounter is not None


async def test_more_than_go_at_a_time_go_all_the_same(store: Store, retention: Retention) -> None:
    many = range(AT_A_TIME + 5)
    await asyncio.gather(
        *(store.commit(work(f"t{n}", opened=opening(f"e{n}", f"C{n}"))) for n in many)
    )
    gone = await retention.purge(AT + 92 * DAY + MOMENT)
    assert (gone.turns, gone.encounters) == (len(many), len(many))


async def test_what_is_remembered_of_a_deleted_encounter_is_never_shown(
    store: Store, retention: Retention
) -> None:
    await store.commit(work("t1", Conversation("chat", {"encounter": "e1"}), opening()))
    assert (await store.load("t2", "chat")).encounter is not None
    await retention.purge(AT + 92 * DAY + MOMENT)
    assert await store.encounter("e1") is None
    assert await store.by_code("K7Q2") is None


async def test_one_that_somebody_goes_on_with_while_it_is_deleted_is_kept(
    database: Database, store: Store, monkeypatch: pytest.MonkeyPatch, retention: Retention
) -> None:
    await store.commit(work("t1", opened=opening("e1", "AAAA", happened(Happened.CLOSED))))
    look = retention_module._over

    def looks_too_early(closed: str, left: str) -> Steps[tuple[str, ...]]:
        yield from look(closed, left)
        return ("e1",)

    monkeypatch.setattr(retention_module, "_over", looks_too_early)
    assert (await retention.purge(AT + 31 * DAY)).encounters == 0
    assert await store.encounter("e1") is not None
    assert (await log(store, "e1"))[0].kind is Happened.CLOSED


# --- the job


async def test_one_process_deletes_and_the_others_leave_it(
    database: Database, store: Store, retention: Retention
) -> None:
    feedback = Feedback(database)
    old = Heard(Kind.MISS, ("bail",), (), "c")
    await feedback.note([old], AT)
    jobs = [_purge(database, retention, feedback) for _ in range(3)]
    now = AT + KEPT
    assert await Claims(database).take("purge", now - PURGED, now)
    await asyncio.gather(*(job.run(now - MOMENT) for job in jobs))
    assert await feedback.kept(AT) != ()
    await asyncio.gather(*(job.run(now) for job in jobs))
    assert await feedback.kept(AT) == ()


def _purge(database: Database, retention: Retention, feedback: Feedback) -> Purge:
    return Purge(Claims(database), retention, feedback, Figures(database), Steady(lambda: 0.0))


async def test_a_clock_that_jumps_deletes_nothing_before_it_has_settled(
    database: Database, store: Store, retention: Retention
) -> None:
    machine = Clock()
    job = replace(_purge(database, retention, Feedback(database)), steady=Steady(machine))
    await store.commit(work("t1", opened=opening("e1", "AAAA", happened(Happened.CLOSED))))
    await job.run(AT)
    hour = 3600.0
    for hours in range(1, 25):  # it is wrong from the first hour to the third, and then mended
        machine.now = hours * hour
        await job.run(AT + timedelta(hours=hours) + (40 * DAY if hours in (1, 2) else 0 * DAY))
    assert await store.encounter("e1") is not None
    machine.now = 32 * DAY.total_seconds()
    await job.run(AT + 32 * DAY)
    assert await store.encounter("e1") is None


async def test_a_right_is_won_by_one_and_ends(database: Database) -> None:
    claims = Claims(database)
    until = AT + DAY
    won = await asyncio.gather(*(claims.take("purge", AT, until) for _ in range(8)))
    assert sum(won) == 1
    assert await claims.take("another", AT, until)
    assert not await claims.take("purge", until - MOMENT, until + DAY)
    assert await claims.take("purge", until, until + DAY)


async def test_a_right_taken_by_a_clock_a_year_ahead_holds_nobody_up(database: Database) -> None:
    claims = Claims(database)
    ahead = AT + 365 * DAY
    assert await claims.take("purge", ahead, ahead + PURGED)
    assert await claims.take("purge", AT, AT + PURGED)
    assert not await claims.take("purge", AT, AT + PURGED)
