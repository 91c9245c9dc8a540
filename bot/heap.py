"""What stays in memory, set aside from what comes and goes with turns.

Guidance is some 200,000 objects that stay. The garbage collector would walk through all of them
every few hundred turns, and every turn at that moment would wait for it. Turns leave next to no
circles behind, so it need not look for those at every seventh turn either.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 50_000  # objects more than before, after which the collector looks at what is new


@contextmanager
def filling() -> Iterator[None]:
    """Let the collector rest while what stays is read: it would find next to nothing to free."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle() -> None:
    """Let the collector pass over everything that is here now, and seldom look at the rest."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def resettle() -> None:
    """The same once more, after much was replaced; nothing if it was never settled."""
    if gc.get_freeze_count():
        settle()
