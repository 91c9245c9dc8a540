"""What to make of the scores: answer, offer a few, or say plainly that it is not covered."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from content.model import Model, Slug
from content.retrieval.weights import OUTSIDE
from content.strict_yaml import read

Decision = Literal["answer", "offer", "decline", "emergency", "language", "empty"]

FILE = "thresholds.yaml"
_FARTHEST = 30.0  # log-odds beyond which nothing changes


class Confidence(Model):
    """How the two measures add up, in log-odds."""

    constant: float
    ahead: float
    inside: float


class Thresholds(Model):
    """The fitted thresholds; the file says what each is."""

    decline_below: float
    confidence: Confidence
    answer_from: float
    own_words: float
    nearest: float
    variety: float
    elsewhere: float
    before: float
    repeated: float
    step: float
    role: float
    roles: dict[str, tuple[Slug, ...]]
    danger: float

    def inside(self, concepts: Mapping[str, float]) -> float:
        """How far the best concept is ahead of the message being about something else."""
        best = max((score for name, score in concepts.items() if name != OUTSIDE), default=-1.0)
        return best - concepts.get(OUTSIDE, 0.0)

    def ahead(self, covers: Collection[str], concepts: Mapping[str, float]) -> float:
        """How far an answer's concepts are ahead of the best that it does not cover."""
        own = (concepts.get(name, -1.0) for name in covers)
        others = (s for name, s in concepts.items() if name not in covers and name != OUTSIDE)
        return max(own, default=-1.0) - max(others, default=-1.0)

    def likely(self, inside: float, ahead: float) -> float:
        """How likely the answer is right, from 0 to 1."""
        known = self.confidence
        odds = known.constant + known.ahead * ahead + known.inside * inside
        return 1 / (1 + math.exp(-max(-_FARTHEST, min(_FARTHEST, odds))))

    def decide(self, inside: float, confidence: float) -> Decision:
        """Answer, offer or decline."""
        if inside < self.decline_below:
            return "decline"
        return "answer" if confidence >= self.answer_from else "offer"


def load(path: Path) -> Thresholds:
    """Read a thresholds file. Raises ContentError or ValueError."""
    return TypeAdapter(Thresholds).validate_python(read(path, path.parent).data)
