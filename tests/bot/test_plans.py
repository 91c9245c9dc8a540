"""No statement reads a table from end to end that grows with what is stored."""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.turn import Turns
from bot.guidance import Guidance
from bot.storage.database import Database, Rows, Statement, Steps, T
from bot.storage.opening import open_database, path_of
from bot.storage.retention import ENCOUNTERS, Keep, Retention
from bot.storage.store import Store
from bot.storage.subject import Subject
from content.loader import load
from tests.bot.fakes import message
from tests.journey import understood

# Sessions in a room are few, and those that go on fewer.
GROWING = (
    *("encounters", "events", "conversations", "turns", "exercises", "decisions"),
    *("room_answers", "room_late"),
)
FEW = ("turns_unsent", "reminders_due")  # indexes of the few rows that something is to be done with
WHOLE = re.compile(
    rf"SCAN (?:{'|'.join(GROWING)}|[a-z])\b(?! USING INDEX (?:{'|'.join(FEW)}))"
    r"|SEARCH .* encounters_begun \(closed=\?\)"  # half of all there are
)
OFFICER = "0f1e2d3c"
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
WALK = (
    *("start", "2", "1", "add adult", "undo", "what is the nrm", "summary"),
    *("reminders", "1", "encounters", "code K7Q2", "close", "train front desk turned away"),
)


@dataclass
class Watched:
    """A database that keeps the statements it is asked."""

    database: Database
    asked: list[str] = field(default_factory=list)
    generation: int = 0

    async def read(self, steps: Steps[T]) -> T:
        return await self.database.read(self._noted(steps))

    async def write(self, steps: Steps[T]) -> T:
        return await self.database.write(self._noted(steps))

    async def alone(self, steps: Steps[T]) -> T:
        return await self.database.alone(steps)

    async def close(self) -> None:
        await self.database.close()

    def _noted(self, steps: Steps[T]) -> Steps[T]:
        rows: Rows
        try:
            statement = next(steps)
            while True:
                self.asked.append(statement.sql)
                rows = yield Statement(*statement)
                statement = steps.send(rows)
        except StopIteration as end:
            result: T = end.value
            return result


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    database = Watched(await open_database(str(tmp_path / "test.db")))
    yield database
    await database.close()


def whole(url: str, asked: list[str]) -> Iterator[str]:
    """The statements of which the database says that it would read a growing table whole."""
    with sqlite3.connect(path_of(url)) as connection:
        for sql in dict.fromkeys(asked):
            marks = ("x",) * sql.count("?")
            plan = connection.execute(f"explain query plan {sql}", marks).fetchall()
            yield from (f"{row[-1]}: {sql}" for row in plan if WHOLE.match(str(row[-1])))
    connection.close()


async def work(watched: Watched, chats: int = 1, said: tuple[str, ...] = WALK) -> None:
    """An officer's day, in so many chats."""
    turns = Turns(Store(watched), Guidance(load(), understood()), clock=lambda: NOW)
    numbers = itertools.count(len(watched.asked))
    for chat, text in itertools.product(range(chats), said):
        there = {"id": f"a:{chat}", "conversationType": "personal"}
        typed = message(id=str(next(numbers)), text=text, conversation=there)
        outcome = await turns.handle(typed)
        await outcome.due()
        await outcome.left(1)
        await outcome.done()


async def test_an_officers_day_reads_no_table_whole(watched: Watched, tmp_path: Path) -> None:
    await work(watched)
    store = Store(watched)
    await store.stranded(NOW, 9)
    await store.reminders.due(NOW, 9)
    assert len(set(watched.asked)) > 15
    assert list(whole(str(tmp_path / "test.db"), watched.asked)) == []


async def test_deleting_reads_no_table_whole(watched: Watched, tmp_path: Path) -> None:
    await work(watched)
    await work(watched, ENCOUNTERS, ("start", "new"))  # many values may lead to another plan
    await Subject(watched, OFFICER).export()
    await Retention(watched, Keep()).purge(NOW + timedelta(days=400))
    await work(watched)
    await work(watched, ENCOUNTERS, ("start", "new"))
    await Subject(watched, OFFICER).delete()
    assert len(set(watched.asked)) > 30
    assert list(whole(str(tmp_path / "test.db"), watched.asked)) == []


def test_a_table_read_whole_is_noticed(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "test.db") as connection:
        connection.execute("create table turns (key text primary key, at text)")
    connection.close()
    asked = ["select at from turns where at = ?", "select at from turns where key = ?"]
    assert len(list(whole(str(tmp_path / "test.db"), asked))) == 1
