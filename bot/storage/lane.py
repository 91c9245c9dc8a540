"""A thread with a queue: asyncio callers hand in work, it is done in batches, they get answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, NamedTuple, Protocol, TypeAlias

from bot.storage.database import Steps, StoreUnavailable, T

# Pieces of work that are enough: the next turns are worked out while these are written. With many
# more at a time all turns would wait for the disk together, and then for the connector together.
BATCH = 32

Outcome: TypeAlias = "tuple[Any, Exception | None]"


class Runner(Protocol):
    """What is used by one thread only, and made there."""

    def run(self, works: Sequence[Steps[Any]]) -> Sequence[Outcome]:
        """One outcome for each work: its result, or what it raised."""

    def close(self) -> None:
        """Called last, once."""


class _Job(NamedTuple):
    work: Steps[Any]
    answer: asyncio.Future[Any]


class Lane:
    """Runs work on a thread of its own, as much at a time as has gathered."""

    def __init__(self, name: str, make: Callable[[], Runner]) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[list[_Job] | None] = SimpleQueue()
        self._handed_in: list[_Job] = []
        self._ready = self._loop.create_future()
        self._ended = self._loop.create_future()
        self._closed = False
        self._make = make
        # A daemon, so that a process which forgets to close can still end.
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    @staticmethod
    async def open(name: str, make: Callable[[], Runner]) -> Lane:
        """A lane whose runner has been made. Raises whatever making it raised."""
        lane = Lane(name, make)
        try:
            await lane._ready
        except BaseException:
            lane._queue.put(None)
            raise
        return lane

    async def run(self, work: Steps[T]) -> T:
        """The result of the work. Raises what it raised, or StoreUnavailable after ``close``."""
        if self._closed:
            raise StoreUnavailable("The database is closed.")
        answer: asyncio.Future[T] = self._loop.create_future()
        if not self._handed_in:
            self._loop.call_soon(self._wait, 0)
        self._handed_in.append(_Job(work, answer))
        return await answer

    def _wait(self, before: int) -> None:
        """Pass on what came in, once a round of the loop has brought no more."""
        if before < len(self._handed_in) < BATCH:
            self._loop.call_soon(self._wait, len(self._handed_in))
        else:
            self._pass_on()

    def _pass_on(self) -> None:
        for first in range(0, len(self._handed_in), BATCH):
            self._queue.put(self._handed_in[first : first + BATCH])
        self._handed_in = []

    async def close(self) -> None:
        """Does what was handed in before, then ends the thread. Twice is harmless."""
        if not self._closed:
            self._closed = True
            self._pass_on()
            self._queue.put(None)
        await asyncio.shield(self._ended)

    def _serve(self) -> None:
        try:
            runner = self._make()
        except Exception as error:
            self._tell([(self._ready, (None, error))])
            return
        self._tell([(self._ready, (None, None))])
        while jobs := self._gather():
            outcomes = runner.run([job.work for job in jobs])
            self._tell([(job.answer, each) for job, each in zip(jobs, outcomes, strict=True)])
        runner.close()
        self._tell([(self._ended, (None, None))])

    def _gather(self) -> list[_Job]:
        """The jobs that wait, at least one; none once the lane is closed and they are done."""
        jobs: list[_Job] = []
        more = self._queue.get()
        while more is not None:
            jobs += more
            if len(jobs) >= BATCH or self._queue.empty():
                return jobs
            more = self._queue.get()
        self._queue.put(None)  # Found again when these are done.
        return jobs

    def _tell(self, answers: list[tuple[asyncio.Future[Any], Outcome]]) -> None:
        with suppress(RuntimeError):  # The loop has gone, and with it whoever asked.
            self._loop.call_soon_threadsafe(_settle, answers)


def _settle(answers: list[tuple[asyncio.Future[Any], Outcome]]) -> None:
    for future, (result, error) in answers:
        if future.done():
            continue  # Its caller was cancelled.
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
