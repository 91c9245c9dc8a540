"""Words of wordings that came after the weights were fitted, such as those of a review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from content.retrieval.features import stem
from content.retrieval.weights import NEW, Weights
from content.retrieval.wordings import Wording
from content.text import fold, words


@dataclass(frozen=True)
class Fresh:
    """Words that the weights know nothing of; make it with ``build``.

    Attributes:
        words: as written, so that they are not taken for slips of the hand.
        stems: as compared.
        weights: that were fitted without them.
    """

    words: frozenset[str]
    stems: frozenset[str]
    weights: Weights

    def rarity(self, feature: str) -> float:
        """How rare a feature is; a fresh word says much about what is meant."""
        return NEW if feature in self.stems else self.weights.rarity(feature)


def build(rows: Iterable[Wording], weights: Weights) -> Fresh:
    """Look for the words of wordings that weights were not fitted to."""
    known = frozenset(weights.words)
    # Most words are known as they stand; only the others need to be read properly.
    unsure = {*" ".join(text for text, _ in rows).lower().split()} - known
    said = (word for each in unsure for word in words(fold(each)) if word.isalpha())
    found = frozenset(said) - known
    stems = (name for name in map(stem, found) if not weights.knows(name))
    return Fresh(found, frozenset(stems), weights)
