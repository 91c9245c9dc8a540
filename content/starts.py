"""The guides an officer can begin with beside the usual encounter."""

from __future__ import annotations

from datetime import date

from content.guide import Guide
from content.library import Library

USUAL = "encounter"  # the guide that "start" begins for everybody


def starts(library: Library, on: date) -> tuple[Guide, ...]:
    """The guides with a `start` in force on a day: those that record first, then by label.

    Raises NotInForce where two versions of one guide are.
    """
    found = [edition.guide for edition in library.on(on).values() if edition.guide.start]
    return tuple(sorted(found, key=_place))


def _place(guide: Guide) -> tuple[bool, str]:
    if guide.start is None:
        raise ValueError(f"'{guide.guide}' has no start")
    return guide.start.briefing, guide.start.label
