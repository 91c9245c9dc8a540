"""The features of wordings, numbered, so that whole lists of them are added up at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from content.retrieval.sparse import Floats, Numbers

Rarity = Callable[[str], float]


@dataclass(frozen=True)
class Vocabulary:
    """Features by number; it grows as wordings are taken apart.

    Attributes:
        rarity: how rare a feature is; more than nothing.
    """

    rarity: Rarity
    _numbers: dict[str, int] = field(default_factory=dict, repr=False)
    _squares: list[float] = field(default_factory=list, repr=False)
    # Wordings are taken apart ahead of questions by one thread, and for a question by another.
    _growing: Lock = field(default_factory=Lock, repr=False)

    def number(self, features: Sequence[str]) -> tuple[Numbers, Floats]:
        """The number of each feature, new ones getting the next, and the square of its rarity."""
        with self._growing:
            self._learn(dict.fromkeys(features).keys() - self._numbers.keys())
            numbers = np.fromiter(map(self._numbers.__getitem__, features), np.intp, len(features))
            return numbers, np.array(self._squares).take(numbers)

    def _learn(self, features: Iterable[str]) -> None:
        for feature in features:
            self._squares.append(self.rarity(feature) ** 2)
            self._numbers[feature] = len(self._numbers)

    def numbered(self, squares: Mapping[str, float]) -> Floats:
        """By feature number, the value given for the feature, or nothing."""
        with self._growing:
            found = np.zeros(len(self._numbers))
            for feature, square in squares.items():
                number = self._numbers.get(feature)
                if number is not None:
                    found[number] = square
            return found
