"""What the bot does unasked: jobs that run now and then, beside the turns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.observing import metrics

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do now and then.

    Attributes:
        name: for the log.
        every: seconds from the end of one run to the next; the first is at the start.
        run: told the time.
    """

    name: str
    every: float
    run: Callable[[datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Background:
    """Runs jobs side by side until cancelled. A job that fails is logged and comes round again."""

    jobs: Sequence[Job]
    clock: Callable[[], datetime]
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self) -> None:
        """Run them all, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for job in self.jobs:
                group.create_task(self._repeat(job))

    async def _repeat(self, job: Job) -> None:
        metrics.JOB_DONE.labels(job.name).set_to_current_time()  # so that one that never does shows
        metrics.JOB_FAILURES.labels(job.name)
        while True:
            try:
                await job.run(self.clock())
                metrics.JOB_DONE.labels(job.name).set_to_current_time()
            except Exception as error:
                # Never the message: it may quote what is stored.
                metrics.JOB_FAILURES.labels(job.name).inc()
                _log.error("%s failed: %s", job.name, type(error).__name__)
            await self.wait(job.every)
