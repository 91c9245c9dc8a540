"""What a message is compared by: stems, kinds of thing, and pairs of neighbours."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

PAIR = 0.5  # What a pair of neighbours counts against a single word.
_ENDINGS = (("ies", "y"), ("ing", ""), ("edly", ""), ("ed", ""), ("es", "e"), ("s", ""))
_KEPT = 3  # A stem keeps at least this many letters.

Marks = list[tuple[int, str]]
Features = dict[str, None]


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


def single_features(tokens: list[str], marks: Marks) -> Features:
    """Stems, and the kinds marked, each once and in order."""
    found = dict.fromkeys(map(stem, tokens))
    for _, kind in marks:
        found[kind] = None
    return found


def features(tokens: list[str], marks: Marks) -> Features:
    """The single features, and pairs of neighbours: as stems, and as what they were marked as."""
    found = single_features(tokens, marks)
    stems = [stem(token) for token in tokens]
    found.update(dict.fromkeys(map("_".join, pairwise(stems))))
    for at, kind in marks:
        stems[at] = kind
    found.update(dict.fromkeys(map("_".join, pairwise(stems))))
    return found


def value(feature: str, rarity: float) -> float:
    """What a feature counts: a pair less than a word, whose pieces are counted as well."""
    return rarity * PAIR if "_" in feature else rarity
