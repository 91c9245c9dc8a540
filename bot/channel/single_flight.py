"""Many callers, one request under way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Runs one job at a time; whoever asks while it runs waits for that one.

    A caller that goes away does not stop the job for the others.
    """

    def __init__(self) -> None:
        self._task: asyncio.Task[T] | None = None

    @property
    def busy(self) -> bool:
        """Whether a job is under way."""
        return self._task is not None and not self._task.done()

    async def run(self, job: Callable[[], Coroutine[None, None, T]]) -> T:
        """The result of the job under way, or of this one. Raises what the job raised."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(job())
            self._task.add_done_callback(_retrieve)
        return await asyncio.shield(self._task)


def _retrieve(task: asyncio.Task[T]) -> None:
    # Marks an error as seen when every caller has gone, so that asyncio does not complain later.
    if not task.cancelled():
        task.exception()
