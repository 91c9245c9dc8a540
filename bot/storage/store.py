"""The durable store: what a turn starts from, and what it changes, all of it or nothing.

Built on ``bot.storage.database``, so that the same code serves SQLite and PostgreSQL.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.storage import exercises, outbox, recall, statements
from bot.storage.chats import Chats
from bot.storage.database import (
    Database,
    DatabaseError,
    Statement,
    Steps,
    StoreUnavailable,
    T,
    Uncertain,
    persist,
)
from bot.storage.figures import Figures
from bot.storage.marks import Marks
from bot.storage.opening import open_database
from bot.storage.recall import Recall
from bot.storage.records import (
    Append,
    CodeTaken,
    Conflict,
    Conversation,
    DuplicateTurn,
    EncounterSummary,
    Left,
    Loaded,
    StoredTurn,
    Work,
)
from bot.storage.reminders import Reminders
from dialogs.encounter import Encounter
from dialogs.event import Json
from dialogs.training.exercise import Exercise

__all__ = [
    "Append",
    "CodeTaken",
    "Conflict",
    "Conversation",
    "DatabaseError",
    "DuplicateTurn",
    "EncounterSummary",
    "Loaded",
    "Store",
    "StoreUnavailable",
    "StoredTurn",
    "Uncertain",
    "Work",
    "open_database",
    "open_store",
]

REMEMBERED = 1000  # encounters; how many events in all: ``bot.storage.recall.EVENTS``
HEALTH_PATIENCE = 3.0  # seconds


async def open_store(url: str) -> Store:
    """The store at this address, brought up to date. Raises as ``open_database`` does."""
    return Store(await open_database(url))


class Store:
    """Encounters, conversations and turns. Every method raises StoreUnavailable when it must.

    Belongs to one event loop. Values read are shared with later reads: treat them as frozen. A key
    that is not Unicode text (half of a surrogate pair) is refused with ValueError.
    """

    def __init__(self, database: Database, remembered: int = REMEMBERED) -> None:
        self._database = database
        self.reminders = Reminders(database)
        self.figures = Figures(database)
        self._remembered = remembered
        self._generation = database.generation
        self._recall = Recall(remembered)
        self._chats = Chats(remembered)
        self._marks = Marks(lambda batch: self._write(partial(outbox.mark_sent, batch)))

    async def load(self, turn: str, conversation: str, encounter: str | None = None) -> Loaded:
        """What a turn starts from: whether it is a duplicate, its chat, and the encounter.

        The encounter is the one named or else the chat's current one. Everything committed before
        the call is seen.
        """
        loaded = await self._database.read(self._memory().load(turn, conversation, encounter))
        self._chats.was_read(loaded.conversation)
        return loaded

    def remembered(self, turn: str, conversation: str) -> Loaded | None:
        """What a turn starts from if nobody else has been there since this process; None to load.

        Nothing is read, so it may be wrong: the commit of its conversation then raises Conflict or
        DuplicateTurn, and it has to be loaded.
        """
        recall, chat = self._memory(), self._chats.of(conversation, turn)
        if chat is None:
            return None
        encounter = recall.kept(chat.encounter) if chat.encounter else None
        if chat.encounter and encounter is None:
            return None
        left = Left(chat.at, chat.encounter, encounter.revision if encounter else None)
        known = Conversation(conversation, chat.read(), chat.version, left=left)
        return Loaded(None, known, encounter)

    async def encounter(self, id_: str) -> Encounter | None:
        """The encounter with its whole log, or None."""
        return await self._database.read(self._memory().encounter(id_))

    async def by_code(self, code: str) -> Encounter | None:
        """The open encounter with exactly that code, or None."""
        return await self._database.read(self._memory().by_code(code))

    async def chat_of(self, encounter: str) -> str:
        """The chat an encounter was begun in; "" if there is no such encounter."""
        return await self._database.read(recall.chat_of(encounter))

    async def recent(self, owner: str, limit: int) -> tuple[EncounterSummary, ...]:
        """The owner's encounters, open and closed, the last changed first."""
        return await self._database.read(recall.recent(owner, limit))

    async def exercises(self, owner: str, limit: int) -> tuple[Exercise, ...]:
        """The owner's exercises with their decisions, the last changed first."""
        return await self._database.read(exercises.exercises_of(owner, limit))

    async def commit(self, work: Work) -> None:
        """Stores everything one turn changes; when it returns, it is on disk.

        A caller that is cancelled does not know whether it was: load the turn to see.

        Raises:
            DuplicateTurn: the turn is there already.
            Conflict: the encounter or the conversation is not as it was loaded.
            CodeTaken: an open encounter has the code of the one that opens, or reopens.
            Uncertain: the connection broke at the last moment; load the turn to see.
            ValueError: a time without zone, or a value that JSON or the database cannot hold.
        """
        try:
            await self._write(partial(statements.commit, work))
        except (Conflict, DuplicateTurn):
            self._chats.refused(work)
            raise
        self._memory().committed(work.opened, work.appended)
        self._chats.committed(work)

    async def claim(self, turn: str, now: datetime, since: datetime | None = None) -> int | None:
        """The right to send the turn's replies: how many have left already.

        None when they have all left or somebody else is sending them. Whoever was given the right
        at ``since`` is given it again if nobody else was.
        """
        return await self._write(partial(outbox.claim, turn, now, since))

    async def delivered(self, turn: str, count: int, now: datetime) -> None:
        """Notes that so many of the turn's replies have left, and that more are being sent."""
        await self._write(partial(outbox.delivered, turn, count, now))

    async def release(self, turn: str, until: datetime | None = None) -> None:
        """Gives up sending: somebody else may, at once or from a time on."""
        await self._write(partial(outbox.release, turn, until))

    async def put_replies(self, turn: str, replies: tuple[dict[str, Json], ...]) -> None:
        """Writes a turn's replies anew, with what has become known of them."""
        await self._write(partial(outbox.put_replies, turn, replies))

    async def mark_sent(self, turn: str) -> None:
        """Notes that the turn's replies have left."""
        await self._marks.mark(turn)

    async def unsent(self, limit: int) -> tuple[StoredTurn, ...]:
        """Turns whose replies may not have left, oldest first."""
        return await self._database.read(outbox.unsent(limit))

    async def stranded(self, now: datetime, limit: int) -> tuple[StoredTurn, ...]:
        """Turns to send again, oldest first: young ones that whoever sent them left behind."""
        return await self._database.read(outbox.stranded(now, limit))

    async def healthy(self) -> bool:
        """Whether a write would be accepted, asked the way a write goes; False within seconds."""
        try:
            async with asyncio.timeout(HEALTH_PATIENCE):
                await self._database.write(_ask())
        except (DatabaseError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Finishes what was asked before. Twice is harmless; anything later is refused."""
        await self._marks.finish()
        await self._database.close()

    async def _write(self, make: Callable[[], Steps[T]]) -> T:
        return await persist(self._database.write, make)

    def _memory(self) -> Recall:
        """What is remembered, unless another server has taken over since: it may know less."""
        if self._generation != self._database.generation:
            self._generation = self._database.generation
            self._recall = Recall(self._remembered)
            self._chats = Chats(self._remembered)
        return self._recall


def _ask() -> Steps[None]:
    yield Statement("select count(*) from migrations")
