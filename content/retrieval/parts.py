"""The separate questions in one message."""

from __future__ import annotations

import re

from content.text import fold, words

_JOINED = re.compile(r"(?<=\w)[,;]?\s+(?:and also|also|and then|plus)\s+", re.I)
_ENDED = re.compile(r"(\?+|\n+|\.\s)")
_OPENING = frozenset(
    ["who", "whos", "what", "whats", "when", "where", "why", "how", "which"]
    + ["can", "could", "do", "does", "did", "is", "are", "am", "may", "has", "have"]
    + ["should", "shall", "will", "would", "must"]
)
_LEAST = 2  # words in a question


def parts(text: str) -> list[str]:
    """The questions of a message that holds two, or nothing.

    A sentence that only says what happened is no question of its own.
    """
    pieces = _ENDED.split(text)
    ended = zip(pieces[::2], [*pieces[1::2], ""], strict=True)
    found = [(part, end) for part, end in ended if len(part.split()) >= _LEAST]
    if len(found) == 1:
        joined = [part for part in _JOINED.split(text) if len(part.split()) >= _LEAST]
        return joined if len(joined) == 2 else []
    both = len(found) == 2 and all(_is_question(part, end) for part, end in found)
    return [part for part, _ in found] if both else []


def _is_question(part: str, end: str) -> bool:
    return end.startswith("?") or bool(_OPENING & set(words(fold(part))[:1]))
