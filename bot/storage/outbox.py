"""Who sends the replies of a turn, as SQL for any database: one at a time, each reply once.

A turn's replies are claimed for ``LEASE`` by the commit that stores them, and again as each one
leaves. A claim that ran out belongs to a process that died.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.fast_json import stored
from bot.storage.database import Statement, Steps
from bot.storage.marks import Batch
from bot.storage.recall import TURN, turn_of
from bot.storage.records import StoredTurn
from bot.storage.times import stamp
from dialogs.event import Json

LEASE = timedelta(seconds=20)  # longer than the connector's client tries to send one reply
YOUNG = timedelta(minutes=10)  # older replies are answers to a question no longer asked


def lease(now: datetime) -> str:
    """Until when whoever claims a turn at this time may send its replies, as it is stored."""
    return stamp(now + LEASE)


def claim(key: str, now: datetime, since: datetime | None = None) -> Steps[int | None]:
    """How many replies have left, for whoever may send the rest; None if nobody should now.

    Whoever claimed it at ``since`` may go on, if nobody else has come since.
    """
    rows = yield Statement(
        "update turns set lease = ? where key = ? and sent = 0 "
        "and (lease is null or lease <= ? or lease = ?) returning delivered",
        (lease(now), key, stamp(now), "" if since is None else lease(since)),
    )
    return int(rows[0][0]) if rows else None


def delivered(key: str, count: int, now: datetime) -> Steps[None]:
    """Notes that so many replies have left, and claims the rest for longer."""
    yield Statement(
        "update turns set delivered = ?, lease = ? where key = ?",
        (count, lease(now), key),
    )


def release(key: str, until: datetime | None) -> Steps[None]:
    """Lets anyone send what is left: at once, or from a time on."""
    yield Statement(
        "update turns set lease = ? where key = ?", (None if until is None else stamp(until), key)
    )


def mark_sent(batch: Batch) -> Steps[None]:
    """Notes that the replies of the turns that have gathered, at least one, have left."""
    keys = batch.take()
    places = 1 << (len(keys) - 1).bit_length()  # few different statements, each prepared once
    values = (*keys, *[keys[-1]] * (places - len(keys)))
    marks = ", ".join("?" * places)
    yield Statement(f"update turns set sent = 1, lease = null where key in ({marks})", values)


def put_replies(key: str, replies: tuple[dict[str, Json], ...]) -> Steps[None]:
    """Writes a turn's replies anew."""
    yield Statement(
        "update turns set replies = ? where key = ?",
        (stored(replies), key),
    )


def unsent(limit: int) -> Steps[tuple[StoredTurn, ...]]:
    """Turns whose replies may not have left, oldest first."""
    rows = yield Statement(
        f"select {TURN} from turns t where t.sent = 0 order by t.at, t.key limit ?", (limit,)
    )
    return tuple(turn_of(row) for row in rows)


def stranded(now: datetime, limit: int) -> Steps[tuple[StoredTurn, ...]]:
    """Turns that whoever was sending them left behind, oldest first.

    Only the last of its conversation, and only while it is young: otherwise the officer has gone
    on, and an old card would come between.
    """
    rows = yield Statement(
        f"select {TURN} from turns t "
        "where t.sent = 0 and t.answered = 0 and t.at > ? and (t.lease is null or t.lease <= ?) "
        "and not exists (select 1 from turns later "
        "where later.conversation = t.conversation and later.at > t.at) "
        "order by t.at, t.key limit ?",
        (stamp(now - YOUNG), stamp(now), limit),
    )
    return tuple(turn_of(row) for row in rows)
