"""What the store writes, as SQL for any database; the reading is in ``bot.storage.recall``.

Each function yields statements and is sent their rows. They take locks in the same order (turn,
encounter, conversation), so that two of them never wait for each other.
"""

from __future__ import annotations

import json
from datetime import datetime

from bot.fast_json import stored
from bot.storage import checks, reminders
from bot.storage.database import Statement, Steps, Taken, Value
from bot.storage.exercises import ExerciseChanged, Practice, practise
from bot.storage.outbox import lease
from bot.storage.records import (
    Append,
    CodeTaken,
    Conflict,
    Conversation,
    DuplicateTurn,
    Work,
)
from bot.storage.times import stamp
from dialogs.encounter import Encounter
from dialogs.event import Event, Kind

ROWS = 100  # events in one insert: well below the number of values a statement may have

# JSON in ASCII, so that any text survives; NaN and infinity are refused with ValueError.
_dump = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def commit(work: Work) -> Steps[None]:
    """Stores all of it. Raises DuplicateTurn, Conflict or CodeTaken."""
    yield from _insert_turn(work)
    yield from _check(work)
    if work.opened is not None:
        yield from _open(work.opened, work.conversation.key, work.at)
    if work.appended is not None:
        yield from _append(work.appended, work.at)
    if work.practice is not None:
        yield from _practise(work.practice, work.at)
    if work.conversation_changed:
        yield from _put_conversation(work.conversation, work.at)
    if work.schedule is not None:
        yield from reminders.schedule(work.schedule)
    if work.check is not None:
        yield from checks.want(work.check)


def _check(work: Work) -> Steps[None]:
    """Whether what was not read is as it was, as far as what is written does not tell."""
    chat, left = work.conversation, work.conversation.left
    if left is None:
        return
    log_told = left.encounter is None or (
        work.appended is not None and work.appended.encounter == left.encounter
    )
    if log_told and work.conversation_changed:
        return
    rows = yield Statement(
        "select c.version, c.updated_at, e.revision from conversations c "
        "left join encounters e on e.id = ? where c.key = ?",
        (left.encounter, chat.key),
    )
    if [tuple(row) for row in rows] != [(chat.version, left.at, left.revision)]:
        raise Conflict("The conversation or its encounter has changed.")


def _practise(practice: Practice, at: datetime) -> Steps[None]:
    try:
        yield from practise(practice, at)
    except ExerciseChanged as error:
        raise Conflict("The exercise has changed.") from error


def _insert_turn(work: Work) -> Steps[None]:
    turn = work.turn
    rows = yield Statement(
        "insert into turns (key, conversation, at, by, replies, invoke, sent, answered, lease) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing returning key",
        (
            turn.key,
            work.conversation.key,
            stamp(work.at),
            work.by,
            stored(turn.replies),
            None if turn.invoke is None else stored(turn.invoke),
            int(turn.sent),
            int(turn.answered),
            lease(work.at),
        ),
    )
    if not rows:
        raise DuplicateTurn("The turn has been stored already.")


def _open(encounter: Encounter, conversation: str, at: datetime) -> Steps[None]:
    try:
        rows = yield Statement(
            "insert into encounters "
            "(id, code, owner, conversation, pin, opened_at, revision, closed, updated_at) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing returning id",
            (
                encounter.id,
                encounter.code,
                encounter.owner,
                conversation,
                _dump(encounter.pin.to_json()),
                stamp(encounter.opened_at),
                encounter.revision,
                _closed(encounter.log) or 0,
                stamp(at),
            ),
        )
    except Taken as error:
        raise CodeTaken("Another open encounter has the code.") from error
    if not rows:
        raise Conflict("The encounter exists already.")
    yield from _insert_events(encounter.id, 0, encounter.log)


def _append(append: Append, at: datetime) -> Steps[None]:
    changes = "revision = revision + ?, updated_at = ?"
    values: list[Value] = [len(append.events), stamp(at)]
    closed = _closed(append.events) if append.closed is None else int(append.closed)
    if closed is not None:  # Otherwise it is not named, which spares the index on open codes.
        changes += ", closed = ?"
        values.append(closed)
    try:
        rows = yield Statement(
            f"update encounters set {changes} where id = ? and revision = ? returning id",
            (*values, append.encounter, append.expected),
        )
    except Taken as error:
        raise CodeTaken("Another open encounter has got the code of this one.") from error
    if not rows:
        raise Conflict("The encounter has changed.")
    yield from _insert_events(append.encounter, append.expected, append.events)


def _insert_events(encounter: str, after: int, events: tuple[Event, ...]) -> Steps[None]:
    for first in range(0, len(events), ROWS):
        chunk = events[first : first + ROWS]
        values: list[Value] = []
        for seq, event in enumerate(chunk, after + first + 1):
            values += (encounter, seq, stamp(event.at), event.by, event.kind.value, event.command)
            values += (event.person, event.step, _dump(event.value))
        yield Statement(
            "insert into events (encounter, seq, at, by, kind, command, person, step, value) "
            "values " + ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?)"] * len(chunk)),
            tuple(values),
        )


def _put_conversation(conversation: Conversation, at: datetime) -> Steps[None]:
    encounter = conversation.state.get("encounter")
    about: tuple[Value, ...] = (encounter if isinstance(encounter, str) else None,)
    values: tuple[Value, ...] = (_dump(conversation.state), stamp(at), conversation.key)
    if conversation.version == 0:
        rows = yield Statement(
            "insert into conversations (encounter, state, updated_at, key, version) "
            "values (?, ?, ?, ?, 1) on conflict (key) do nothing returning version",
            (*about, *values),
        )
    else:
        named = "encounter = ?, " if conversation.moved else ""
        as_left = " and updated_at = ?" if conversation.left else ""
        left: tuple[Value, ...] = (conversation.left.at,) if conversation.left else ()
        rows = yield Statement(
            f"update conversations set {named}state = ?, updated_at = ?, version = version + 1 "
            f"where key = ? and version = ?{as_left} returning version",
            (*(about if conversation.moved else ()), *values, conversation.version, *left),
        )
    if not rows:
        raise Conflict("The conversation has changed.")


def _closed(events: tuple[Event, ...]) -> int | None:
    """1 or 0 after the last closing or reopening among the events, None without one."""
    for event in reversed(events):
        if event.kind in (Kind.CLOSED, Kind.REOPENED):
            return int(event.kind is Kind.CLOSED)
    return None
