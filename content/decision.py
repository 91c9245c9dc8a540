"""What to make of the scores: answer, offer a few, or say plainly that it is not covered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from content.guide import Model, Slug
from content.strict_yaml import read
from content.weights import OUTSIDE

Decision = Literal["answer", "offer", "decline", "emergency", "language", "empty"]


class Confidence(Model):
    """How the two measures add up, in log-odds."""

    constant: float
    ahead: float
    inside: float


class Thresholds(Model):
    """The fitted thresholds; the file says what each is."""

    outside: float
    decline_below: float
    confidence: Confidence
    answer_from: float
    own_words: float
    variety: float
    step: float
    role: float
    roles: dict[str, tuple[Slug, ...]]

    def inside(self, concepts: Mapping[str, float]) -> float:
        """How far a message is inside what the answers cover."""
        best = max((score for name, score in concepts.items() if name != OUTSIDE), default=-1.0)
        return best - self.outside * concepts.get(OUTSIDE, 0.0)

    def confidence_in(self, covers: Iterable[str], concepts: Mapping[str, float]) -> float:
        """How likely an answer that covers these concepts is right, from 0 to 1."""
        own = set(covers)
        rivals = (s for name, s in concepts.items() if name not in own and name != OUTSIDE)
        ahead = max((concepts.get(name, -1.0) for name in own), default=-1.0) - max(
            rivals, default=-1.0
        )
        known = self.confidence
        odds = known.constant + known.ahead * ahead + known.inside * self.inside(concepts)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))

    def decide(self, concepts: Mapping[str, float], confidence: float) -> Decision:
        """Answer, offer or decline."""
        if self.inside(concepts) < self.decline_below:
            return "decline"
        return "answer" if confidence >= self.answer_from else "offer"


def load(path: Path) -> Thresholds:
    """Read a thresholds file. Raises ContentError or ValueError."""
    return TypeAdapter(Thresholds).validate_python(read(path, path.parent).data)
