"""How well each concept fits a message: by the fitted weights, and by its nearest wording.

The weights know what tells concepts apart. The nearest wording is steadier where a message is
about something no concept covers, and it knows wordings that the weights were not fitted to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest

from content.retrieval.nearest import Nearest
from content.retrieval.vocabulary import Rarity
from content.retrieval.weights import OUTSIDE, Weights

NEWER = 2  # times that the nearest wording counts where there is a word newer than the weights
CONSIDERED = 8  # concepts, best by the weights, whose nearest wording is looked for


@dataclass(frozen=True)
class Concepts:
    """What concepts are scored by.

    Attributes:
        weights: fitted to the wordings.
        wordings: the wordings themselves: of the files, and of the answers in force.
        rarity: how rare a word is.
        is_new: whether a word came into the wordings after the weights were fitted.
        level: what being the same as a wording adds.
    """

    weights: Weights
    wordings: tuple[Nearest, ...]
    rarity: Rarity
    is_new: Callable[[str], bool]
    level: float

    def scores(self, found: Mapping[str, None], likely: Iterable[str]) -> dict[str, float]:
        """The score of every concept, by the features of a message; best is highest.

        ``likely`` are concepts to look at closely, whatever the weights say of them.
        """
        fitted = self.weights.scores(found)
        covered = (name for name in fitted if name != OUTSIDE)
        best = nlargest(CONSIDERED, covered, key=fitted.__getitem__)
        close = dict.fromkeys((OUTSIDE, *best, *likely))
        near = self.nearest(found, close)
        # Of a word that the weights do not know, the wordings know more.
        level = self.level * (NEWER if any(map(self.is_new, found)) else 1)
        scores = {name: score + level * near.get(name, 0.0) for name, score in fitted.items()}
        for name in near.keys() - fitted.keys():
            # Fitted to nothing, it is judged by its wordings alone.
            scores[name] = 2 * self.level * near[name] - 1.0
        return scores

    def nearest(self, found: Mapping[str, None], concepts: Iterable[str]) -> dict[str, float]:
        """For each of the concepts, the cosine with its nearest wording, from 0 to 1."""
        close = tuple(concepts)
        squares = {name: self.rarity(name) ** 2 for name in found if "_" not in name}
        every = [each.scores(squares, close) for each in self.wordings]
        return {name: max(scores[name] for scores in every) for name in close}

    def warm(self) -> None:
        """Take every wording apart now rather than when it is first looked at."""
        for each in self.wordings:
            each.warm()
