"""Exercises in their own tables, as SQL for any database; see ``dialogs.training``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.storage.database import Rows, Statement, Steps
from bot.storage.figure_rows import keep
from bot.storage.times import stamp
from dialogs.event import Event, Kind
from dialogs.training.exercise import Exercise, ExercisePin
from dialogs.training.figures.forms import Forms

AT_A_TIME = 20  # of one commit

_dump = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class ExerciseChanged(Exception):
    """Someone decided in the exercise first, or began it. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Practice:
    """What one turn changes about exercises.

    Attributes:
        begun: a new exercise.
        exercise: id of the one that ``events`` are for, which has ``expected`` so far.
        tenant: whose organisation begins it.
        forms: by stage, how what is decided was worded.
    """

    begun: Exercise | None = None
    exercise: str = ""
    expected: int = 0
    events: tuple[Event, ...] = ()
    tenant: str = ""
    forms: Forms = field(default_factory=dict)


def practise(work: Practice, at: datetime) -> Steps[None]:
    """Stores all of it. Raises ExerciseChanged."""
    if work.begun is not None:
        yield from _begin(work, work.begun, at)
    if work.events:
        rows = yield Statement(
            "update exercises set revision = revision + ?, updated_at = ? "
            "where id = ? and revision = ? returning id",
            (len(work.events), stamp(at), work.exercise, work.expected),
        )
        if not rows:
            raise ExerciseChanged("The exercise has changed.")
        yield from _insert(work, work.exercise, work.expected, work.events)


def exercises_of(owner: str, limit: int) -> Steps[tuple[Exercise, ...]]:
    """The owner's exercises with their decisions, the last changed first."""
    rows = yield Statement(
        "select id, owner, begun_at, pin from exercises where owner = ? "
        "order by updated_at desc, id limit ?",
        (owner, limit),
    )
    if not rows:
        return ()
    ids = tuple(row[0] for row in rows)
    events = yield Statement(
        "select exercise, at, by, kind, command, stage, value from decisions "
        f"where exercise in ({', '.join('?' for _ in ids)}) order by exercise, seq",
        ids,
    )
    return tuple(_exercise(row, events) for row in rows)


def delete_exercises_of(owner: str) -> Steps[int]:
    """Deletes all of the owner's exercises. How many there were."""
    yield Statement(
        "delete from decisions where exercise in (select id from exercises where owner = ?)",
        (owner,),
    )
    rows = yield Statement("delete from exercises where owner = ? returning 1", (owner,))
    return len(rows)


def purge_exercises(before: str) -> Steps[int]:
    """Deletes some exercises that nobody went on with since then."""
    # Changing the row locks it, so that nobody goes on with it meanwhile.
    rows = yield Statement(
        "update exercises set revision = revision where updated_at < ? and id in "
        "(select id from exercises where updated_at < ? order by updated_at limit ?) returning id",
        (before, before, AT_A_TIME),
    )
    ids = tuple(row[0] for row in rows)
    if ids:
        some = ", ".join("?" for _ in ids)
        yield Statement(f"delete from decisions where exercise in ({some})", ids)
        yield Statement(f"delete from exercises where id in ({some})", ids)
    return len(ids)


def _begin(work: Practice, exercise: Exercise, at: datetime) -> Steps[None]:
    rows = yield Statement(
        "insert into exercises (id, owner, tenant, pin, begun_at, revision, updated_at) "
        "values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing returning id",
        (
            exercise.id,
            exercise.owner,
            work.tenant,
            _dump(exercise.pin.to_json()),
            stamp(exercise.begun_at),
            exercise.revision,
            stamp(at),
        ),
    )
    if not rows:
        raise ExerciseChanged("The exercise exists already.")
    yield from _insert(work, exercise.id, 0, exercise.log)


def _insert(work: Practice, exercise: str, after: int, events: tuple[Event, ...]) -> Steps[None]:
    decided = {event.step or "" for event in events}
    yield from keep(form for stage, form in work.forms.items() if stage in decided)
    for seq, event in enumerate(events, after + 1):
        form = work.forms.get(event.step or "")
        yield Statement(
            "insert into decisions (exercise, seq, at, by, kind, command, stage, value, form) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                exercise,
                seq,
                stamp(event.at),
                event.by,
                event.kind.value,
                event.command,
                event.step,
                _dump(event.value),
                form.id if form else "",
            ),
        )


def _exercise(row: Sequence[Any], events: Rows) -> Exercise:
    id_, owner, begun_at, pin = row
    log = tuple(_event(event) for event in events if event[0] == id_)
    begun = datetime.fromisoformat(begun_at)
    return Exercise(id_, owner, begun, ExercisePin.from_json(json.loads(pin)), log)


def _event(row: Sequence[Any]) -> Event:
    _, at, by, kind, command, stage, value = row
    moment = datetime.fromisoformat(at)
    return Event(moment, by, Kind(kind), command, None, stage, json.loads(value))
