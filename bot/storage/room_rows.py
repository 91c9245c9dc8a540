"""Training sessions in a room, as SQL for any database; see ``dialogs.training.room``.

Answers to one session take its row first, so that they and what its trainer does come one by one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.storage.database import Statement, Steps
from bot.storage.figure_rows import keep
from bot.storage.room_records import Heard, Vote
from bot.storage.times import stamp
from dialogs.training.exercise import ExercisePin
from dialogs.training.figures.forms import Form
from dialogs.training.room import ENOUGH, Room, Tally

_ROOM = (
    "id, code, tenant, trainer, pin, stages, named, salt, begun_at, at, closed, over, "
    "revision, votes, live, team"
)
NEVER = "9999"  # when a card is drawn that cannot be
_dump = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def begin(room: Room, forms: Iterable[Form] = ()) -> Steps[bool]:
    """Stores a new session; False if it is there already or its code is in use.

    ``forms`` are its stages as they are worded.
    """
    taken = yield Statement("select 1 from rooms where over = 0 and code = ?", (room.code,))
    if taken:
        return False
    rows = yield Statement(
        f"insert into rooms ({_ROOM}, lease, updated_at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?, ?, '', ?) "
        "on conflict (id) do nothing returning id",
        (
            room.id,
            room.code,
            room.tenant,
            room.trainer,
            _dump(room.pin.to_json()),
            room.stages,
            int(room.named),
            room.salt,
            stamp(room.begun_at),
            int(room.live),
            room.team,
            stamp(room.begun_at),
        ),
    )
    yield from keep(forms)
    return bool(rows)


def find(where: str, value: str) -> Steps[Room | None]:
    """The session for which a column has this value."""
    rows = yield Statement(f"select {_ROOM} from rooms where {where}", (value,))
    return _room(rows[0]) if rows else None


def running() -> Steps[tuple[Room, ...]]:
    """Every session that is not over."""
    rows = yield Statement(f"select {_ROOM} from rooms where over = 0 order by id")
    return tuple(map(_room, rows))


def led(code: str, trainer: str) -> Steps[Room | None]:
    """The last session with this code of this trainer."""
    rows = yield Statement(
        f"select {_ROOM} from rooms where code = ? and trainer = ? order by begun_at desc limit 1",
        (code, trainer),
    )
    return _room(rows[0]) if rows else None


def named(room: str) -> Steps[tuple[tuple[str, str, str], ...]]:
    """Stage, option and name of each answer."""
    rows = yield Statement(
        "select stage, choice, name from room_answers where room = ? order by stage, name", (room,)
    )
    return tuple((stage, choice, name) for stage, choice, name in rows)


def _room(row: Sequence[Any]) -> Room:
    id_, code, tenant, trainer, pin, stages, named, salt, begun_at = row[:9]
    at, closed, over, revision, votes, live, team = row[9:]
    return Room(
        id=id_,
        code=code,
        tenant=tenant,
        trainer=trainer,
        pin=ExercisePin.from_json(json.loads(pin)),
        stages=stages,
        named=bool(named),
        salt=salt,
        begun_at=datetime.fromisoformat(begun_at),
        at=at,
        closed=closed,
        over=bool(over),
        revision=revision,
        votes=votes,
        live=bool(live),
        team=team,
    )


def move(after: Room, now: datetime, turn: str = "") -> Steps[bool]:
    """Stores what its trainer did; False if somebody did something first.

    ``turn`` is the same each time that message is delivered, and heard once; "" where none is.
    """
    rows = yield Statement(
        "update rooms set at = ?, closed = ?, over = ?, trainer = ?, salt = ?, revision = ?, "
        "updated_at = ? where id = ? and revision = ? "
        "and not exists (select 1 from room_heard where room = ? and turn = ?) returning id",
        (
            after.at,
            after.closed,
            int(after.over),
            after.trainer,
            after.salt,
            after.revision,
            stamp(now),
            after.id,
            after.revision - 1,
            after.id,
            turn,
        ),
    )
    if rows and turn:
        yield Statement("insert into room_heard (room, turn) values (?, ?)", (after.id, turn))
    if rows and after.over:
        yield from forget(after.id)
    return bool(rows)


def forget(room: str) -> Steps[None]:
    """Deletes what is only needed while answers come in."""
    yield Statement("update rooms set split = '' where id = ?", (room,))
    for table in ("room_heard", "room_readers"):
        yield Statement(f"delete from {table} where room = ?", (room,))
    # Chats of their own that nothing can be sent to, so that they cannot be told of the end.
    yield Statement(
        "delete from room_cards where room = ? and shared = 0 and due_at >= ?", (room, NEVER)
    )


def vote(vote: Vote, now: datetime) -> Steps[Heard]:
    """Takes in an answer, or counts it as late."""
    # Changing the row locks it: nothing closes the stage until this is stored.
    rows = yield Statement(
        "update rooms set votes = votes + 1, updated_at = ? where id = ? and over = 0 "
        "returning closed, live, named, split",
        (stamp(now), vote.room),
    )
    if not rows:
        return Heard.OVER
    fresh = yield Statement(
        "insert into room_heard (room, turn) values (?, ?) on conflict (room, turn) do nothing "
        "returning turn",
        (vote.room, vote.turn),
    )
    if not fresh:
        return Heard.AGAIN
    if vote.reader:
        yield from read_by(vote.room, vote.reader, vote.whose)
    closed, live, named, split = rows[0]
    if closed != vote.number:
        yield Statement(
            "insert into room_late (room, stage, voter) values (?, ?, ?) "
            "on conflict (room, stage, voter) do nothing",
            (vote.room, vote.stage, vote.voter),
        )
        return Heard.LATE
    yield Statement(
        "insert into room_answers (room, stage, voter, choice, name, at, form) "
        "values (?, ?, ?, ?, ?, ?, ?) on conflict (room, stage, voter) "
        "do update set choice = excluded.choice, name = excluded.name, at = excluded.at",
        (vote.room, vote.stage, vote.voter, vote.option, vote.name, stamp(now), vote.form),
    )
    if live and not named:
        yield from _step(vote, json.loads(split or "{}"))
    return Heard.COUNTED


def read_by(room: str, reader: str, whose: str) -> Steps[None]:
    """Takes down for whom the card is refreshed."""
    yield Statement(
        "insert into room_readers (room, reader, whose) values (?, ?, ?) "
        "on conflict (room, reader) do nothing",
        (room, reader, whose),
    )


def _step(vote: Vote, shown: dict[str, dict[str, int]]) -> Steps[None]:
    """Keeps the split to show, once five more have answered since it was kept last."""
    rows = yield Statement(
        "select choice, count(*) from room_answers where room = ? and stage = ? group by choice",
        (vote.room, vote.stage),
    )
    chosen: dict[str, int] = dict(map(tuple, rows))
    if sum(chosen.values()) - sum(shown.get(vote.stage, {}).values()) >= ENOUGH:
        kept = _dump({vote.stage: chosen})
        yield Statement("update rooms set split = ? where id = ?", (kept, vote.room))


def tally(room: str, voter: str) -> Steps[Tally]:
    """What the room has answered, and this voter."""
    counted = yield Statement(
        "select stage, choice, count(*) from room_answers where room = ? group by stage, choice",
        (room,),
    )
    late = yield Statement(
        "select stage, count(*) from room_late where room = ? group by stage", (room,)
    )
    own = yield Statement(
        "select stage, choice from room_answers where room = ? and voter = ?", (room, voter)
    )
    more = yield Statement(
        "select split, (select count(*) from (select voter from room_answers where room = ? "
        "union select voter from room_late where room = ?) as everyone) from rooms where id = ?",
        (room,) * 3,
    )
    chosen: dict[str, dict[str, int]] = {}
    for stage, choice, count in counted:
        chosen.setdefault(stage, {})[choice] = count
    split, people = more[0] if more else ("", 0)
    own_, late_ = dict(map(tuple, own)), dict(map(tuple, late))
    return Tally(chosen, late_, own_, json.loads(split or "{}"), people)
