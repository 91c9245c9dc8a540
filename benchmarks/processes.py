"""Two processes beside one, on PostgreSQL: ``python -m benchmarks.processes``.

The same officers write as fast as they are answered, to one process and then to two, in turns, on
one database server. What is printed is throughput, processor time of a turn, and the ratio of the
throughputs; the aim holds where there are cores for two processes, the server and whoever writes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

from benchmarks.officers import Measured, Officers
from benchmarks.served import Server, served
from benchmarks.wire import connector
from tests.postgres import Cluster, cluster, find

AIM = 1.7  # times the throughput of one process
ROUNDS = 3
NEEDED = 4  # cores: two processes, the server, and the officers
DURABLE = ("listen_addresses=", "max_connections=100")
WALK = "encounter step"


async def work(servers: Sequence[Server], where: str, at_once: int, seconds: float) -> Measured:
    """So many officers for so long, shared out evenly; what all of them saw."""
    shares = [Officers(server, WALK, where) for server in servers]
    each = at_once // len(servers)
    began = time.perf_counter()
    seen = await asyncio.gather(*(one.work(each, seconds) for one in shares))
    whole = Measured(seconds=time.perf_counter() - began)
    for one in seen:
        whole.took += one.took
        whole.processor += one.processor
    return whole


async def compare(server: Cluster, at_once: int, seconds: float) -> float:
    """Print each round, and give the ratio."""
    here = {"PORT": "0", "DATABASE_URL": server.url()}
    found: dict[int, list[Measured]] = {1: [], 2: []}
    async with AsyncExitStack() as stack:
        where = await stack.enter_async_context(connector())
        started = served(("app.py",), **here), served(("app.py",), **here)
        both = [await stack.enter_async_context(one) for one in started]
        await work(both, where, at_once, min(3.0, seconds))  # warm
        for _ in range(ROUNDS):
            for count, rounds in found.items():
                seen = await work(both[:count], where, at_once, seconds)
                rounds.append(seen)
                print(f"{count} process(es) {_told(seen)}", flush=True)
    one, two = (statistics.median(each.rate for each in rounds) for rounds in found.values())
    return two / one


def _told(seen: Measured) -> str:
    waits = f"p50 {seen.at(0.5):.1f} ms, p99 {seen.at(0.99):.1f} ms"
    return f"{seen.rate:7.0f} turns/s, {waits}, {seen.cost:.0f} us of processor a turn"


async def run(at_once: int, seconds: float) -> None:
    """Measure, and say what it is worth on this machine."""
    cores, programs = os.cpu_count() or 1, find()
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {cores} cores")
    if programs is None:
        print("not measured: no PostgreSQL is installed")
        return
    with cluster(programs, DURABLE) as server:
        ratio = await compare(server, at_once, seconds)
    print(f"two processes beside one: {ratio:.2f} x, the aim is {AIM} x")
    if cores < NEEDED:
        print(f"{cores} cores are shared by both, the server and the officers: no verdict")


def main() -> None:
    """Read how many and how long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at-once", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    asyncio.run(run(options.at_once, options.seconds))


if __name__ == "__main__":
    main()
