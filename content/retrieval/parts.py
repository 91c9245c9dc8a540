"""The separate questions in one message, in the ways people type them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.text import fold, words

MOST = 3  # questions in a message that are looked at one by one
_LEAST = 2  # words in a question
_TOLD = 3  # words of a sentence that says what happened

_OPENING = frozenset(
    ["who", "whos", "what", "whats", "when", "whens", "where", "wheres", "why", "how", "hows"]
    + ["which", "can", "could", "do", "does", "did", "is", "are", "am", "may", "has", "have"]
    + ["should", "shall", "will", "would", "must"]
)
_ASKS = rf"(?=(?:{'|'.join(sorted(_OPENING))}|what[\u2019']s)\b)"
_AND = r"(?:and also|and then|and|also|plus|n|&)"
# Where the next question begins: after "1." or "q2" or "first", after a comma, after "and".
_BEGINS = (
    re.compile(rf"(?:^|[\s.,])(?:q ?)?[1-5][.:]?\s+{_ASKS}", re.I),
    re.compile(rf"(?:^|\s)[a-d]\s+{_ASKS}", re.I),
    re.compile(rf"(?:^|\W)(?:first|second|third|last)(?:ly)?[,:]?\s+{_ASKS}", re.I),
    re.compile(rf"\s*(?:[,;:/]|\s-)\s*(?:{_AND}\s+)?{_ASKS}", re.I),
    re.compile(rf"(?<=\w)\s+{_AND}\s+{_ASKS}", re.I),
)
_JOINED = re.compile(r"(?<=\w)[,;]?\s+(?:and also|also|and then|plus)\s+", re.I)
_ENDED = re.compile(r"(\?+|\n+|\.\s)")
_LEADING = re.compile(r"^\W*(?:and|also|plus|then|so|ok)\s+", re.I)
_ANNOUNCED = re.compile(
    r"^\W*(?:two|2|three|3|couple of|a couple of|few)? ?(?:quick )?questions?\W*$"
)


def parts(text: str) -> list[str]:
    """The questions of a message that holds two or three, or nothing.

    Where a sentence says what happened, the questions belong to it and are not taken apart.
    """
    found = list(_pieces(text))
    if len(found) == 1 or not all(is_asked for _, is_asked in found):
        joined = [part for part in _JOINED.split(text) if len(part.split()) >= _LEAST]
        return joined if len(joined) == 2 and len(list(_sentences(text))) == 1 else []
    return [part for part, _ in found] if 2 <= len(found) <= MOST else []


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Each piece that says something, and whether it is a question."""
    for begins in _BEGINS:
        text = begins.sub("\n", text)
    for sentence, is_ended in _sentences(text):
        part = _LEADING.sub("", sentence)
        is_asked = is_ended or bool(_OPENING & set(words(fold(part))[:1]))
        if is_asked or (len(part.split()) >= _TOLD and not _ANNOUNCED.match(part.lower())):
            yield part, is_asked


def _sentences(text: str) -> Iterator[tuple[str, bool]]:
    """Each sentence of some length, and whether it ends in a question mark."""
    pieces = _ENDED.split(text)
    for part, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if len(part.split()) >= _LEAST:
            yield part.strip(), end.startswith("?")
