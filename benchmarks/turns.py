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
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.officers import Measured, Officers
from benchmarks.served import Server, served
from benchmarks.wire import connector


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
