"""Measuring the answers on a labelled set: how often right, wrong, offered and refused."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from content.search import Context, Found, Hit, Index
from content.statement import Statement

OUTSIDE = "out-of-scope"
REFUSED = frozenset({"decline", "empty", "language"})
Row = Mapping[str, Any]


class BadRow(ValueError):
    """A line of a labelled set that cannot be read."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file with one JSON object per line. Raises BadRow or OSError."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadRow(path, number, "not JSON") from error
        if not isinstance(row, dict) or not isinstance(row.get("q"), str):
            raise BadRow(path, number, "needs a question `q`")
        rows.append(row)
    return rows


def row(found: Found) -> dict[str, Any]:
    """What was found, as plain data: the decision, and the answers best first."""
    return {
        "decision": found.decision,
        "several": found.several,
        "answers": [_answer(hit) for hit in found.hits],
    }


def _answer(hit: Hit) -> dict[str, Any]:
    answer = hit.answer
    return {
        "id": answer.id,
        "title": answer.title,
        "covers": list(answer.covers),
        "guide": hit.edition.guide.guide,
        "version": hit.edition.guide.version,
        "score": hit.score,
        "text": _text((*answer.say, *answer.then, *answer.why)),
        "sources": list(hit.sources()),
    }


def _text(statements: Iterable[Statement]) -> str:
    doubt = " (confirm locally)"
    return "\n".join(s.text + doubt * s.confirm_locally for s in statements)


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


def evaluate(index: Index, rows: Sequence[Row]) -> Report:
    """Ask every question of a labelled set and compare the answers with its concepts."""
    report = Report(by={"concept": {}, "persona": {}, "style": {}})
    for asked in rows:
        started = time.perf_counter()
        found = index.find(str(asked["q"]), _context(asked))
        report.milliseconds.append((time.perf_counter() - started) * 1000)
        result = _judged(asked, found)
        report.results.append(result)
        _count(report, asked, result)
    return report


def _context(asked: Row) -> Context:
    given = asked.get("context")
    if not isinstance(given, dict):
        return Context()
    return Context(given.get("answer"), given.get("step"), given.get("role"))


def _judged(asked: Row, found: Found) -> dict[str, Any]:
    concepts = [str(concept) for concept in asked.get("concept", ())] or [""]
    covered = [set(hit.answer.covers) for hit in found.hits]
    refused = found.decision in REFUSED
    shown = [] if refused else covered
    right = bool(shown) and concepts[0] in shown[0]
    any_right = bool(shown) and bool(shown[0] & set(concepts))
    told = covered if found.several else covered[:1]
    wrong = found.decision == "answer" and not any(covers & set(concepts) for covers in told)
    return {
        **{key: asked[key] for key in ("id", "q", "persona", "style", "concept") if key in asked},
        **row(found),
        "first": right,
        "any_first": any_right,
        "three": any(concepts[0] in covers for covers in shown),
        "wrong": wrong,
        "refused": refused,
    }


def _count(report: Report, asked: Row, result: Mapping[str, Any]) -> None:
    concepts = asked.get("concept") or ("",)
    if OUTSIDE in concepts:
        report.outside += 1
        report.caught += result["decision"] in REFUSED
        report.answered_outside += result["decision"] == "answer"
        return
    report.inside.add(result)
    groups = {"concept": concepts[0], "persona": asked.get("persona"), "style": asked.get("style")}
    for name, key in groups.items():
        if key:
            report.by[name].setdefault(str(key), Tally()).add(result)
    if not result["first"]:
        answers = result["answers"]
        got = "declined" if result["refused"] or not answers else answers[0]["covers"][0]
        report.confusions[concepts[0], got] += 1


def report_text(report: Report) -> str:
    """The figures in words, for a terminal."""
    inside, lines = report.inside.to_json(), []
    lines += [f"{inside['questions']:.0f} in scope, {report.outside} out of scope"]
    for name in ("top1", "top1_any_concept", "top3", "wrong_answer", "refused"):
        lines.append(f"  {name.replace('_', ' '):<18}{inside[name]:7.1%}")
    if report.outside:
        lines.append(f"  {'declined outside':<18}{report.caught / report.outside:7.1%}")
    lines.append(f"  {'wrong, of all':<18}{report.wrong_rate:7.1%}")
    for name in ("persona", "style"):
        lines += ["", f"by {name}: top1, top3, wrong, refused"]
        lines += _group_lines(report.by[name])
    worst = {key: tally for key, tally in report.by["concept"].items() if tally.first < tally.total}
    if worst:
        lines += ["", "concepts with mistakes: top1, top3, wrong, refused", *_group_lines(worst)]
    lines += ["", "confused, most often first"]
    lines += [f"  {n} x {one} -> {two}" for (one, two), n in report.confusions.most_common(20)]
    spent = ", ".join(
        f"{name} {report.percentile(at):.2f} ms" for name, at in (("p50", 0.5), ("p99", 0.99))
    )
    return "\n".join([*lines, "", spent])


def _group_lines(groups: Mapping[str, Tally]) -> list[str]:
    shares: dict[str, list[float]] = defaultdict(list)
    for key, tally in sorted(groups.items()):
        figures = tally.to_json()
        shares[key] = [figures[name] for name in ("top1", "top3", "wrong_answer", "refused")]
    return [
        f"  {key:<34}" + "".join(f"{share:7.1%}" for share in found)
        for key, found in shares.items()
    ]
