"""How often a turn that lost to another is worked out again, and after what pause.

Two processes that take turns of one conversation meet at the store, where one wins. The pauses
grow and are random, so that a burst in one process drains while the other waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import random

ATTEMPTS = 12
FIRST = 0.01  # seconds, doubled each time
LONGEST = 0.3


def pauses(chance: Callable[[], float] = random) -> Iterator[float]:
    """Seconds to wait before each further attempt: none before the second."""
    yield 0.0
    for number in range(ATTEMPTS - 2):
        yield chance() * min(LONGEST, FIRST * 2**number)
