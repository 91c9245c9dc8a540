"""Times as the store writes them: text that sorts."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(at: datetime) -> str:
    """The time in UTC, to the microsecond. Raises ValueError when it has no time zone."""
    if at.tzinfo is None:
        raise ValueError("a stored time needs a time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")
