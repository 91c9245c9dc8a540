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

Cut = Callable[[str], Iterable[str]]
Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Indexed:
    """The wordings of one concept, taken apart.

    Attributes:
        postings: by feature, the numbers of the wordings that have it.
        scale: what each wording is divided by the length of.
    """

    postings: Mapping[str, Sequence[int]]
    scale: Sequence[float]

    def nearest(self, squares: Mapping[str, float]) -> float:
        """The highest product of any wording with features of such squared rarity."""
        totals = [0.0] * len(self.scale)
        for feature, square in squares.items():
            for number in self.postings.get(feature, ()):
                totals[number] += square
        return max(map(float.__mul__, totals, self.scale), default=0.0)


NOTHING = Indexed({}, ())


@dataclass(frozen=True)
class Nearest:
    """The wordings of every concept.

    Attributes:
        wordings: by concept.
        cut: gives the single features of a wording.
        rarity: how rare a feature is.
    """

    wordings: Mapping[str, Sequence[str]]
    cut: Cut
    rarity: Rarity
    _made: dict[str, Indexed] = field(default_factory=dict, repr=False)

    def scores(self, squares: Mapping[str, float], concepts: Iterable[str]) -> dict[str, float]:
        """For each of the concepts, the cosine with its nearest wording, from 0 to 1.

        ``squares`` are the features of a message, each with the square of its rarity.
        """
        length = math.sqrt(sum(squares.values())) or 1.0
        return {name: self._of(name).nearest(squares) / length for name in concepts}

    def warm(self) -> None:
        """Take the wordings of every concept apart now."""
        for concept in self.wordings:
            self._of(concept)

    def _of(self, concept: str) -> Indexed:
        made = self._made.get(concept)
        if made is None:
            made = self._indexed(self.wordings[concept]) if concept in self.wordings else NOTHING
            self._made[concept] = made
        return made

    def _indexed(self, wordings: Iterable[str]) -> Indexed:
        """Equal wordings, whatever the order of their words, count once."""
        postings: dict[str, list[int]] = defaultdict(list)
        scale = []
        for number, words in enumerate(dict.fromkeys(frozenset(self.cut(t)) for t in wordings)):
            size = math.sqrt(sum(self.rarity(word) ** 2 for word in words))
            scale.append(1.0 / size if size else 0.0)
            for feature in words:
                postings[feature].append(number)
        return Indexed(dict(postings), scale)


def build(wordings: Iterable[tuple[str, Iterable[str]]], cut: Cut, rarity: Rarity) -> Nearest:
    """List wordings under each of their concepts."""
    listed: dict[str, list[str]] = defaultdict(list)
    for text, concepts in wordings:
        for concept in concepts:
            listed[concept].append(text)
    return Nearest(dict(listed), cut, rarity)
