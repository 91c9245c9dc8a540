"""Who is to be told that a quick check is due, as SQL for any database.

As with reminders, it is claimed by moving the row on: of several processes one succeeds, and if
that one dies nobody says it twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.storage.database import Database, Statement, Steps, persist
from bot.storage.times import stamp
from dialogs.event import Json

AT_A_TIME = 200  # as in bot.storage.retention: fewer means that there are no more


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one turn changes: whoever's turn it was is to be told then, or never if ``due`` is None.

    Attributes:
        address: where that goes.
    """

    person: str
    due: datetime | None
    address: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Check:
    """One that is due.

    Attributes:
        person, address: for whom, and where it goes.
        due: when it was due.
        asked: how often it was said since they took one last.
        failures: how often it could not be sent since it was.
    """

    person: str
    address: dict[str, Json]
    due: datetime
    asked: int = 0
    failures: int = 0


class Checks:
    """The table of those who asked. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> tuple[Check, ...]:
        """Those due at ``now``, the longest overdue first."""
        return await self._database.read(_due(now, limit))

    async def move(self, one: Check, to: Check) -> bool:
        """Whether nobody changed it meanwhile, so that it is as given now."""
        return await persist(self._database.write, partial(_move, one, to))

    async def stop(self, one: Check) -> bool:
        """Whether nobody changed it meanwhile, so that it is gone now."""
        return await persist(self._database.write, partial(_stop, one))


def want(wanted: Wanted) -> Steps[None]:
    """Has somebody told from now on, or no more."""
    if wanted.due is None:
        yield Statement("delete from checks where person = ?", (wanted.person,))
        return
    yield Statement(
        "insert into checks (person, address, due_at) values (?, ?, ?) "
        "on conflict (person) do update set address = excluded.address, "
        "due_at = excluded.due_at, asked = 0, failures = 0",
        (wanted.person, json.dumps(wanted.address), stamp(wanted.due)),
    )


def delete_check_of(person: str) -> Steps[int]:
    """Forgets that somebody asked. How many there were."""
    rows = yield Statement("delete from checks where person = ? returning 1", (person,))
    return len(rows)


def purge_checks(before: str) -> Steps[int]:
    """Forgets some who asked and could not be told for so long."""
    rows = yield Statement(
        "delete from checks where person in "
        "(select person from checks where due_at < ? limit ?) returning 1",
        (before, AT_A_TIME),
    )
    return len(rows)


def check_of(person: str) -> Steps[list[Json]]:
    """What is kept of somebody who asked, as plain JSON."""
    rows = yield Statement("select address, due_at, asked from checks where person = ?", (person,))
    return [
        {"address": json.loads(address), "due_at": due, "asked": asked}
        for address, due, asked in rows
    ]


def _due(now: datetime, limit: int) -> Steps[tuple[Check, ...]]:
    rows = yield Statement(
        "select person, address, due_at, asked, failures from checks where due_at <= ? "
        "order by due_at, person limit ?",
        (stamp(now), limit),
    )
    return tuple(
        Check(person, json.loads(address), datetime.fromisoformat(due), asked, failures)
        for person, address, due, asked, failures in rows
    )


def _move(one: Check, to: Check) -> Steps[bool]:
    rows = yield Statement(
        "update checks set due_at = ?, asked = ?, failures = ? "
        "where person = ? and due_at = ? and asked = ? returning 1",
        (stamp(to.due), to.asked, to.failures, one.person, stamp(one.due), one.asked),
    )
    return bool(rows)


def _stop(one: Check) -> Steps[bool]:
    rows = yield Statement(
        "delete from checks where person = ? and due_at = ? and asked = ? returning 1",
        (one.person, stamp(one.due), one.asked),
    )
    return bool(rows)
