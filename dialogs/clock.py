"""Times as an officer reads them. Times are stored in UTC and shown in United Kingdom time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

UNITED_KINGDOM = ZoneInfo("Europe/London")


def shown(at: datetime) -> str:
    """A moment as "14:05 on 22 Nov 2026"."""
    local = at.astimezone(UNITED_KINGDOM)
    return f"{local:%H:%M} on {local.day} {local:%b %Y}"


def hour(at: datetime) -> str:
    """The time of day as "14:05"."""
    return f"{at.astimezone(UNITED_KINGDOM):%H:%M}"
