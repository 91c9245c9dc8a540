"""The store of sessions in a room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from bot.storage import room_places, room_rows
from bot.storage.database import Database, Steps, persist
from bot.storage.figures import Figures
from bot.storage.room_records import Heard, Here, Placed, Vote
from dialogs.training.figures.forms import Form
from dialogs.training.room import Room, Tally

__all__ = ["Heard", "Here", "Placed", "Rooms", "Vote"]


class Rooms:
    """Sessions in the database. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.figures = Figures(database)

    async def begin(
        self, room: Room, forms: Iterable[Form] = (), first: tuple[Placed, datetime] | None = None
    ) -> bool:
        """Store a new session; False if it is there already or its code is in use.

        ``forms`` are its stages as they are worded, ``first`` its first card and until when this
        process may send that.
        """
        return await persist(self._database.write, partial(_begin, room, tuple(forms), first))

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

    async def move(self, after: Room, now: datetime, turn: str = "") -> bool:
        """Store what its trainer did; False if somebody did something first.

        ``turn`` is the same each time that message is delivered; "" where none is.
        """
        return await persist(self._database.write, partial(room_rows.move, after, now, turn))

    async def vote(self, vote: Vote, now: datetime) -> Heard:
        """Take in an answer, or count it as late."""
        return await persist(self._database.write, partial(_vote, vote, now))

    async def tally(self, room: str, voter: str = "") -> Tally:
        """What the room has answered, and this voter."""
        return await self._database.read(room_rows.tally(room, voter))

    async def readers(self, room: str) -> tuple[str, ...]:
        """For whom the room's card is to be refreshed, each with their own answer."""
        return await self._database.read(room_places.readers(room))

    async def here(self, chat: str) -> Here | None:
        """The session that is shown in a chat and is not over."""
        return await self._database.read(room_places.here(chat))

    async def claim(self, placed: Placed, now: datetime, until: datetime) -> bool:
        """Whether this process may send a session's card until then; False once it has left."""
        return await persist(self._database.write, partial(room_places.claim, placed, now, until))

    async def touch(self, here: Here, now: datetime) -> None:
        """Note that the session was spoken of last in a chat, and what is shown of it there."""
        await persist(self._database.write, partial(room_places.touch, here, now))

    async def adopt(self, placed: Placed, now: datetime) -> None:
        """Remember a card that was pressed, unless another is known in its chat."""
        await persist(self._database.write, partial(room_places.adopt, placed, now))

    async def due(self, now: datetime, room: str = "") -> tuple[Placed, ...]:
        """Cards never sent, or that show less than has happened: of one session, or of any."""
        return await self._database.read(room_places.due(room, now))

    async def lease(self, room: str, now: datetime, until: datetime) -> bool:
        """Whether this process may redraw the session's cards until then."""
        return await persist(self._database.write, partial(room_places.lease, room, now, until))

    async def renew(self, room: str, until: datetime, later: datetime) -> bool:
        """Whether the process that may redraw them until then still may, until later."""
        return await persist(self._database.write, partial(room_places.renew, room, until, later))

    async def drawn(self, placed: Placed) -> None:
        """Note what a card shows now, and the id it has."""
        await persist(self._database.write, partial(room_places.drawn, placed))

    async def failed(self, placed: Placed, until: datetime) -> None:
        """Note that a card could not be sent or drawn, and when to try again."""
        await persist(self._database.write, partial(room_places.failed, placed, until))

    async def drop(self, placed: Placed) -> None:
        """Forget a card that is gone, or whose chat is."""
        await persist(self._database.write, partial(room_places.drop, placed))


def _begin(
    room: Room, forms: tuple[Form, ...], first: tuple[Placed, datetime] | None
) -> Steps[bool]:
    new = yield from room_rows.begin(room, forms)
    if new and first is not None:
        yield from room_places.claim(first[0], room.begun_at, first[1])
    return new


def _vote(vote: Vote, now: datetime) -> Steps[Heard]:
    heard = yield from room_rows.vote(vote, now)
    if vote.card is not None and heard is not Heard.OVER:
        yield from room_places.adopt(vote.card, now)
    return heard
