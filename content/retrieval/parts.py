"""The separate questions in one message."""

from __future__ import annotations

import re

_BREAK = re.compile(r"\?+|\n+|\.\s|(?<=\w)[,;]?\s+(?:and also|also|and then|plus)\s+", re.I)
_LEAST = 2  # words in a question


def parts(text: str) -> list[str]:
    """The questions of a message that holds two, or nothing."""
    found = [part for part in _BREAK.split(text) if len(part.split()) >= _LEAST]
    return found if len(found) == 2 else []
