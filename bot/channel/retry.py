"""When a failed call to the connector is tried again, and after how long."""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from random import random

ATTEMPTS = 4
PATIENCE = 8.0  # seconds from the first attempt to the last; Teams redelivers after about 15
FIRST_WAIT = 0.5  # seconds; doubled each time, 20 % either way so that bots do not march in step
RETRYABLE = frozenset({412, 429, 500, 502, 503, 504})


def waits(jitter: Callable[[], float] = random) -> list[float]:
    """Seconds to wait before each further attempt when the connector does not say."""
    return [FIRST_WAIT * 2**n * (0.8 + 0.4 * jitter()) for n in range(ATTEMPTS - 1)]


def retry_after(header: str | None, now: Callable[[], float] = time.time) -> float:
    """Seconds a Retry-After header asks for, as a number or a date; 0 when it says nothing."""
    if not header:
        return 0.0
    if header.strip().isdecimal():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - now())
    except ValueError:
        return 0.0
