"""Turns marked as sent, as many at a time as have gathered while others were being marked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

MOST = 64  # turns in one statement


class Marks:
    """Gathers the keys of turns whose replies have left. Belongs to one event loop."""

    def __init__(self, write: Callable[[Sequence[str]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def mark(self, key: str) -> None:
        """Returns once it is on disk. Raises what writing raised.

        A caller that is cancelled does not stop it.
        """
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((key, answer))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        await answer

    async def finish(self) -> None:
        """Waits for what was asked before."""
        if self._worker is not None:
            await asyncio.wait({self._worker})

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                problem = await self._tried([key for key, _ in batch])
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(problem) if problem else answer.set_result(None)
        finally:
            self._worker = None

    async def _tried(self, keys: Sequence[str]) -> Exception | None:
        try:
            await self._write(keys)
        except Exception as error:
            return error
        return None
