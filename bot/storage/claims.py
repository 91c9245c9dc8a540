"""Which process does what is to be done once, as a row that one of them can win."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot.storage.database import Database, Statement, Steps, persist
from bot.storage.times import stamp


class Claims:
    """Rights to do a job, each until a time. A process that dies loses it then."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, name: str, now: datetime, until: datetime) -> bool:
        """Whether the right is now this process's, until then. Raises DatabaseError.

        One held for more than twice as long was taken by a clock that was wrong, and is no right.
        """
        wrong = stamp(until + (until - now))
        make = partial(_take, name, stamp(now), stamp(until), wrong)
        return await persist(self._database.write, make)


def _take(name: str, now: str, until: str, wrong: str) -> Steps[bool]:
    rows = yield Statement(
        "insert into claims (name, until) values (?, ?) on conflict (name) do update "
        "set until = excluded.until where claims.until <= ? or claims.until > ? returning name",
        (name, until, now, wrong),
    )
    return bool(rows)
