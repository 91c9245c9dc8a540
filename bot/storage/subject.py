"""Everything kept for one person, to give out to them or to delete (UK GDPR articles 15 and 17).

A person is whoever the channel says sent a message: the directory's object id in Teams.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from functools import partial

from bot.storage.checks import check_of, delete_check_of
from bot.storage.database import Database, Statement, Steps, persist
from bot.storage.exercises import delete_exercises_of, exercises_of
from bot.storage.recall import encounters_of
from bot.storage.retention import delete_encounters, marks
from bot.storage.room_person import answers_of, chats_of, delete_from_rooms, led_by
from dialogs.event import Json

_EVERY = 100_000  # exercises: more than anyone ever begins
_CHATS = (
    "select key from conversations where encounter in (select id from encounters where owner = ?) "
    "union select conversation from turns where by = ? "
    "union select conversation from encounters where owner = ?"
)
# What someone recorded in an encounter that they took over. The kind is written out for its index.
_ELSEWHERE = (
    "by = ? and encounter in (select encounter from events where kind = 'picked-up' and by = ?) "
    "and encounter not in (select id from encounters where owner = ?)"
)


class Subject:
    """One person's records. Every method raises DatabaseError."""

    def __init__(self, database: Database, person: str) -> None:
        self._database = database
        self._person = person

    async def export(self) -> dict[str, Json]:
        """All of it, as plain JSON: encounters with their logs, chats, and messages' replies."""
        return await self._database.read(_export(self._person))

    async def delete(self) -> Mapping[str, int]:
        """Delete all of it at once. How many there were of each kind."""
        return await persist(self._database.write, partial(_delete, self._person))


def _export(person: str) -> Steps[dict[str, Json]]:
    encounters = yield from encounters_of(person)
    trained = yield from exercises_of(person, _EVERY)
    return {
        "person": person,
        "encounters": [encounter.to_json() for encounter in encounters],
        "exercises": [exercise.to_json() for exercise in trained],
        "session_answers": [*(yield from answers_of(person))],
        "session_chats": [*(yield from chats_of(person))],
        "sessions_led": [*(yield from led_by(person))],
        "quick_checks": [*(yield from check_of(person))],
        "answers_elsewhere": (yield from _elsewhere(person)),
        "chats": (yield from _chats(person)),
        "reminders": (yield from _reminders(person)),
        "messages": (yield from _messages(person)),
    }


def _elsewhere(person: str) -> Steps[list[Json]]:
    rows = yield Statement(
        f"select encounter, at, kind, person, step, value from events where {_ELSEWHERE} "
        "order by encounter, seq",
        (person,) * 3,
    )
    names = ("encounter", "at", "kind", "person", "step")
    return [
        {**dict(zip(names, named, strict=True)), "value": json.loads(value)}
        for *named, value in rows
    ]


def _chats(person: str) -> Steps[list[Json]]:
    rows = yield Statement(
        f"select key, state, updated_at from conversations where key in ({_CHATS}) order by key",
        (person,) * 3,
    )
    return [{"chat": key, "state": json.loads(state), "updated_at": at} for key, state, at in rows]


def _reminders(person: str) -> Steps[list[Json]]:
    rows = yield Statement(
        "select encounter, address, due_at from reminders where person = ? order by encounter",
        (person,),
    )
    return [
        {"encounter": encounter, "address": json.loads(address), "due_at": due}
        for encounter, address, due in rows
    ]


def _messages(person: str) -> Steps[list[Json]]:
    rows = yield Statement(
        "select conversation, at, replies, invoke from turns where by = ? order by at, key",
        (person,),
    )
    return [
        {
            "chat": chat,
            "at": at,
            "replies": json.loads(replies),
            "answer": None if invoke is None else json.loads(invoke),
        }
        for chat, at, replies, invoke in rows
    ]


def _delete(person: str) -> Steps[dict[str, int]]:
    # The same order as a turn takes its locks in: turns, encounters, chats, reminders.
    chats = tuple(key for (key,) in (yield Statement(_CHATS, (person,) * 3)))
    reminders = yield Statement("select 1 from reminders where person = ?", (person,))
    turns = yield Statement("delete from turns where by = ? returning 1", (person,))
    owned = yield Statement(
        "update encounters set closed = closed where owner = ? returning id", (person,)
    )
    ids = tuple(id_ for (id_,) in owned)
    for first in range(0, len(ids), 500):
        yield from delete_encounters(ids[first : first + 500])
    # Other officers' encounters keep what was answered there, and no longer say by whom.
    elsewhere = yield Statement(
        f"update events set by = ? where {_ELSEWHERE} returning 1",
        (f"deleted-{uuid.uuid4().hex}", *(person,) * 3),
    )
    exercises = yield from delete_exercises_of(person)
    checks = yield from delete_check_of(person)
    sessions = yield from delete_from_rooms(person)
    told = 0
    for first in range(0, len(chats), 500):
        some = chats[first : first + 500]
        rows = yield Statement(
            f"delete from conversations where key in ({marks(some)}) returning 1", some
        )
        told += len(rows)
    yield Statement("delete from reminders where person = ?", (person,))
    return {
        "encounters": len(ids),
        "exercises": exercises,
        **sessions,
        "quick_checks": checks,
        "answers_elsewhere": len(elsewhere),
        "chats": told,
        "reminders": len(reminders),
        "messages": len(turns),
    }
