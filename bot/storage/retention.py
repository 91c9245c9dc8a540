"""What is deleted because its time is over, a few rows at a time so that no turn waits for it.

Feedback has its own expiry (``bot.feedback.kept``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.storage.checks import purge_checks
from bot.storage.database import Database, Rows, Statement, Steps, persist
from bot.storage.exercises import purge_exercises
from bot.storage.room_leftovers import end_rooms, purge_rooms
from bot.storage.times import stamp

# Of one commit: as many as are gone in some hundredths of a second, which is what a turn may wait.
AT_A_TIME = 50  # turns or chats
ENCOUNTERS = 20
LOOKED_AT = 500  # chats of one read

FORGOTTEN = timedelta(hours=12)  # after which a session that its trainer did not end is over

_OF_ENCOUNTERS = (("reminders", "encounter"), ("events", "encounter"), ("encounters", "id"))
_GONE = "updated_at < case closed when 1 then ? else ? end"
# What is over was begun before: that is what the index is of.
_BEGUN = "select id from encounters where closed = {} and opened_at < ? and updated_at < ? limit ?"
_IDLE = (
    "from conversations c left join encounters e on e.id = c.encounter where e.id is null "
    "and (c.updated_at < ? or (c.encounter is not null and c.updated_at < ?)) and c.key "
)


@dataclass(frozen=True, slots=True)
class Keep:
    """How long each kind of record is kept.

    Attributes:
        turns: messages' replies, which make a repeated message harmless; counted from the message.
        closed: closed encounters; counted from their last change, which is most often the closing.
        left: encounters that nobody closed; counted from their last change.
        trained: exercises and sessions in a room; counted from the last decision.
    """

    turns: timedelta = timedelta(days=7)
    closed: timedelta = timedelta(days=31)
    left: timedelta = timedelta(days=92)
    trained: timedelta = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Purged:
    """How many were deleted."""

    turns: int
    encounters: int
    conversations: int
    exercises: int = 0
    sessions: int = 0


class Retention:
    """Deletes from the store's tables. Every method raises DatabaseError."""

    def __init__(self, database: Database, keep: Keep) -> None:
        self._database = database
        self._keep = keep

    async def purge(self, now: datetime) -> Purged:
        """Delete everything whose time is over at ``now``."""
        closed, left = stamp(now - self._keep.closed), stamp(now - self._keep.left)
        turns = await self._all(partial(_turns, stamp(now - self._keep.turns)))
        encounters = await self._encounters(closed, left)
        conversations = await self._conversations(max(closed, left), left)
        trained = await self._all(partial(purge_exercises, stamp(now - self._keep.trained)))
        await self._all(partial(end_rooms, stamp(now - FORGOTTEN)))
        sessions = await self._all(partial(purge_rooms, stamp(now - self._keep.trained)))
        await self._all(partial(purge_checks, stamp(now - self._keep.trained)))
        return Purged(turns, encounters, conversations, trained, sessions)

    async def _all(self, make: Callable[[], Steps[int]]) -> int:
        count = 0
        while deleted := await persist(self._database.write, make):
            count += deleted
        return count

    async def _encounters(self, closed: str, left: str) -> int:
        """Looked for by a read, which holds nobody up, and looked at again when deleted."""
        count = 0
        while ids := await self._database.read(_over(closed, left)):
            gone = await persist(self._database.write, partial(_encounters, ids, closed, left))
            count += gone
            if not gone:
                break
        return count

    async def _conversations(self, before: str, idle: str) -> int:
        """All are looked through, some at a time, by reads: no index has them by age."""
        count, last = 0, ""
        while True:
            until, over = await self._database.read(_looked_through(last, before, idle))
            if over:
                make = partial(_conversations, over, before, idle)
                count += await persist(self._database.write, make)
            if not until:
                return count
            last = until


def _turns(before: str) -> Steps[int]:
    rows = yield Statement(
        "delete from turns where key in (select key from turns where at < ? limit ?) returning 1",
        (before, AT_A_TIME),
    )
    return len(rows)


def _over(closed: str, left: str) -> Steps[tuple[str, ...]]:
    ended = yield Statement(_BEGUN.format(1), (closed, closed, ENCOUNTERS))
    never = yield Statement(_BEGUN.format(0), (left, left, ENCOUNTERS))
    return tuple(id_ for (id_,) in (*ended, *never))[:ENCOUNTERS]


def _encounters(ids: tuple[str, ...], closed: str, left: str) -> Steps[int]:
    # Changing the row locks it, and finds out whether somebody has just gone on with it.
    rows: Rows = yield Statement(
        f"update encounters set closed = closed where id in ({marks(ids)}) and {_GONE} "
        "returning id",
        (*ids, closed, left),
    )
    held = tuple(id_ for (id_,) in rows)
    if held:
        yield from delete_encounters(held)
    return len(held)


def delete_encounters(ids: tuple[str, ...]) -> Steps[None]:
    """Deletes encounters with everything that is about them."""
    for table, column in _OF_ENCOUNTERS:
        yield Statement(f"delete from {table} where {column} in ({marks(ids)})", ids)


def _looked_through(last: str, before: str, idle: str) -> Steps[tuple[str, tuple[str, ...]]]:
    """Up to which key the next chats were looked through, "" at the end, and those that are over.

    A chat is over if its encounter is gone, or if it has none and was last heard of long ago.
    """
    rows = yield Statement(
        "select key from conversations where key > ? order by key limit ?", (last, LOOKED_AT)
    )
    if not rows:
        return "", ()
    until = str(rows[-1][0])
    over = yield Statement(f"select c.key {_IDLE} > ? and c.key <= ?", (idle, before, last, until))
    return until if len(rows) == LOOKED_AT else "", tuple(key for (key,) in over)


def _conversations(keys: tuple[str, ...], before: str, idle: str) -> Steps[int]:
    rows = yield Statement(
        "delete from conversations where key in "
        f"(select c.key {_IDLE} in ({marks(keys)})) returning 1",
        (idle, before, *keys),
    )
    return len(rows)


def marks(values: tuple[str, ...]) -> str:
    """A question mark for each value."""
    return ", ".join("?" for _ in values)
