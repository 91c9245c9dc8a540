"""A live card's choices as numbered lines: all in sight for whoever types, folded for a finger."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.cards.parts import Card, text_block
from bot.cards.text import reply
from dialogs.screen import Screen

_NUMBER = re.compile(r"\A(\d+)\. ")  # as it stands it would begin a list
SHORT = 30  # characters: options up to this share a line


def listed(screen: Screen) -> Iterator[Card]:
    """What may be typed at a form, and how."""
    *options, how = reply(screen)
    marked = [_NUMBER.sub("**\\1**\u00a0", option) for option in options]
    lines = [" · ".join(marked)] if all(map(_is_short, options)) else marked
    yield from (text_block(line, spacing="Small") for line in lines)
    yield text_block(how, size="Small", isSubtle=True, spacing="Small")


def numbered(label: str, number: int) -> str:
    """A button's label with what to type for it."""
    return f"{number} {label}"


def _is_short(option: str) -> bool:
    return len(option.partition(" ")[2]) <= SHORT
