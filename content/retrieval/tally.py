"""Counts over a labelled set: how often right, wrong, offered and refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Tally:
    """Counts over in-scope questions: all, right first, right in three, answered wrong, refused."""

    total: int = 0
    first: int = 0
    any_first: int = 0
    three: int = 0
    wrong: int = 0
    refused: int = 0

    def add(self, result: Mapping[str, Any]) -> None:
        """Count one question."""
        self.total += 1
        self.first += result["first"]
        self.any_first += result["any_first"]
        self.three += result["three"]
        self.wrong += result["wrong"]
        self.refused += result["refused"]

    def to_json(self) -> dict[str, float]:
        """The counts as shares of the questions, to four places."""
        share = {
            "top1": self.first,
            "top1_any_concept": self.any_first,
            "top3": self.three,
            "wrong_answer": self.wrong,
            "refused": self.refused,
        }
        counted = {
            name: round(count / self.total, 4) if self.total else 0.0
            for name, count in share.items()
        }
        return {"questions": self.total, **counted}


@dataclass
class Report:
    """What a labelled set showed.

    Attributes:
        inside: over all in-scope questions.
        outside, caught, answered_outside: out-of-scope questions, those declined, and those
            given one answer outright.
        by: the same tallies by concept, persona and style.
        confusions: (expected concept, first concept of the answer) pairs, commonest first.
        milliseconds: time per question, in order.
        results: one row per question.
    """

    inside: Tally = field(default_factory=Tally)
    outside: int = 0
    caught: int = 0
    answered_outside: int = 0
    by: dict[str, dict[str, Tally]] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)

    @property
    def wrong_rate(self) -> float:
        """The share of all questions given one answer outright that is not right for them."""
        total = self.inside.total + self.outside
        return (self.inside.wrong + self.answered_outside) / total if total else 0.0

    def percentile(self, share: float) -> float:
        """The time in milliseconds that this share of the questions stays within."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def summary(self) -> dict[str, Any]:
        """The figures without the rows."""
        return {
            "in_scope": self.inside.to_json(),
            "out_of_scope": {
                "questions": self.outside,
                "declined": round(self.caught / self.outside, 4) if self.outside else 0.0,
                "answered": self.answered_outside,
            },
            "wrong_answer_rate": round(self.wrong_rate, 4),
            "decisions": dict(Counter(str(result["decision"]) for result in self.results)),
            "by": {
                name: {key: tally.to_json() for key, tally in sorted(groups.items())}
                for name, groups in self.by.items()
            },
            "confusions": [
                {"expected": one, "answered": two, "count": count}
                for (one, two), count in self.confusions.most_common()
            ],
            "milliseconds": {
                name: round(self.percentile(share), 3)
                for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
            },
        }

    def to_json(self) -> dict[str, Any]:
        """Everything, as plain data."""
        return {**self.summary(), "results": self.results}
