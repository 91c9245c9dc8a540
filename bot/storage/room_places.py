"""Where a session is shown and for whom, as SQL for any database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.storage.database import Statement, Steps
from bot.storage.room_records import Placed
from bot.storage.times import stamp

READERS = 60  # whom Teams refreshes a card for unasked, at most
AT_A_TIME = 200  # cards in one look

_dump = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def readers(room: str) -> Steps[tuple[str, ...]]:
    """For whom the card is refreshed."""
    rows = yield Statement(
        "select reader from room_readers where room = ? order by reader limit ?", (room, READERS)
    )
    return tuple(reader for (reader,) in rows)


def put(placed: Placed) -> Steps[None]:
    """Remembers where a session is shown."""
    yield Statement(
        "insert into room_cards (room, chat, shared, address, card, revision, votes) "
        "values (?, ?, ?, ?, ?, ?, ?) on conflict (room, chat) do update set "
        "address = excluded.address, card = excluded.card, revision = excluded.revision, "
        "votes = excluded.votes",
        (
            placed.room,
            placed.chat,
            int(placed.shared),
            _dump(placed.address),
            placed.card,
            placed.revision,
            placed.votes,
        ),
    )


def due(room: str) -> Steps[tuple[Placed, ...]]:
    """Cards that show less than has happened."""
    # A personal card need not follow each answer of the others.
    rows = yield Statement(
        "select c.room, c.chat, c.shared, c.address, c.card, c.revision, c.votes "
        "from room_cards c join rooms r on r.id = c.room "
        "where (c.revision <> r.revision or (c.shared = 1 and c.votes <> r.votes)) "
        "and (? = '' or r.id = ?) order by c.shared desc, c.room, c.chat limit ?",
        (room, room, AT_A_TIME),
    )
    return tuple(_placed(row) for row in rows)


def _placed(row: Sequence[Any]) -> Placed:
    room, chat, shared, address, card, revision, votes = row
    return Placed(room, chat, bool(shared), json.loads(address), card, revision, votes)


def lease(room: str, now: datetime, until: datetime) -> Steps[bool]:
    """Whether the caller may draw until then."""
    rows = yield Statement(
        "update rooms set lease = ? where id = ? and lease <= ? returning id",
        (stamp(until), room, stamp(now)),
    )
    return bool(rows)


def drawn(placed: Placed, until: datetime) -> Steps[None]:
    """Notes what a card shows now."""
    yield Statement(
        "update room_cards set revision = ?, votes = ? where room = ? and chat = ? and card = ?",
        (placed.revision, placed.votes, placed.room, placed.chat, placed.card),
    )
    yield Statement("update rooms set lease = ? where id = ?", (stamp(until), placed.room))
    # Who joined from a chat of their own is forgotten once that has been told of the end.
    yield Statement(
        "delete from room_cards where room = ? and chat = ? and shared = 0 "
        "and exists (select 1 from rooms where id = ? and over = 1)",
        (placed.room, placed.chat, placed.room),
    )
