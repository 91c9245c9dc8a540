"""How near a message is to the nearest wording of a concept.

A wording works from the moment it is written, without fitting anything: what was added since the
weights were fitted is found by this.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from content.retrieval.weights import UNKNOWN

Digested = tuple[tuple[str, ...], tuple[str, ...]]
"""The single features of a wording, and the concepts it asks about."""


@dataclass(frozen=True)
class Nearest:
    """The wordings of every concept.

    Attributes:
        postings: by concept and feature, the numbers of its wordings that have it.
        scale: by concept, what each of its wordings is divided by the length of.
        rarity: by feature, the square of how rare it is.
    """

    postings: Mapping[str, Mapping[str, Sequence[int]]]
    scale: Mapping[str, Sequence[float]]
    rarity: Mapping[str, float]

    def scores(self, found: Iterable[str], concepts: Iterable[str]) -> dict[str, float]:
        """For each of the concepts, the cosine with its nearest wording, from 0 to 1."""
        rarity = {
            name: self.rarity.get(name, UNKNOWN * UNKNOWN) for name in found if "_" not in name
        }
        length = math.sqrt(sum(rarity.values())) or 1.0
        return {name: self._nearest(name, rarity) / length for name in concepts}

    def _nearest(self, concept: str, rarity: Mapping[str, float]) -> float:
        scale = self.scale.get(concept, ())
        postings = self.postings.get(concept, {})
        totals = [0.0] * len(scale)
        for feature, square in rarity.items():
            for number in postings.get(feature, ()):
                totals[number] += square
        return max(map(float.__mul__, totals, scale), default=0.0)


def build(wordings: Iterable[Digested]) -> Nearest:
    """Index wordings under each of their concepts; equal ones of a concept count once."""
    listed: dict[str, dict[frozenset[str], None]] = defaultdict(dict)
    for features, concepts in wordings:
        for concept in concepts:
            listed[concept][frozenset(features)] = None
    rarity = _rarity([features for each in listed.values() for features in each])
    postings: dict[str, dict[str, list[int]]] = {}
    scale: dict[str, list[float]] = {}
    for concept, each in listed.items():
        own = postings[concept] = defaultdict(list)
        scale[concept] = []
        for number, words in enumerate(each):
            size = math.sqrt(sum(rarity[word] for word in words))
            scale[concept].append(1.0 / size if size else 0.0)
            for feature in words:
                own[feature].append(number)
    return Nearest(postings, scale, rarity)


def _rarity(wordings: Sequence[frozenset[str]]) -> dict[str, float]:
    seen = Counter(feature for features in wordings for feature in features)
    count = len(wordings)
    return {name: (math.log((1 + count) / (1 + n)) + 1) ** 2 for name, n in seen.items()}
