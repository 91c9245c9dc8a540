"""A bar chart, before any card or picture format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        label: what it stands for.
        value: how long it is, in words.
        low, high: percent of the full width; they differ where only a range is told.
        good: it is what was aimed at.
    """

    label: str
    value: str
    low: int
    high: int
    good: bool = False

    @property
    def middle(self) -> int:
        """Percent of the full width, where only one end can be drawn."""
        return (self.low + self.high) // 2


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars that are compared with one another, under a title."""

    title: str
    bars: tuple[Bar, ...]


def bar_of(label: str, count: int, of: int, *, good: bool = False) -> Bar:
    """So many of all."""
    percent = round(count * 100 / of) if of else 0
    return Bar(label, f"{count} of {of}", percent, percent, good)
