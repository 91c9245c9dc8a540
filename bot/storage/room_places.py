"""Where a session is shown and for whom, as SQL for any database.

A card is taken down before it is sent, so that one which never left is sent by whoever looks next.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.storage.database import Statement, Steps
from bot.storage.room_records import Here, Placed
from bot.storage.room_rows import read_by
from bot.storage.times import stamp

READERS = 60  # whom Teams refreshes a card for unasked, at most
AT_A_TIME = 200  # cards in one look

_NAMES = (
    *("room", "chat", "shared", "address", "named", "card", "revision", "votes", "seen", "stage"),
    *("whose", "trainer", "failures"),
)
_INSERT = (
    f"insert into room_cards ({', '.join(_NAMES)}, at, due_at) "
    f"values ({', '.join('?' for _ in _NAMES)}, ?, ?) on conflict (room, chat) do update set "
)
_dump = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def readers(room: str) -> Steps[tuple[str, ...]]:
    """For whom the card is refreshed."""
    rows = yield Statement(
        "select reader from room_readers where room = ? order by reader limit ?", (room, READERS)
    )
    return tuple(reader for (reader,) in rows)


def claim(placed: Placed, now: datetime, until: datetime) -> Steps[bool]:
    """Whether the caller may send this card until then; it is this chat's only one from now on."""
    fresh = ", ".join(f"{name} = excluded.{name}" for name in (*_NAMES[2:], "at", "due_at"))
    rows = yield Statement(
        f"{_INSERT} {fresh} where room_cards.named <> excluded.named "
        "or (room_cards.card = '' and room_cards.due_at <= ?) returning 1",
        (*_row(placed), stamp(now), stamp(until), stamp(now)),
    )
    if rows and placed.shared and placed.reader:
        yield from read_by(placed.room, placed.reader, placed.whose)
    return bool(rows)


def adopt(placed: Placed, now: datetime) -> Steps[None]:
    """Takes down a card that was pressed, unless another is known in its chat.

    It left, and whoever sent it died before that was noted.
    """
    yield Statement(
        f"{_INSERT} card = excluded.card, revision = -1, due_at = '' where room_cards.card = ''",
        (*_row(placed), stamp(now), ""),
    )


def touch(here: Here, now: datetime) -> Steps[None]:
    """Notes that the session was spoken of last in a chat, and what is shown of it there."""
    yield Statement(
        "update room_cards set at = ?, stage = ?, seen = ? where room = ? and chat = ?",
        (stamp(now), here.stage, here.revision, here.room, here.chat),
    )


def _row(placed: Placed) -> tuple[str | int, ...]:
    found = {name: getattr(placed, name) for name in _NAMES}
    found |= {"shared": int(placed.shared), "address": _dump(placed.address)}
    return tuple(found.values())


def due(room: str, now: datetime) -> Steps[tuple[Placed, ...]]:
    """Cards that never left, or that show less than has happened."""
    # A card of one's own need not follow each answer of the others, unless one leads.
    rows = yield Statement(
        f"select {', '.join(f'c.{name}' for name in _NAMES)} "
        "from room_cards c join rooms r on r.id = c.room "
        "where (c.card = '' or c.revision <> r.revision or (c.votes <> r.votes "
        "and (c.shared = 1 or (c.trainer <> '' and c.trainer = r.trainer)))) "
        "and c.due_at <= ? and (? = '' or r.id = ?) order by c.shared desc, c.room, c.chat limit ?",
        (stamp(now), room, room, AT_A_TIME),
    )
    return tuple(_placed(row) for row in rows)


def _placed(row: Sequence[Any]) -> Placed:
    found = dict(zip(_NAMES, row, strict=True))
    found |= {"shared": bool(found["shared"]), "address": json.loads(found["address"])}
    return Placed(**found)


def here(chat: str) -> Steps[Here | None]:
    """The session that is shown in a chat and is not over, the last one if there are several."""
    rows = yield Statement(
        "select c.room, c.seen, c.stage, c.at, "
        "(select max(t.at) from turns t where t.conversation = c.chat), "
        "(select v.state from conversations v where v.key = c.chat) "
        "from room_cards c join rooms r on r.id = c.room "
        "where c.chat = ? and r.over = 0 order by c.at desc limit 1",
        (chat,),
    )
    if not rows:
        return None
    room, seen, stage, at, spoken, state = rows[0]
    offers = json.loads(state or "{}").get("shown") == "offer"
    return Here(room, chat, seen, stage, last=not spoken or spoken <= at, offers=offers)


def lease(room: str, now: datetime, until: datetime) -> Steps[bool]:
    """Whether the caller may draw until then."""
    rows = yield Statement(
        "update rooms set lease = ? where id = ? and lease <= ? returning id",
        (stamp(until), room, stamp(now)),
    )
    return bool(rows)


def renew(room: str, until: datetime, later: datetime) -> Steps[bool]:
    """Whether whoever may draw until then still may, until later."""
    rows = yield Statement(
        "update rooms set lease = ? where id = ? and lease = ? returning id",
        (stamp(later), room, stamp(until)),
    )
    return bool(rows)


def drawn(placed: Placed) -> Steps[None]:
    """Notes what a card shows now, and the id that it has."""
    kept = ("card", "revision", "votes", "seen", "stage")
    yield Statement(
        f"update room_cards set {', '.join(f'{name} = ?' for name in kept)}, failures = 0, "
        "due_at = '' where room = ? and chat = ? and named = ?",
        (*(getattr(placed, name) for name in (*kept, "room", "chat", "named")),),
    )
    # Who joined from a chat of their own is forgotten once that has been told of the end.
    yield Statement(
        "delete from room_cards where room = ? and chat = ? and shared = 0 and card <> '' "
        "and revision = (select revision from rooms where id = ? and over = 1)",
        (placed.room, placed.chat, placed.room),
    )


def failed(placed: Placed, until: datetime) -> Steps[None]:
    """Notes that a card could not be sent or drawn, and from when on that may be tried again."""
    yield Statement(
        "update room_cards set failures = ?, due_at = ? where room = ? and chat = ? and named = ?",
        (placed.failures + 1, stamp(until), placed.room, placed.chat, placed.named),
    )


def drop(placed: Placed) -> Steps[None]:
    """Forgets a card that is gone, or whose chat is."""
    yield Statement(
        "delete from room_cards where room = ? and chat = ? and named = ?",
        (placed.room, placed.chat, placed.named),
    )
