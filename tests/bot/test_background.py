"""Jobs run at the start and now and then, side by side, and a failure ends none of them."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from bot.background import Background, Job
from bot.observing.metrics import JOB_DONE
from tests.bot.store_samples import AT


class Enough(BaseException):
    """Ends the test."""


async def test_jobs_come_round_and_failures_are_logged_without_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[tuple[str, datetime]] = []
    waits: list[float] = []

    async def good(now: datetime) -> None:
        told.append(("good", now))

    async def bad(now: datetime) -> None:
        told.append(("bad", now))
        raise ValueError("what an officer typed")

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        if min(waits.count(1.0), waits.count(2.0)) >= 3:
            raise Enough
        await asyncio.sleep(0)

    jobs = [Job("the good", 1.0, good), Job("the bad", 2.0, bad)]
    with pytest.raises(BaseExceptionGroup) as ended:
        await Background(jobs, lambda: AT, wait).run()
    assert ended.group_contains(Enough)
    assert told.count(("good", AT)) >= 3
    assert told.count(("bad", AT)) >= 3
    assert "the bad failed: ValueError" in caplog.text
    assert "typed" not in caplog.text
    done = {job.name: JOB_DONE.labels(job.name)._value.get() for job in jobs}
    assert 0 < done["the bad"] < done["the good"]  # since when it has not been done
