"""How well each concept fits a message, by weights fitted to many wordings.

The weights file is written by ``content.retrieval.fit``. Its lines are only taken apart when a
message contains their feature, so that reading it at start-up costs next to nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from content.retrieval.sparse import Floats, Sparse, total, vector

FILE = "weights.tsv"
SCALE = 100  # Numbers are written as whole hundredths.
OUTSIDE = "out-of-scope"
UNKNOWN = 6.0  # The rarity of a word nobody used in a wording.
HEAD = 4  # lines of a weights file before those of the features
NEW = 10.0  # The rarity of a word that came into a wording since the weights were fitted.

_LINE = re.compile(r"\d+( \d+:-?\d+)*")
_PLACE = re.compile(r" (\d+):")


@dataclass(frozen=True)
class Weights:
    """The fitted weights.

    Attributes:
        stamp: of the wordings that they were fitted to.
        concepts: their names, ``out-of-scope`` among them.
        bias: the constant of each.
        words: every word of the wordings, commonest first.
        lines: by feature, its rarity and weights as written in the file.
    """

    stamp: str
    concepts: tuple[str, ...]
    bias: Floats
    words: tuple[str, ...]
    lines: Mapping[str, str]

    def knows(self, feature: str) -> bool:
        """Whether a feature was in the wordings."""
        return feature in self.lines

    def rarity(self, feature: str) -> float:
        """How rare a feature is among the wordings."""
        line = self.lines.get(feature)
        return UNKNOWN if line is None else int(line.partition(" ")[0]) / SCALE

    def is_sound(self, feature: str) -> bool:
        """Whether the line of a feature can be read, and speaks of concepts that are there."""
        line = self.lines[feature]
        places = map(int, _PLACE.findall(line)) if _LINE.fullmatch(line) else (-1,)
        return all(0 <= place < len(self.concepts) for place in places)

    def scores(self, found: Iterable[str]) -> dict[str, float]:
        """The score of every concept, by the features of a message; best is highest."""
        squares, vectors = 0.0, []
        for feature in found:
            line = self.lines.get(feature)
            if line is None:
                squares += 0.0 if "_" in feature else UNKNOWN * UNKNOWN
                continue
            value, weighed = _parsed(line)
            squares += value * value
            vectors.append(weighed)
        length = math.sqrt(squares) or 1.0
        scores = (total(vectors, len(self.concepts)) / length + self.bias) / SCALE
        return dict(zip(self.concepts, scores.tolist(), strict=True))


@lru_cache(maxsize=16_384)  # so many lines of the files take 9 MB
def _parsed(line: str) -> tuple[float, Sparse]:
    """The rarity, and by the number of a concept the rarity times its weight."""
    rarity, *parts = map(int, line.replace(":", " ").split(" "))
    value = rarity / SCALE
    return value, vector(parts[::2], [weight * value for weight in parts[1::2]])


def load(path: Path) -> Weights:
    """Read a weights file. Raises OSError or ValueError if it is missing or damaged."""
    text = path.read_text("utf-8")
    if not text.endswith("\n"):
        raise ValueError("its end is missing")
    stamp, concepts, bias, words, *rest = text.splitlines()
    lines = dict(line.split("\t", 1) for line in rest)
    biases = np.array(list(map(float, bias.split())))
    if len(biases) != len(concepts.split()):
        raise ValueError("it has not one constant for each concept")
    return Weights(stamp, tuple(concepts.split()), biases, tuple(words.split()), lines)
