"""Days as officers read them."""

from __future__ import annotations

from datetime import date


def long_day(day: date) -> str:
    """A day as "22 Nov 2026"."""
    return f"{day.day} {day:%b %Y}"
