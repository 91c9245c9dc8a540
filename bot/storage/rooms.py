"""The store of sessions in a room."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from bot.storage import room_places, room_rows
from bot.storage.database import Database, persist
from bot.storage.room_records import Heard, Placed, Vote
from dialogs.training.room import Room, Tally

__all__ = ["Heard", "Placed", "Rooms", "Vote"]


class Rooms:
    """Sessions in the database. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, room: Room) -> bool:
        """Store a new session; False if it is there already or its code is in use."""
        return await persist(self._database.write, partial(room_rows.begin, room))

    async def find(self, id_: str) -> Room | None:
        """The session with this id."""
        return await self._database.read(room_rows.find("id = ?", id_))

    async def by_code(self, code: str) -> Room | None:
        """The session with this code that is not over."""
        return await self._database.read(room_rows.find("over = 0 and code = ?", code))

    async def led(self, code: str, trainer: str) -> Room | None:
        """The last session with this code that the trainer leads or led, over or not."""
        return await self._database.read(room_rows.led(code, trainer))

    async def named(self, room: str) -> tuple[tuple[str, str, str], ...]:
        """Stage, option and name of each answer in a named session."""
        return await self._database.read(room_rows.named(room))

    async def move(self, after: Room, now: datetime) -> bool:
        """Store what its trainer did; False if somebody did something first."""
        return await persist(self._database.write, partial(room_rows.move, after, now))

    async def vote(self, vote: Vote, now: datetime) -> Heard:
        """Take in an answer, or count it as late."""
        return await persist(self._database.write, partial(room_rows.vote, vote, now))

    async def tally(self, room: str, voter: str = "") -> Tally:
        """What the room has answered, and this voter."""
        return await self._database.read(room_rows.tally(room, voter))

    async def readers(self, room: str) -> tuple[str, ...]:
        """For whom the room's card is to be refreshed, each with their own answer."""
        return await self._database.read(room_places.readers(room))

    async def put(self, placed: Placed) -> None:
        """Remember where a session is shown; one card in each chat."""
        await persist(self._database.write, partial(room_places.put, placed))

    async def due(self, room: str = "") -> tuple[Placed, ...]:
        """Cards that show less than has happened: of one session, or of any."""
        return await self._database.read(room_places.due(room))

    async def lease(self, room: str, now: datetime, until: datetime) -> bool:
        """Whether this process may redraw the session's cards until then."""
        return await persist(self._database.write, partial(room_places.lease, room, now, until))

    async def drawn(self, placed: Placed, until: datetime) -> None:
        """Note what a card shows now, and from when on it may be drawn again."""
        await persist(self._database.write, partial(room_places.drawn, placed, until))
