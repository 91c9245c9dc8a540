"""Fit the thresholds to labelled questions: `python -m content.retrieval.tune FILE.jsonl ...`.

Prints lines for ``thresholds.yaml``; somebody decides whether to take them.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from content.loader import load
from content.retrieval import understanding, which
from content.retrieval.labelled import Row, read_rows
from content.retrieval.weights import OUTSIDE
from content.search import Index

REFUSED = 0.03  # the share of in-scope questions that may be declined
WRONG = 0.01  # the share of all questions that may get a wrong answer outright
STEPS = 4000
PACE = 0.5


@dataclass(frozen=True, slots=True)
class Measured:
    """One question: how far inside and ahead its best answer is, and whether that is right."""

    inside: float
    ahead: float
    right: bool
    in_scope: bool


def measure(index: Index, rows: Iterable[Row]) -> list[Measured]:
    """Rank every question, on its own."""
    found = []
    for row in rows:
        ranked = index.ranking.rank(index.reader.read(str(row["q"])))
        covers = set(index.ranking.answers[ranked.order[0]].covers) if ranked.order else set()
        concepts = set(row["concept"])
        in_scope = OUTSIDE not in concepts
        right = in_scope and bool(covers & concepts)
        found.append(Measured(ranked.inside, ranked.ahead, right, in_scope))
    return found


def decline_below(measured: Sequence[Measured]) -> float:
    """The highest cut at which no more than ``REFUSED`` of the in-scope questions fall below."""
    inside = sorted(one.inside for one in measured if one.in_scope)
    return inside[int(REFUSED * len(inside))]


def confidence(measured: Sequence[Measured]) -> tuple[float, float, float]:
    """Constant, ahead and inside of a logistic regression on whether the answer is right."""
    weights = [0.0, 0.0, 0.0]
    for _ in range(STEPS):
        slope = [0.0, 0.0, 0.0]
        for one in measured:
            values = (1.0, one.ahead, one.inside)
            miss = one.right - _likely(weights, one)
            slope = [part + miss * value for part, value in zip(slope, values, strict=True)]
        weights = [w + PACE * part / len(measured) for w, part in zip(weights, slope, strict=True)]
    constant, ahead, inside = weights
    return constant, ahead, inside


def answer_from(measured: Sequence[Measured], weights: Sequence[float], cut: float) -> float:
    """The lowest confidence from which no more than ``WRONG`` of all questions go wrong."""
    allowed = int(WRONG * len(measured))
    wrong = sorted(
        (_likely(weights, one) for one in measured if one.inside >= cut and not one.right),
        reverse=True,
    )
    return wrong[allowed] + 0.001 if len(wrong) > allowed else 0.5


def _likely(weights: Sequence[float], one: Measured) -> float:
    odds = weights[0] + weights[1] * one.ahead + weights[2] * one.inside
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def main(argv: Sequence[str]) -> None:
    """Print the thresholds that fit the questions of the files."""
    parser = which.parser("content.retrieval.tune", "Propose thresholds from labelled questions.")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl")
    options = parser.parse_args(argv)
    by = understanding.load(options.content)
    index = Index.build(load(options.content), datetime.now(UTC).date(), by)
    measured = measure(index, [row for file in options.files for row in read_rows(file)])
    cut, weights = decline_below(measured), confidence(measured)
    constant, ahead, inside = (round(weight, 2) for weight in weights)
    sys.stdout.write(
        f"decline_below: {cut:.2f}\n"
        f"confidence: {{constant: {constant}, ahead: {ahead}, inside: {inside}}}\n"
        f"answer_from: {answer_from(measured, weights, cut):.3f}\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
