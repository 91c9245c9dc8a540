"""A long day: ``python -m benchmarks.soak --minutes 30 --rate 200`` ends with a verdict.

Officers write at an even rate, each in a chat of their own, some activities are delivered twice,
some tell personal data, and each answer that the bot acknowledged is noted. At the end every one
must be in the log exactly once, memory must not have grown, and what was told must be neither in
the database nor in the log. 1 is returned if not. How it went is printed as it goes.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import shutil
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.officers import activity
from benchmarks.served import Server, served
from benchmarks.wire import Client, Failed, connector
from bot.storage.store import open_store
from content.loader import FOLDER
from dialogs.event import Kind
from tests.bot.hostile import Somebody

AT_ONCE = 32
PEOPLE = 6  # added in one encounter, before the next officer comes
TWICE = 10  # one activity in so many is delivered again
TOLD = 5  # one officer in so many tells personal data
LINES = 30  # of the report on the way
GROWN = 1.05  # the last quarter's memory beside the second quarter's, at most
CHUNK = 1 << 24  # bytes of a file searched at a time


@dataclass(frozen=True)
class Sample:
    """One line of the report: minutes since the start, KiB, turns and their times in seconds."""

    minutes: float
    memory: int
    rate: float
    took: tuple[float, ...]

    def __str__(self) -> str:
        p50, p99 = (_at(self.took, share) * 1000 for share in (0.5, 0.99))
        waits = f"p50 {p50:6.1f} ms, p99 {p99:7.1f} ms"
        return f"{self.minutes:6.1f} min {self.memory / 1024:7.1f} MiB {self.rate:6.0f}/s {waits}"


class Soak:
    """What was acknowledged, by officer, and how much was failed or late."""

    def __init__(self, server: Server, where: str, rate: float, person: Somebody) -> None:
        self._server = server
        self._where = where
        self._pause = AT_ONCE / rate
        self._person = person
        self.acknowledged: Counter[str] = Counter()
        self.turns = self.failed = 0
        self.took: list[float] = []

    async def run(self, seconds: float) -> list[Sample]:
        """Write for so long; how it went meanwhile."""
        until = time.monotonic() + seconds
        watching = asyncio.create_task(self._watch(seconds / LINES))
        await asyncio.gather(*(self._officers(number, until) for number in range(AT_ONCE)))
        watching.cancel()
        return self._samples

    async def _watch(self, every: float) -> None:
        self._samples: list[Sample] = []
        began = before = time.monotonic()
        while True:
            self.took = []
            await asyncio.sleep(every)
            now, took = time.monotonic(), tuple(self.took)
            rate = len(took) / (now - before)
            self._samples.append(Sample((now - began) / 60, self._server.memory(), rate, took))
            sys.stdout.write(f"{self._samples[-1]}\n")
            sys.stdout.flush()
            before = now

    async def _officers(self, number: int, until: float) -> None:
        client = await Client.open(self._server.port)
        due = time.monotonic() + self._pause * number / AT_ONCE  # never all at once
        for officer in itertools.count(number):
            name = f"soak-{time.time_ns():x}-{number}"
            for turn, text in enumerate(self._says(officer)):
                if time.monotonic() > until:
                    client.close()
                    return
                body = activity(self._where, name, turn, text)
                due = max(due + self._pause, time.monotonic() - 1.0)
                await asyncio.sleep(due - time.monotonic())
                client, taken = await self._send(client, body)
                if (self.turns + number) % TWICE == 0:
                    client, again = await self._send(client, body)
                    taken = taken or again
                if taken and text == "add adult":
                    self.acknowledged[name] += 1

    def _says(self, officer: int) -> Iterable[str]:
        told = (self._person.told,) if officer % TOLD == 0 else ()
        return ("start", *["add adult"] * (PEOPLE - 1), *told, "add adult")

    async def _send(self, client: Client, body: bytes) -> tuple[Client, bool]:
        """The client to go on with, and whether it was taken."""
        self.turns += 1
        began = time.perf_counter()
        try:
            await client.post(body)
        except Failed:
            self.failed += 1
            return client, False
        except (OSError, EOFError):
            self.failed += 1
            return await Client.open(self._server.port), False
        self.took.append(time.perf_counter() - began)
        return client, True


async def wrong(database: str, acknowledged: Counter[str]) -> int:
    """How many officers' logs do not hold exactly what was acknowledged."""
    store = await open_store(database)
    found = 0
    for name, times in acknowledged.items():
        rows = await store.recent(name, 2)
        encounter = await store.encounter(rows[0].id) if len(rows) == 1 else None
        log = encounter.log if encounter else ()
        found += sum(event.kind is Kind.PERSON_ADDED for event in log) != times
    await store.close()
    return found


def traces(folder: Path, person: Somebody) -> list[str]:
    """The files that hold any of what was told, the database and the log among them."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return [path.name for path in files if any(_found(path, person))]


def _found(path: Path, person: Somebody) -> Iterable[bool]:
    with path.open("rb") as file:
        end = b""
        while chunk := file.read(CHUNK):
            yield bool(person.found_in(end + chunk))
            end = chunk[-100:]


def growth(samples: list[Sample]) -> float:
    """The last quarter's memory beside the second quarter's."""
    quarter = max(1, len(samples) // 4)
    second, last = samples[quarter : 2 * quarter] or samples, samples[-quarter:]
    before, after = (statistics.median(one.memory for one in part) for part in (second, last))
    return after / before


def _at(took: Iterable[float], share: float) -> float:
    ordered = sorted(took) or [0.0]
    return ordered[int(share * (len(ordered) - 1))]


async def soak(minutes: float, rate: float) -> int:
    """Run it, print what was seen and give the exit status."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with TemporaryDirectory() as name:
        folder, person = Path(name), Somebody()
        here = _bot_of_its_own(folder)
        async with (
            connector() as where,
            served(("app.py",), folder / "soak.log", **here) as server,
        ):
            work = Soak(server, where, rate, person)
            samples = await work.run(minutes * 60)
        found = traces(folder, person)
        errors = await wrong(here["DATABASE_URL"], work.acknowledged)
    took = [each for one in samples for each in one.took]
    grown = growth(samples)
    print(f"{sum(work.acknowledged.values())} events acknowledged, {work.turns} turns")
    print(f"p50 {_at(took, 0.5) * 1000:.1f} ms, p99 {_at(took, 0.99) * 1000:.1f} ms over all")
    print(f"{work.failed} turns refused, {errors} logs wrong")
    print(f"memory of the last quarter beside the second: {grown:.3f} x, at most {GROWN} x")
    print(f"personal data found in: {', '.join(found) or 'nothing'}")
    return 1 if errors or work.failed or found or grown > GROWN else 0


def _bot_of_its_own(folder: Path) -> dict[str, str]:
    """Where a bot keeps its database and content here, so that nobody's editing reloads it."""
    content = folder / "content"
    shutil.copytree(FOLDER, content, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    database = str(folder / "soak.db")
    return {
        "PORT": "0",
        "DATABASE_URL": database,
        "CONTENT_DIR": str(content),
        "LOG_LEVEL": "debug",
    }


def main() -> int:
    """Read how long and how fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=200.0)
    options = parser.parse_args()
    return asyncio.run(soak(options.minutes, options.rate))


if __name__ == "__main__":
    sys.exit(main())
