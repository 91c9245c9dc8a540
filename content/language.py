"""Which language a message is in, as far as it matters: English, or one the bot does not speak."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence

_FEWEST = 2  # Words of another language that make it one.


def is_foreign(
    text: str,
    words: Sequence[str],
    languages: Mapping[str, frozenset[str]],
    is_english: Callable[[str], bool],
) -> bool:
    """Whether a cleaned text is in another language or script.

    ``words`` are its folded words and ``is_english`` says which of them wordings use.
    """
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return False
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if latin * 2 < len(letters):
        return True
    foreign = [word for word in words if not is_english(word)]
    if len(foreign) < _FEWEST or len(foreign) * 3 < len(words):
        return False
    return any(
        sum(word in known for word in foreign) >= _FEWEST
        and sum(word in known for word in words) * 2 >= len(words)
        for known in languages.values()
    )
