"""Spelling: an unknown word becomes the nearest word that wordings use, if one is near enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content.retrieval.features import stem

SHORTEST = 4  # letters of a word that is corrected at all
LONG = 7  # from this many letters on, two mistakes are forgiven instead of one
MOST = 8  # unknown words looked up in one message; the rest stay as they are


@dataclass(frozen=True)
class Spelling:
    """The known words.

    Attributes:
        words: words to correct to by first letter, which is seldom wrong; commonest first.
        known: words and stems that need no correction.
    """

    words: Mapping[str, Sequence[str]]
    known: frozenset[str]

    def correct(self, words: Iterable[str]) -> list[str]:
        """The words with unknown ones corrected where one known word is near enough."""
        left, result = MOST, []
        for word in words:
            if left and len(word) >= SHORTEST and word.isalpha() and not self._is_known(word):
                left -= 1
                result.append(self._nearest(word))
            else:
                result.append(word)
        return result

    def _is_known(self, word: str) -> bool:
        return word in self.known or stem(word) in self.known

    def _nearest(self, word: str) -> str:
        allowed = 1 if len(word) < LONG else 2
        found = process.extract(
            word,
            self.words.get(word[0], ()),
            scorer=OSA.distance,
            score_cutoff=allowed,
            limit=None,
        )
        return min(found, key=lambda hit: (hit[1], hit[2]))[0] if found else word


def build(words: Iterable[str], others: Iterable[str]) -> Spelling:
    """Correct to ``words``, commonest first; leave them and ``others`` alone."""
    listed = list(words)
    buckets: dict[str, list[str]] = {}
    for word in listed:
        if len(word) >= SHORTEST:
            buckets.setdefault(word[0], []).append(word)
    stems = (stem(word) for word in listed if len(word) >= SHORTEST)
    return Spelling(buckets, frozenset({*listed, *others, *stems}))
