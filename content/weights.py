"""How well each concept fits a message, by weights fitted to many wordings.

The weights file is written by ``content.fit`` and read lazily: a line is only taken apart when a
message contains its feature.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SCALE = 100
OUTSIDE = "out-of-scope"
UNKNOWN = 6.0  # The weight of a word nobody used in a wording.


@dataclass(frozen=True)
class Weights:
    """The fitted weights.

    Attributes:
        names: the concepts, ``out-of-scope`` among them.
        bias: the constant of each.
        tilt: what each gets for every unit of the message's length.
        lines: by feature, its rarity and weights as written in the file.
        words: every correctly spelt word of the wordings, commonest first.
    """

    names: tuple[str, ...]
    bias: tuple[int, ...]
    tilt: tuple[int, ...]
    lines: dict[str, str]
    words: tuple[str, ...]

    def scores(self, found: Iterable[str]) -> dict[str, float]:
        """The score of every concept: above 0 it fits, below -1 it clearly does not."""
        totals, size, sum_ = [0.0] * len(self.names), 0.0, 0.0
        for feature in found:
            line = self.lines.get(feature)
            if line is None:
                size += 0.0 if "_" in feature else UNKNOWN * UNKNOWN
                continue
            rarity, _, weights = line.partition(" ")
            value = int(rarity) / SCALE
            size += value * value
            sum_ += value
            for part in weights.split():
                at, _, weight = part.partition(":")
                totals[int(at)] += value * int(weight)
        length = math.sqrt(size) or 1.0
        return {
            name: ((total + tilt * sum_) / length + bias) / SCALE
            for name, total, bias, tilt in zip(
                self.names, totals, self.bias, self.tilt, strict=True
            )
        }


def load(path: Path) -> Weights:
    """Read a weights file. Raises OSError or ValueError if it is missing or damaged."""
    names, bias, tilt, words, *rest = path.read_text("utf-8").splitlines()
    lines = dict(line.split("\t", 1) for line in rest)
    numbers = tuple(map(int, bias.split())), tuple(map(int, tilt.split()))
    return Weights(tuple(names.split()), *numbers, lines, tuple(words.split()))
