"""When somebody who asked for it is told that a quick check is due, and the card that says so.

It is said on the day, at nine by the clock on the wall, and twice more a week apart. Who takes none
then is not asked any more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from dialogs.clock import UNITED_KINGDOM
from dialogs.screen import Choice, Screen, Train
from dialogs.training.menus import MARK

AT = time(9)
AGAIN = timedelta(days=7)
MOST = 3
KIND = "train-check"
BUSY = timedelta(hours=12)  # after something was recorded in a live encounter


def due(day: date) -> datetime:
    """When it is said on a day, in UTC."""
    return datetime.combine(day, AT, UNITED_KINGDOM).astimezone(UTC)


def following(at: datetime, asked: int) -> datetime | None:
    """When it is said next, after it was said so often; None for never."""
    return due(at.astimezone(UNITED_KINGDOM).date() + AGAIN) if asked < MOST else None


def tomorrow(now: datetime) -> datetime:
    """When it may be said instead, to somebody in the middle of something live."""
    return due(now.astimezone(UNITED_KINGDOM).date() + timedelta(days=1))


def ready(*, last: bool = False) -> Screen:
    """The card. ``last``: it is not said again."""
    more = ("I do not ask again. Type “quick check” at any time.",) if last else ()
    return Screen(
        kind=KIND,
        title="Your quick check is ready",
        mark=MARK,
        lines=("Ten questions, one right answer each. Only when you have the time.", *more),
        choices=(
            Choice("Take it now", Train("quick"), main=True),
            Choice("Stop asking me", Train("space", "off")),
        ),
    )


def settled() -> Screen:
    """What the card turns into once it was pressed."""
    return replace(ready(), lines=(), choices=())
