"""Charts as one picture (SVG), to paste into slides."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from html import escape

from dialogs.chart import Bar, Chart
from dialogs.training.menus import MARK

WIDTH = 960
LABEL = 390  # where the bars begin
FULL = 360  # width of the longest bar
LETTERS = 50  # of a label in one line
LINE = 20
ROW = 34
HEADING = "Figures of training"
NOTHING = "Nothing can be told yet."
_INK, _SOFT, _BAR, _RANGE, _TRACK = "#1b1b1f", "#55555d", "#2f5fb3", "#9db8e6", "#ebedf2"


def picture(charts: Iterable[Chart], note: str) -> str:
    """The charts below one another. ``note`` says what they are of."""
    every = tuple(charts)
    parts, height = _drawn(every)
    described = escape("; ".join(_words(every)) or NOTHING)
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title desc" '
        'font-family="Segoe UI, Helvetica, Arial, sans-serif">',
        f'<title id="title">{escape(f"{MARK}: {HEADING}")}</title>',
        f'<desc id="desc">{described}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(40, 40, MARK, size=13, bold=True, fill=_BAR),
        _text(40, 70, HEADING, size=24, bold=True),
        _text(40, 94, note, size=13, fill=_SOFT),
    ]
    return "\n".join((*head, *parts, "</svg>", ""))


def _words(charts: tuple[Chart, ...]) -> Iterator[str]:
    for chart in charts:
        told = ", ".join(f"{bar.label}: {bar.value}" for bar in chart.bars)
        yield f"{chart.title}: {told}"


def _drawn(charts: tuple[Chart, ...]) -> tuple[list[str], int]:
    """What is drawn below the heading, and the height of it all."""
    parts: list[str] = []
    at = 130
    for chart in charts:
        parts.append(_text(40, at, chart.title, size=17, bold=True))
        at += 16
        for bar in chart.bars:
            lines = textwrap.wrap(bar.label, LETTERS) or [""]
            parts += _bar(bar, lines, at)
            at += max(ROW, LINE * len(lines) + 12)
        at += 34
    if not charts:
        parts.append(_text(40, at, NOTHING, size=15))
    return parts, at + 20


def _bar(bar: Bar, lines: list[str], at: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield _text(40, at + 18 + LINE * number, line, size=14)
    yield _box(at, 100, _TRACK)
    if bar.high > bar.low:
        yield _box(at, bar.high, _RANGE)
    yield _box(at, bar.low, _BAR)
    yield _text(LABEL + FULL + 14, at + 18, bar.value, size=14)


def _box(at: int, percent: int, fill: str) -> str:
    width = FULL * percent // 100
    return f'<rect x="{LABEL}" y="{at + 3}" width="{width}" height="22" fill="{fill}"/>'


def _text(x: int, y: int, words: str, *, size: int, bold: bool = False, fill: str = _INK) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight} fill="{fill}">{escape(words)}</text>'
