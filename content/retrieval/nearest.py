"""How near a message is to the nearest wording of a concept.

A wording works from the moment it is written, without fitting anything: what was added since the
weights were fitted is found by this. The wordings of a concept are taken apart when it is first
looked at, so that start-up does not wait for them; ``warm`` does it ahead.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from content.retrieval.sparse import Floats, Numbers
from content.retrieval.vocabulary import Rarity, Vocabulary

Cut = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Indexed:
    """The wordings of one concept, taken apart.

    Attributes:
        features: the numbers of their features, one wording after the other.
        starts: where among these each wording begins.
        scale: what each wording is divided by the length of.
    """

    features: Numbers
    starts: Numbers
    scale: Floats

    def nearest(self, squares: Floats) -> float:
        """The highest product of any wording with a message; ``squares`` are by feature number."""
        if not self.scale.size:
            return 0.0
        totals = np.add.reduceat(squares.take(self.features), self.starts)
        return float((totals * self.scale).max())


@dataclass(frozen=True)
class Nearest:
    """The wordings of every concept.

    Attributes:
        wordings: by concept.
        cut: gives the single features of a wording.
        known: the features of the concepts that were taken apart.
    """

    wordings: Mapping[str, Sequence[str]]
    cut: Cut
    known: Vocabulary
    _made: dict[str, Indexed] = field(default_factory=dict, repr=False)

    def scores(self, squares: Mapping[str, float], concepts: Iterable[str]) -> dict[str, float]:
        """For each of the concepts, the cosine with its nearest wording, from 0 to 1.

        ``squares`` are the features of a message, each with the square of its rarity.
        """
        length = math.sqrt(sum(squares.values())) or 1.0
        close = {name: self._of(name) for name in concepts}
        numbered = self.known.numbered(squares)
        return {name: indexed.nearest(numbered) / length for name, indexed in close.items()}

    def warm(self) -> None:
        """Take the wordings of every concept apart now, those that take longest first."""
        for concept in sorted(self.wordings, key=lambda name: -len(self.wordings[name])):
            self._of(concept)

    def _of(self, concept: str) -> Indexed:
        made = self._made.get(concept)
        if made is None:
            made = self._made[concept] = self._indexed(self.wordings.get(concept, ()))
        return made

    def _indexed(self, wordings: Iterable[str]) -> Indexed:
        """Equal wordings, whatever the order of their words, count once; empty ones do not."""
        every = dict.fromkeys(frozenset(self.cut(text)) for text in wordings)
        listed = [words for words in every if words]
        numbers, squares = self.known.number([word for words in listed for word in words])
        starts = np.cumsum([0, *map(len, listed)])[:-1]
        sizes = np.add.reduceat(squares, starts) if listed else squares
        return Indexed(numbers, starts, 1.0 / np.sqrt(sizes))


def build(wordings: Iterable[tuple[str, Iterable[str]]], cut: Cut, rarity: Rarity) -> Nearest:
    """List wordings under each of their concepts."""
    listed: dict[str, list[str]] = defaultdict(list)
    for text, concepts in wordings:
        for concept in concepts:
            listed[concept].append(text)
    return Nearest(dict(listed), cut, Vocabulary(rarity))
