"""Whether the clock on the wall can be trusted with deleting.

A clock that is set wrong, even for a minute, would make everything look old. What is deleted does
not come back, and nothing is lost by deleting it a day later.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

JUMP = timedelta(minutes=10)  # more than this between two looks is no drift
SETTLED = timedelta(days=1)  # after which a clock that jumped once is believed again


class Steady:
    """Compares the clock on the wall with one that cannot be set, from its first look on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: tuple[datetime, float] | None = None
        self._from = float("-inf")

    def __call__(self, now: datetime) -> bool:
        """Whether ``now`` is to be believed: the clock has not jumped in the last day."""
        passed = self._clock()
        if self._last is not None:
            then, before = self._last
            if abs(now - then - timedelta(seconds=passed - before)) > JUMP:
                self._from = passed + SETTLED.total_seconds()
        self._last = (now, passed)
        return passed >= self._from
