"""Spelling: an unknown word becomes the nearest word that wordings use, if one is near enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from content.features import stem

SHORTEST = 4
MOST = 8  # Unknown words looked up in one message; the rest stay as they are.


@dataclass(frozen=True)
class Spelling:
    """The known words.

    Attributes:
        words: words to correct to, commonest first.
        known: words and stems that need no correction.
    """

    words: Sequence[str]
    known: frozenset[str]

    def correct(self, words: Iterable[str]) -> list[str]:
        """The words with unknown ones corrected where one known word is near enough."""
        left, result = MOST, []
        for word in words:
            if len(word) < SHORTEST or not word.isalpha() or self._is_known(word) or not left:
                result.append(word)
                continue
            left -= 1
            result.append(self._nearest(word))
        return result

    def _is_known(self, word: str) -> bool:
        return word in self.known or stem(word) in self.known

    def _nearest(self, word: str) -> str:
        away = 1 if len(word) < 7 else 2
        found = process.extract(
            word, self.words, scorer=OSA.distance, score_cutoff=away, limit=None
        )
        # The commonest of the nearest; the first letter is seldom wrong.
        best = min(found, key=lambda hit: (hit[1] + (hit[0][0] != word[0]), hit[2]), default=None)
        return best[0] if best and best[1] + (best[0][0] != word[0]) <= away else word


def build(words: Sequence[str], others: Iterable[str]) -> Spelling:
    """Correct to ``words``, commonest first; leave them and ``others`` alone."""
    known = {*words, *others}
    known |= {stem(word) for word in words if len(word) >= SHORTEST}
    return Spelling([word for word in words if len(word) >= SHORTEST], frozenset(known))
