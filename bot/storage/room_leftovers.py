"""What is deleted of sessions in a room when their time is over."""

from __future__ import annotations

from bot.storage.database import Statement, Steps
from bot.storage.room_rows import forget

AT_A_TIME = 20  # of one commit

_OF_ROOMS = ("room_answers", "room_late", "room_heard", "room_readers", "room_cards")


def end_rooms(before: str) -> Steps[int]:
    """Ends some sessions in which nothing has happened since then, as their trainer would have."""
    rows = yield Statement(
        "update rooms set over = 1, salt = '', revision = revision + 1 "
        "where over = 0 and updated_at < ? and id in (select id from rooms "
        "where over = 0 and updated_at < ? order by updated_at limit ?) returning id",
        (before, before, AT_A_TIME),
    )
    for (id_,) in rows:
        yield from forget(id_)
    return len(rows)


def purge_rooms(before: str) -> Steps[int]:
    """Deletes some sessions in which nothing has happened since then."""
    rows = yield Statement(
        "update rooms set revision = revision where updated_at < ? and id in "
        "(select id from rooms where updated_at < ? order by updated_at limit ?) returning id",
        (before, before, AT_A_TIME),
    )
    ids = tuple(id_ for (id_,) in rows)
    some = ", ".join("?" for _ in ids)
    for table in _OF_ROOMS if ids else ():
        yield Statement(f"delete from {table} where room in ({some})", ids)
    if ids:
        yield Statement(f"delete from rooms where id in ({some})", ids)
    return len(ids)
