"""What is kept of one person in sessions in a room, to give out to them or to delete.

An anonymous session knows nobody by name. While it runs, its salt still tells which digests are a
given person's, so what is theirs can be found; once it is over nobody can tell.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

from bot.storage.database import Statement, Steps
from bot.storage.room_rows import running
from dialogs.event import Json
from dialogs.training.room import Room, voter, whose


def delete_from_rooms(person: str) -> Steps[dict[str, int]]:
    """Deletes the person from every session. How many there were of each kind.

    Answers in a named session go. Those in an anonymous one that still runs are anybody's from now
    on, as they would be at its end, so that its counts stay what the room saw.
    """
    anonymous = [room for room in (yield from running()) if not room.named]
    yield from _hold(person, anonymous)
    answers = yield Statement("delete from room_answers where voter = ? returning 1", (person,))
    yield Statement("delete from room_late where voter = ?", (person,))
    count = len(answers)
    chats = yield from _forget(person, person)
    for room in anonymous:
        count += yield from _unlink(room, voter(room, person))
        chats += yield from _forget(whose(room, person), person)
    led = yield Statement("update rooms set trainer = '' where trainer = ? returning 1", (person,))
    return {"session_answers": count, "session_chats": chats, "sessions_led": len(led)}


def _hold(person: str, anonymous: list[Room]) -> Steps[None]:
    """Locks every session that is changed: an answer to it takes its row first as well."""
    rows = yield Statement(
        "select room from room_answers where voter = ? union select room from room_late "
        "where voter = ? union select id from rooms where trainer = ?",
        (person,) * 3,
    )
    for id_ in sorted({*(id_ for (id_,) in rows), *(room.id for room in anonymous)}):
        yield Statement("update rooms set revision = revision where id = ?", (id_,))


def _unlink(room: Room, theirs: str) -> Steps[int]:
    """Makes the answers under a digest anybody's. How many there were in time."""
    anybody, found = f"deleted-{uuid.uuid4().hex}", []
    for table in ("room_answers", "room_late"):
        rows = yield Statement(
            f"update {table} set voter = ? where room = ? and voter = ? returning 1",
            (anybody, room.id, theirs),
        )
        found.append(len(rows))
    return found[0]


def _forget(digest: str, person: str) -> Steps[int]:
    """Deletes their own chats, and that cards are refreshed for them. How many chats."""
    yield Statement("delete from room_readers where whose = ? or reader = ?", (digest, person))
    rows = yield Statement(
        "delete from room_cards where shared = 0 and whose = ? returning 1", (digest,)
    )
    yield Statement("update room_cards set whose = '' where whose = ?", (digest,))
    yield Statement("update room_cards set trainer = '' where trainer = ?", (person,))
    return len(rows)


def answers_of(person: str) -> Steps[list[Json]]:
    """The person's answers in named sessions, and in anonymous ones that still run."""
    rows = yield Statement(
        "select room, stage, choice, name, at from room_answers where voter = ? order by room, at",
        (person,),
    )
    found: list[Json] = [_answer(row) for row in rows]
    for room in (yield from running()):
        if not room.named:
            rows = yield Statement(
                "select room, stage, choice, name, at from room_answers "
                "where room = ? and voter = ? order by at",
                (room.id, voter(room, person)),
            )
            found += [_answer(row) for row in rows]
    return found


def chats_of(person: str) -> Steps[list[Json]]:
    """The person's own chats in which a session is shown."""
    digests = [person, *(whose(room, person) for room in (yield from running()) if not room.named)]
    found: list[Json] = []
    for digest in digests:
        rows = yield Statement(
            "select room, chat, address from room_cards where shared = 0 and whose = ? "
            "order by room, chat",
            (digest,),
        )
        found += [
            {"session": room, "chat": chat, "address": json.loads(address)}
            for room, chat, address in rows
        ]
    return found


def led_by(person: str) -> Steps[list[Json]]:
    """The sessions that the person leads, or led last."""
    rows = yield Statement(
        "select id, code, begun_at, over from rooms where trainer = ? order by begun_at, id",
        (person,),
    )
    return [
        {"session": id_, "code": code, "begun_at": begun_at, "over": bool(over)}
        for id_, code, begun_at, over in rows
    ]


def _answer(row: Sequence[str]) -> Json:
    room, stage, choice, name, at = row
    return {"session": room, "stage": stage, "choice": choice, "name": name, "at": at}
