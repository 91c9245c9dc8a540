"""Reminders that were asked for, as SQL for any database.

A reminder is claimed by moving its row on to the next time: of several processes one succeeds, and
if that one dies nobody sends this reminder again. The row then says that one is waiting, so that it
is shown when the officer next comes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.storage.database import Database, Statement, Steps, persist
from bot.storage.times import stamp
from dialogs.event import Json


@dataclass(frozen=True, slots=True)
class Schedule:
    """What one turn changes about the reminders of an encounter.

    Attributes:
        encounter: its id.
        due: when the next is due, for everyone who asked; None for never.
        person: whose turn it was.
        address: where to send that person's, or None if they want none.
    """

    encounter: str
    due: datetime | None
    person: str
    address: dict[str, Json] | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """One that is due.

    Attributes:
        encounter, person: what it is about, and for whom.
        address: where it goes: an activity's address.
        due: when it was due.
        failures: how often sending has failed since the last one that went.
    """

    encounter: str
    person: str
    address: dict[str, Json]
    due: datetime
    failures: int


class Reminders:
    """The table of reminders. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> tuple[Reminder, ...]:
        """Those due at ``now``, the longest overdue first."""
        return await self._database.read(_due(now, limit))

    async def move(
        self, one: Reminder, to: datetime | None, *, waiting: bool, failures: int = 0
    ) -> Reminder | None:
        """The reminder at another time, if nobody has moved it meanwhile; else None."""
        make = partial(_move, one, to, waiting=waiting, failures=failures)
        return await persist(self._database.write, make)

    async def sent(self, one: Reminder) -> None:
        """It has left, so nothing waits to be shown."""
        await persist(self._database.write, partial(_sent, one))

    async def stop(self, one: Reminder) -> None:
        """There is nowhere to send it, or nothing it is about."""
        await persist(self._database.write, partial(_stop, one.encounter, one.person))

    async def waiting(self, encounter: str, person: str) -> bool:
        """Whether one is to be shown when this officer next comes."""
        return await self._database.read(_waiting(encounter, person))


def schedule(wanted: Schedule) -> Steps[None]:
    """Moves everyone's next reminder, and takes down or forgets this person's address."""
    due = None if wanted.due is None else stamp(wanted.due)
    yield Statement("update reminders set due_at = ? where encounter = ?", (due, wanted.encounter))
    if wanted.address is None:
        yield from _stop(wanted.encounter, wanted.person)
        return
    yield Statement(
        "insert into reminders (encounter, person, address, due_at) values (?, ?, ?, ?) "
        "on conflict (encounter, person) do update "
        "set address = excluded.address, due_at = excluded.due_at, waiting = 0, failures = 0",
        (wanted.encounter, wanted.person, json.dumps(wanted.address), due),
    )


def _due(now: datetime, limit: int) -> Steps[tuple[Reminder, ...]]:
    rows = yield Statement(
        "select encounter, person, address, due_at, failures from reminders "
        "where due_at is not null and due_at <= ? order by due_at, encounter, person limit ?",
        (stamp(now), limit),
    )
    return tuple(
        Reminder(encounter, person, json.loads(address), datetime.fromisoformat(due), failures)
        for encounter, person, address, due, failures in rows
    )


def _move(
    one: Reminder, to: datetime | None, *, waiting: bool, failures: int
) -> Steps[Reminder | None]:
    rows = yield Statement(
        "update reminders set due_at = ?, waiting = ?, failures = ? "
        "where encounter = ? and person = ? and due_at = ? returning 1",
        (
            None if to is None else stamp(to),
            int(waiting),
            failures,
            one.encounter,
            one.person,
            stamp(one.due),
        ),
    )
    return one if rows else None


def _sent(one: Reminder) -> Steps[None]:
    yield Statement(
        "update reminders set waiting = 0, failures = 0 where encounter = ? and person = ?",
        (one.encounter, one.person),
    )


def _stop(encounter: str, person: str) -> Steps[None]:
    yield Statement("delete from reminders where encounter = ? and person = ?", (encounter, person))


def _waiting(encounter: str, person: str) -> Steps[bool]:
    rows = yield Statement(
        "select 1 from reminders where encounter = ? and person = ? and waiting = 1",
        (encounter, person),
    )
    return bool(rows)
