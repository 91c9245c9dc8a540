"""Training sessions in a room, as SQL for any database; see ``dialogs.training.room``.

Answers to one session take its row first, so that they and what its trainer does come one by one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from bot.storage.database import Database, Statement, Steps, persist
from bot.storage.times import stamp
from dialogs.encounter import Json
from dialogs.training.exercise import ExercisePin
from dialogs.training.room import Room, Tally

READERS = 60  # whom Teams refreshes a card for unasked, at most
AT_A_TIME = 200  # as in bot.storage.retention: fewer means that there are no more

_ROOM = (
    "id, code, tenant, trainer, pin, stages, named, salt, begun_at, at, closed, over, "
    "revision, votes"
)
_OF_ROOMS = ("room_answers", "room_late", "room_heard", "room_readers", "room_cards")
_dump = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class Heard(StrEnum):
    """What became of an answer."""

    COUNTED = "counted"
    LATE = "late"
    AGAIN = "again"  # the same message was heard before
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Vote:
    """One answer as it came in.

    Attributes:
        number, stage: the stage it is for, counted from 0, and its id.
        reader: the channel's id of who answered, for whom cards are refreshed.
        turn: the same each time this message is delivered.
    """

    room: str
    number: int
    stage: str
    option: str
    voter: str
    name: str
    reader: str
    turn: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A message that shows a session: the room's own card, or that of one who joined."""

    room: str
    chat: str
    shared: bool
    address: dict[str, Json]
    card: str
    revision: int
    votes: int


class Rooms:
    """Sessions in the database. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, room: Room) -> bool:
        """Store a new session; False if it is there already or its code is in use."""
        return await persist(self._database.write, partial(_begin, room))

    async def find(self, id_: str) -> Room | None:
        """The session with this id."""
        return await self._database.read(_find("id = ?", id_))

    async def by_code(self, code: str) -> Room | None:
        """The session with this code that is not over."""
        return await self._database.read(_find("over = 0 and code = ?", code))

    async def move(self, after: Room, now: datetime) -> bool:
        """Store what its trainer did; False if somebody did something first."""
        return await persist(self._database.write, partial(_move, after, now))

    async def vote(self, vote: Vote, now: datetime) -> Heard:
        """Take in an answer, or count it as late."""
        return await persist(self._database.write, partial(_vote, vote, now))

    async def tally(self, room: str, voter: str = "") -> Tally:
        """What the room has answered, and this voter."""
        return await self._database.read(_tally(room, voter))

    async def readers(self, room: str) -> tuple[str, ...]:
        """For whom the room's card is to be refreshed, each with their own answer."""
        return await self._database.read(_readers(room))

    async def put(self, placed: Placed) -> None:
        """Remember where a session is shown; one card in each chat."""
        await persist(self._database.write, partial(_put, placed))

    async def due(self, room: str = "") -> tuple[Placed, ...]:
        """Cards that show less than has happened: of one session, or of any."""
        return await self._database.read(_due(room))

    async def lease(self, room: str, now: datetime, until: datetime) -> bool:
        """Whether this process may redraw the session's cards until then."""
        return await persist(self._database.write, partial(_lease, room, now, until))

    async def drawn(self, placed: Placed, until: datetime) -> None:
        """Note what a card shows now, and from when on it may be drawn again."""
        await persist(self._database.write, partial(_drawn, placed, until))


def _begin(room: Room) -> Steps[bool]:
    taken = yield Statement("select 1 from rooms where over = 0 and code = ?", (room.code,))
    if taken:
        return False
    rows = yield Statement(
        f"insert into rooms ({_ROOM}, lease, updated_at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, '', ?) "
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
            stamp(room.begun_at),
        ),
    )
    return bool(rows)


def _find(where: str, value: str) -> Steps[Room | None]:
    rows = yield Statement(f"select {_ROOM} from rooms where {where}", (value,))
    return _room(rows[0]) if rows else None


def _room(row: Sequence[Any]) -> Room:
    id_, code, tenant, trainer, pin, stages, named, salt, begun_at = row[:9]
    at, closed, over, revision, votes = row[9:]
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
    )


def _move(after: Room, now: datetime) -> Steps[bool]:
    rows = yield Statement(
        "update rooms set at = ?, closed = ?, over = ?, trainer = ?, salt = ?, revision = ?, "
        "updated_at = ? where id = ? and revision = ? returning id",
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
        ),
    )
    if rows and after.over:
        for table in ("room_heard", "room_readers"):
            yield Statement(f"delete from {table} where room = ?", (after.id,))
    return bool(rows)


def _vote(vote: Vote, now: datetime) -> Steps[Heard]:
    # Changing the row locks it: nothing closes the stage until this is stored.
    rows = yield Statement(
        "update rooms set votes = votes + 1, updated_at = ? where id = ? and over = 0 "
        "returning closed",
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
        yield Statement(
            "insert into room_readers (room, reader) values (?, ?) "
            "on conflict (room, reader) do nothing",
            (vote.room, vote.reader),
        )
    if rows[0][0] != vote.number:
        yield Statement(
            "insert into room_late (room, stage, voter) values (?, ?, ?) "
            "on conflict (room, stage, voter) do nothing",
            (vote.room, vote.stage, vote.voter),
        )
        return Heard.LATE
    yield Statement(
        "insert into room_answers (room, stage, voter, choice, name, at) "
        "values (?, ?, ?, ?, ?, ?) on conflict (room, stage, voter) "
        "do update set choice = excluded.choice, name = excluded.name, at = excluded.at",
        (vote.room, vote.stage, vote.voter, vote.option, vote.name, stamp(now)),
    )
    return Heard.COUNTED


def _tally(room: str, voter: str) -> Steps[Tally]:
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
    chosen: dict[str, dict[str, int]] = {}
    for stage, choice, count in counted:
        chosen.setdefault(stage, {})[choice] = count
    return Tally(chosen, dict(map(tuple, late)), dict(map(tuple, own)))


def _readers(room: str) -> Steps[tuple[str, ...]]:
    rows = yield Statement(
        "select reader from room_readers where room = ? order by reader limit ?", (room, READERS)
    )
    return tuple(reader for (reader,) in rows)


def _put(placed: Placed) -> Steps[None]:
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


def _due(room: str) -> Steps[tuple[Placed, ...]]:
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


def _lease(room: str, now: datetime, until: datetime) -> Steps[bool]:
    rows = yield Statement(
        "update rooms set lease = ? where id = ? and lease <= ? returning id",
        (stamp(until), room, stamp(now)),
    )
    return bool(rows)


def _drawn(placed: Placed, until: datetime) -> Steps[None]:
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


def purge_rooms(before: str) -> Steps[int]:
    """Deletes some sessions in which nothing has happened since then."""
    rows = yield Statement(
        "update rooms set revision = revision where updated_at < ? and id in "
        "(select id from rooms where updated_at < ? order by id limit ?) returning id",
        (before, before, AT_A_TIME),
    )
    ids = tuple(id_ for (id_,) in rows)
    some = ", ".join("?" for _ in ids)
    for table in _OF_ROOMS if ids else ():
        yield Statement(f"delete from {table} where room in ({some})", ids)
    if ids:
        yield Statement(f"delete from rooms where id in ({some})", ids)
    return len(ids)


def delete_answers_of(person: str) -> Steps[int]:
    """Deletes the person's answers in named sessions, and that they led any.

    Other answers do not say whose they are.
    """
    rows = yield Statement("delete from room_answers where voter = ? returning 1", (person,))
    yield Statement("delete from room_late where voter = ?", (person,))
    yield Statement("update rooms set trainer = '' where trainer = ?", (person,))
    return len(rows)


def answers_of(person: str) -> Steps[list[Json]]:
    """The person's answers in named sessions, as plain JSON."""
    rows = yield Statement(
        "select room, stage, choice, name, at from room_answers where voter = ? order by room, at",
        (person,),
    )
    return [
        {"session": room, "stage": stage, "choice": choice, "name": name, "at": at}
        for room, stage, choice, name, at in rows
    ]
