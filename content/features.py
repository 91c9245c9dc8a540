"""What a message is compared by: stems, kinds of thing, and pairs of neighbours."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

_ENDINGS = (("ies", "y"), ("ing", ""), ("edly", ""), ("ed", ""), ("es", "e"), ("s", ""))
_KEPT = 3  # A stem keeps at least this many letters.
PAIR = 0.5  # What a pair of neighbours counts against a single word.


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its ending: one form for "refuse", "refuses", "refusing", "refused"."""
    if len(word) <= _KEPT or word.isdigit() or word.endswith("ss"):
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _KEPT:
            word = word[: -len(ending)] + instead
            break
    if len(word) > _KEPT + 1 and word.endswith("e"):
        word = word[:-1]
    if len(word) > _KEPT + 1 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word


def features(tokens: list[str], marks: list[tuple[int, str]]) -> dict[str, None]:
    """The features of expanded words and the kinds marked in them, each once, in order."""
    stems = [stem(token) for token in tokens]
    found = dict.fromkeys(stems)
    kinds = list(stems)
    for at, kind in marks:
        found[kind] = None
        kinds[at] = kind
    for one, two in pairwise(stems):
        found[f"{one}_{two}"] = None
    if marks:
        for one, two in pairwise(kinds):
            found[f"{one}_{two}"] = None
    return found


def value(feature: str, rarity: float) -> float:
    """What a feature counts: a pair less than a word, whose pieces are counted as well."""
    return rarity * PAIR if "_" in feature else rarity
