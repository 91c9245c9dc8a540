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
        """Whether the right is now this process's, until then. Raises DatabaseError."""
        return await persist(self._database.write, partial(_take, name, stamp(now), stamp(until)))


def _take(name: str, now: str, until: str) -> Steps[bool]:
    rows = yield Statement(
        "insert into claims (name, until) values (?, ?) "
        "on conflict (name) do update set until = excluded.until where claims.until <= ? "
        "returning name",
        (name, until, now),
    )
    return bool(rows)
