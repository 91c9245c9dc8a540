"""What half a million stored encounters cost a turn: ``python -m benchmarks.stored``.

The same turns are worked out on an empty and on a full database of the same kind, one here and one
there, so that whatever else the machine does falls on both. Then records whose time is over are
deleted from the full one, and one person's records, while officers go on.

Times are of this process, database threads included; for PostgreSQL the server's own are in what
a turn waits. What is compared is the middle of many turns.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.filling import fill, pattern
from benchmarks.officers import activity
from bot.conversation.turn import Turns
from bot.guidance import Guidance
from bot.storage.database import Database, Steps, T
from bot.storage.opening import open_database
from bot.storage.retention import Keep, Purged, Retention
from bot.storage.store import Store
from bot.storage.subject import Subject
from content.loader import FOLDER, load
from content.retrieval import understanding
from tests.postgres import Cluster, cluster, find

HERE = "http://127.0.0.1:1/"
SLOWER = 1.10  # what a turn on the full database may cost beside one on the empty
HELD_UP = 0.25  # seconds that a turn may wait at most while things are deleted
DURABLE = (
    "listen_addresses=",
    "max_connections=100",
)  # as a force runs it: all is forced to the disk
STEPS = ("start", "2", "1", "add adult", "undo", "1", "undo", "1")
WARM = 40  # walks before it counts
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


@dataclass
class Timed:
    """A database that notes how long each piece of work took, in seconds."""

    database: Database
    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)

    @property
    def generation(self) -> int:
        """As the database's."""
        return self.database.generation

    async def read(self, steps: Steps[T]) -> T:
        """The same, timed."""
        with _noted(self.reads):
            return await self.database.read(steps)

    async def write(self, steps: Steps[T]) -> T:
        """The same, timed."""
        with _noted(self.writes):
            return await self.database.write(steps)

    async def alone(self, steps: Steps[T]) -> T:
        """The same."""
        return await self.database.alone(steps)

    async def close(self) -> None:
        """The same."""
        await self.database.close()


@contextmanager
def _noted(into: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    into.append(time.perf_counter() - began)


class Bot:
    """A core on a database, and officers who walk the same way on it one after the other."""

    def __init__(self, url: str, guidance: Guidance) -> None:
        self.url = url
        self._guidance = guidance
        self._names = itertools.count()
        self.took: list[float] = []
        self.processor: list[float] = []

    async def open(self) -> Bot:
        """The same, once its database is open."""
        self.database = Timed(await open_database(self.url))
        self.turns = Turns(Store(self.database), self._guidance, clock=lambda: NOW)
        return self

    async def walk(self) -> None:
        """One officer, one encounter, each turn noted."""
        name = f"{os.getpid()}-{next(self._names)}"
        for number, text in enumerate(STEPS):
            sent = json.loads(activity(HERE, name, number, text))
            began, busy = time.perf_counter(), time.process_time()
            outcome = await self.turns.handle(sent)
            await outcome.due()
            await outcome.done()
            self.took.append(time.perf_counter() - began)
            self.processor.append(time.process_time() - busy)

    def forget(self) -> None:
        """What was noted so far."""
        for noted in (self.took, self.processor, self.database.reads, self.database.writes):
            noted.clear()


async def compare(empty: Bot, full: Bot, walks: int) -> None:
    """Print what a turn takes on both, and the ratios."""
    for number in range(WARM + walks):
        if number == WARM:
            empty.forget()
            full.forget()
        for one in (empty, full) if number % 2 else (full, empty):
            await one.walk()
    for name, small, large in (
        ("processor time of a turn", empty.processor, full.processor),
        ("a turn, from end to end", empty.took, full.took),
        ("reading in the database", empty.database.reads, full.database.reads),
        ("writing in the database", empty.database.writes, full.database.writes),
    ):
        before, after = _middle(small), _middle(large)
        ratio = after / before
        late = "  over the budget" if ratio > SLOWER else ""
        print(f"  {name:28}{before * 1e6:9.0f} us{after * 1e6:9.0f} us{ratio:8.2f} x{late}")


def _middle(took: list[float]) -> float:
    return statistics.median(took)


async def deleting(bot: Bot) -> None:
    """Delete what is over and what belongs to one person, and print how long turns waited."""
    retention = Retention(bot.database, Keep())
    for name, now in (("nothing is over", NOW), ("an hour's", NOW + timedelta(hours=1))):
        await _beside(bot, f"deleting, {name}", retention.purge(now))
    await _beside(bot, "deleting, a day's", retention.purge(NOW + timedelta(days=1)))
    await _beside(bot, "one person's, to give out", Subject(bot.database, "officer-7").export())
    await _beside(bot, "one person's, to delete", Subject(bot.database, "officer-7").delete())


async def _beside(bot: Bot, name: str, work: Coroutine[Any, Any, object]) -> None:
    """Do the work while an officer goes on."""
    bot.forget()
    began = time.perf_counter()
    ended: list[float] = []
    task = asyncio.create_task(work)
    task.add_done_callback(lambda _: ended.append(time.perf_counter() - began))
    while not task.done():
        await bot.walk()
    done = task.result()
    held = max(bot.took)
    told = ""
    if isinstance(done, Purged):
        told = f"{done.turns} turns, {done.encounters} encounters, {done.conversations} chats"
    late = "  over the budget" if held > HELD_UP else ""
    waited = f"{_middle(bot.took) * 1000:.1f} ms, at most {held * 1000:.0f} ms{late}"
    print(f"  {name:28}{ended[0]:7.2f} s; turns beside it {waited}  {told}")


async def measure(small: str, large: str, encounters: int, walks: int) -> None:
    """One kind of database."""
    guidance = Guidance(load(FOLDER), understanding.load(FOLDER))
    empty, full = await Bot(small, guidance).open(), await Bot(large, guidance).open()
    like = await pattern(small, guidance, NOW)
    began = time.perf_counter()
    await fill(large, like, encounters, NOW)
    os.sync()  # or the first commits wait for what was filled in
    print(f"  {encounters} encounters filled in within {time.perf_counter() - began:.0f} s")
    await compare(empty, full, walks)
    await deleting(full)
    await empty.database.close()
    await full.database.close()


@asynccontextmanager
async def _server() -> AsyncIterator[Cluster | None]:
    programs = find()
    with cluster(programs, DURABLE) if programs else nullcontext() as running:
        yield running


async def run(kinds: list[str], encounters: int, walks: int) -> None:
    """Each kind of database in turn."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if "sqlite" in kinds:
        with TemporaryDirectory() as folder:
            print("SQLite")
            small, large = (str(Path(folder) / f"{name}.db") for name in ("empty", "full"))
            await measure(small, large, encounters, walks)
    if "postgresql" in kinds:
        async with _server() as server:
            if server is None:
                print("PostgreSQL: not measured, none is installed")
                return
            print("PostgreSQL")
            await measure(server.url(), server.url(), encounters, walks)


def main() -> None:
    """Read how much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encounters", type=int, default=500_000)
    parser.add_argument("--walks", type=int, default=300)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args()
    kinds = [options.only] if options.only else ["sqlite", "postgresql"]
    asyncio.run(run(kinds, options.encounters, options.walks))


if __name__ == "__main__":
    main()
