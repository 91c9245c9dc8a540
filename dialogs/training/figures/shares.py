"""How many in a hundred were right, told only so closely that at least five counts look the same.

Shares are given by theme, team and month, where exact counts could be taken from one another.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.training.room import ENOUGH

STEPS = (5, 10, 20)  # percent


@dataclass(frozen=True, slots=True)
class Share:
    """From ``low`` to ``high`` percent were right."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low} to {self.high}%"

    @property
    def middle(self) -> int:
        """Percent, to draw it by."""
        return (self.low + self.high) // 2


def share(right: int, answered: int) -> Share | None:
    """The share as closely as it may be told; None of so few that it may not."""
    step = next((one for one in STEPS if answered * one >= ENOUGH * 100), None)
    if step is None:
        return None
    low = min(right * 100 // (answered * step), 100 // step - 1) * step
    return Share(low, low + step)
