"""Turns marked as sent, as many at a time as have gathered when the database gets to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from threading import Lock

MOST = 64  # turns in one statement


class Batch:
    """Keys that are added by one thread until another takes them."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._taken = False
        self._lock = Lock()

    def add(self, key: str) -> bool:
        """Whether it is among them now; not if they were taken, or are too many."""
        with self._lock:
            if self._taken or len(self._keys) == MOST:
                return False
            self._keys.append(key)
            return True

    def take(self) -> Sequence[str]:
        """The keys, to which no more are added. The same if asked again."""
        with self._lock:
            self._taken = True
            return self._keys


class Marks:
    """Gathers the keys of turns whose replies have left. Belongs to one event loop."""

    def __init__(self, write: Callable[[Batch], Awaitable[None]]) -> None:
        self._write = write
        self._batch = Batch()
        self._writing: asyncio.Future[None] | None = None

    async def mark(self, key: str) -> None:
        """Returns once it is on disk. Raises what writing raised.

        A caller that is cancelled does not stop it.
        """
        # One that failed may never have got to its batch: nobody would write what is added to it.
        if self._writing is None or self._writing.done() or not self._batch.add(key):
            self._batch = Batch()
            self._batch.add(key)
            self._writing = asyncio.ensure_future(self._write(self._batch))
        await asyncio.shield(self._writing)

    async def finish(self) -> None:
        """Waits for what was asked before."""
        if self._writing is not None:
            await asyncio.wait({self._writing})
