"""Bar charts made of text, which every Teams client draws.

Teams' own chart elements are not drawn on its phones, and coloured columns are high and pale; see
docs/decisions/training-figures.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.cards.parts import Card, text_block
from dialogs.chart import Bar, Chart

LONGEST = 14  # blocks, which fit in one line of a narrow phone
WHOLE = "█"
EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def drawn(charts: Iterable[Chart]) -> Iterator[Card]:
    """Each chart: its title, and for each bar what it says and the bar."""
    for chart in charts:
        if chart.title:
            yield text_block(chart.title, weight="Bolder", spacing="Medium")
        for bar in chart.bars:
            yield text_block(f"{bar.label} · **{bar.value}**", spacing="Small")
            if blocks(bar):
                yield text_block(blocks(bar), spacing="None", color=_colour(bar))


def blocks(bar: Bar) -> str:
    """The bar itself, to an eighth of a block; "" for one of no length."""
    whole, eighths = divmod(bar.middle * LONGEST * len(EIGHTHS) // 100, len(EIGHTHS))
    return WHOLE * whole + EIGHTHS[eighths]


def _colour(bar: Bar) -> str:
    return "Good" if bar.good else "Accent"
