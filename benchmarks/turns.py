"""What a turn costs on the way Teams takes: ``python -m benchmarks.turns``.

Each reply is posted to a connector. The bot runs as it always does, in a process of its own, on a
durable database; so do the echoes that it is compared with, one after the other in the same run.
Ratios compare between machines. Processor time per turn also compares on a machine that is busy
with other things, throughput and waiting times do not. What makes the load shares the machine with
the bot; the processor time it takes is told apart.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from benchmarks.wire import Client, Connector

WALKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "encounter step": (("start",), ("2", "1", "undo", "1", "undo", "1", "undo", "1")),
    "question": ((), ("what is the duty to notify", "s45", "he says no to the nrm", "2 kids")),
    "call card": (("call",), ("1", "2", "1", "2", "u", "2", "u", "2")),
    "echo": ((), ("1", "2", "1", "2")),
}
TICKS = os.sysconf("SC_CLK_TCK")
LOOK = 0.5  # seconds between looks at whether a server has done what it does after its start
GATHER = 1.0  # seconds in which the officers begin, one after the other
QUIET = 0.03  # seconds of processor time between two looks


@dataclass
class Measured:
    """What was seen of one server under one kind of turn."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    processor: float = 0.0
    own: float = 0.0

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.took) / self.seconds

    @property
    def cost(self) -> float:
        """Processor time of the server, microseconds a turn."""
        return self.processor / len(self.took) * 1e6

    @property
    def load(self) -> float:
        """Processor time of what makes the load, the connector included, microseconds a turn."""
        return self.own / len(self.took) * 1e6

    def at(self, share: float) -> float:
        """So much of the turns took at most so many milliseconds."""
        return sorted(self.took)[int(share * (len(self.took) - 1))] * 1000


@dataclass
class Server:
    """A process that listens."""

    port: int
    pid: int

    def processor(self) -> float:
        """Seconds of processor time so far, of all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    async def settled(self) -> None:
        """Wait until it has done what it does after its start, beside the turns."""
        before, quiet = self.processor(), 0
        while quiet < 4:
            await asyncio.sleep(LOOK)
            now = self.processor()
            quiet = quiet + 1 if now - before < QUIET else 0
            before = now

    def memory(self) -> int:
        """Resident memory, in KiB."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@asynccontextmanager
async def served(
    command: Iterable[str], log: Path = Path(os.devnull), /, **environ: str
) -> AsyncIterator[Server]:
    """A server as a process of its own, ended afterwards. Raises RuntimeError if it fails."""
    with log.open("wb") as errors:
        async with _process(command, errors, environ) as server:
            yield server


@asynccontextmanager
async def _process(
    command: Iterable[str], errors: IO[bytes], environ: dict[str, str]
) -> AsyncIterator[Server]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env=os.environ | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=errors,
    )
    assert process.stdout
    try:
        said = (await process.stdout.readline()).decode().split()
        if not said:
            raise RuntimeError("it did not start")
        yield Server(int(said[-1].rstrip("/").rpartition(":")[2]), process.pid)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


@asynccontextmanager
async def connector(delay: float = 0.0) -> AsyncIterator[str]:
    """Somewhere to post replies to; gives its address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connector(delay, len), "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


class Officers:
    """Officers who walk the same way, each in a chat of their own, one after the other."""

    def __init__(self, server: Server, walk: str, where: str) -> None:
        self._server = server
        self._before, self._measured = WALKS[walk]
        self._where = where
        self._names = itertools.count()
        self._tag = f"{time.time_ns():x}"

    async def work(self, at_once: int, seconds: float) -> Measured:
        """So many at once for so long, from when all of them have begun.

        They begin one after the other: what is measured is not how long as many wait who all
        write in the same instant.
        """
        found = Measured()
        starts = [GATHER * number / at_once for number in range(at_once)]
        counted = time.perf_counter() + GATHER
        officers = [
            asyncio.ensure_future(self._one(found, start, counted, seconds)) for start in starts
        ]
        await asyncio.sleep(GATHER)
        before, began, own = self._server.processor(), time.perf_counter(), time.process_time()
        await asyncio.gather(*officers)
        found.seconds = time.perf_counter() - began
        found.processor = self._server.processor() - before
        found.own = time.process_time() - own
        return found

    async def _one(self, found: Measured, after: float, counted: float, seconds: float) -> None:
        await asyncio.sleep(after)
        client = await Client.open(self._server.port)
        while time.perf_counter() < counted + seconds:
            name = f"{self._tag}-{next(self._names)}"
            for number, text in enumerate((*self._before, *self._measured)):
                began = time.perf_counter()
                await client.post(activity(self._where, name, number, text))
                if began >= counted:
                    found.took.append(time.perf_counter() - began)
        client.close()


def activity(where: str, name: str, number: int, text: str) -> bytes:
    """A message as Teams sends it, the officer's of that number, whose replies go there."""
    whole = {
        "type": "message",
        "id": f"{name}-{number}",
        "timestamp": "2026-11-22T14:05:08.511Z",
        "channelId": "msteams",
        "serviceUrl": where,
        "from": {"id": f"29:{name}", "name": "A N Officer", "aadObjectId": name},
        "recipient": {"id": "28:bot", "name": "bot"},
        "conversation": {"id": f"a:{name}", "conversationType": "personal"},
        "channelData": {"tenant": {"id": "t-2"}},
        "locale": "en-GB",
        "text": text,
    }
    return json.dumps(whole).encode()


async def compare(seconds: float, at_once: int) -> None:
    """Print what each turn costs, and how it compares with the echo on the same host."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(
        f"{'':24}{'turns/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'us CPU':>9}{'cost':>8}{'rate':>8}"
        f"{'load us':>9}"
    )
    base: Measured | None = None
    async with connector() as where:
        for kind in ("lean", "agents", "stock", "agents-stock"):
            try:
                async with served(("-m", "benchmarks.echoes", kind)) as server:
                    seen = await _measured(server, "echo", where, at_once, seconds)
            except (RuntimeError, OSError, EOFError) as error:
                print(f"{'echo, ' + kind:24} not measured: {type(error).__name__}")
                continue
            base = base or seen
            _row(f"echo, {kind}", seen, base)
        with TemporaryDirectory() as folder:
            here = {"PORT": "0", "DATABASE_URL": str(Path(folder) / "bench.db")}
            async with served(("app.py",), **here) as server:
                await server.settled()
                for walk in ("encounter step", "question", "call card"):
                    seen = await _measured(server, walk, where, at_once, seconds)
                    _row(walk, seen, base or seen)
                async with connector(0.05) as slow:
                    seen = await _measured(server, "encounter step", slow, 64, seconds)
                    _row("step, 50 ms connector", seen, base or seen)
                print(f"resident memory at the end: {server.memory() / 1024:.0f} MiB")


async def _measured(
    server: Server, walk: str, where: str, at_once: int, seconds: float
) -> Measured:
    officers = Officers(server, walk, where)
    await officers.work(at_once, min(2.0, seconds))  # warm
    return await officers.work(at_once, seconds)


def _row(name: str, seen: Measured, base: Measured) -> None:
    ratios = f"{seen.cost / base.cost:7.2f}x{seen.rate / base.rate:7.2f}x"
    waits = f"{seen.at(0.5):9.1f}{seen.at(0.99):9.1f}"
    print(f"{name:24}{seen.rate:9.0f}{waits}{seen.cost:9.0f}{ratios}{seen.load:9.0f}", flush=True)


def main() -> None:
    """Read how long and how many, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--at-once", type=int, default=16)
    options = parser.parse_args()
    asyncio.run(compare(options.seconds, options.at_once))


if __name__ == "__main__":
    main()
