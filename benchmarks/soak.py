"""A long day: ``python -m benchmarks.soak --minutes 30 --rate 200`` ends with a count.

Officers write at an even rate, each in a chat of their own, some activities are delivered twice,
and each answer that the bot acknowledged is noted. At the end every one must be in the log exactly
once, and memory must not have grown. 1 is returned if not.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.turns import Server, activity, connector, served
from benchmarks.wire import Client, Failed
from bot.storage.store import open_store
from content.loader import FOLDER
from dialogs.event import Kind

AT_ONCE = 32
PEOPLE = 6  # added in one encounter, before the next officer comes
TWICE = 10  # one activity in so many is delivered again
LOOKS = 10  # at memory
GROWTH = 16  # MiB: the logs that are remembered are all there after a minute, pages are not


class Soak:
    """What was acknowledged, by officer, and how much was failed or late."""

    def __init__(self, server: Server, where: str, rate: float) -> None:
        self._server = server
        self._where = where
        self._pause = AT_ONCE / rate
        self.acknowledged: Counter[str] = Counter()
        self.turns = self.failed = 0

    async def run(self, seconds: float) -> None:
        """Write for so long."""
        until = time.monotonic() + seconds
        await asyncio.gather(*(self._officers(number, until) for number in range(AT_ONCE)))

    async def _officers(self, number: int, until: float) -> None:
        client, due = await Client.open(self._server.port), time.monotonic()
        while time.monotonic() < until:
            name = f"soak-{time.time_ns():x}-{number}"
            for turn, text in enumerate(("start", *["add adult"] * PEOPLE)):
                body = activity(self._where, name, turn, text)
                due = max(due + self._pause, time.monotonic() - 1.0)
                await asyncio.sleep(due - time.monotonic())
                taken = await self._send(client, body)
                if (self.turns + number) % TWICE == 0:
                    await self._send(client, body)
                if taken and turn:
                    self.acknowledged[name] += 1
        client.close()

    async def _send(self, client: Client, body: bytes) -> bool:
        self.turns += 1
        try:
            await client.post(body)
        except Failed:
            self.failed += 1
            return False
        return True


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


async def soak(minutes: float, rate: float) -> int:
    """Run it, print what was seen and give the exit status."""
    with TemporaryDirectory() as folder:
        here = _bot_of_its_own(Path(folder))
        async with connector() as where, served(("app.py",), **here) as server:
            work = Soak(server, where, rate)
            await work.run(min(60.0, minutes * 6))  # warm: memory is counted from here
            memory, began = [server.memory()], time.monotonic()
            turns = work.turns
            for _ in range(LOOKS):
                await work.run(minutes * 60 / LOOKS)
                memory.append(server.memory())
            took = time.monotonic() - began
        errors = await wrong(here["DATABASE_URL"], work.acknowledged)
    events = sum(work.acknowledged.values())
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{(work.turns - turns) / took:.0f} turns a second for {took / 60:.1f} minutes")
    print(f"{events} events acknowledged, {work.failed} turns refused, {errors} logs wrong")
    print("resident memory, MiB:", *(f"{one / 1024:.0f}" for one in memory))
    grown = max(memory) - memory[0] > GROWTH * 1024
    return 1 if errors or work.failed or grown else 0


def _bot_of_its_own(folder: Path) -> dict[str, str]:
    """Where a bot keeps its database and content here, so that nobody's editing reloads it."""
    content = folder / "content"
    shutil.copytree(FOLDER, content, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    database = str(folder / "soak.db")
    return {"PORT": "0", "DATABASE_URL": database, "CONTENT_DIR": str(content)}


def main() -> int:
    """Read how long and how fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=200.0)
    options = parser.parse_args()
    return asyncio.run(soak(options.minutes, options.rate))


if __name__ == "__main__":
    sys.exit(main())
