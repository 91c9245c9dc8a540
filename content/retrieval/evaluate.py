"""Measuring the answers on a labelled set: how often right, wrong, offered and refused."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from content.found import Context, Found
from content.retrieval.labelled import Row
from content.retrieval.plain import plain
from content.retrieval.tally import Report, Tally
from content.retrieval.weights import OUTSIDE
from content.search import Index

REFUSED = frozenset({"decline", "empty", "language"})


def evaluate(index: Index, rows: Sequence[Row]) -> Report:
    """Ask every question of a labelled set and compare the answers with its concepts."""
    report = Report(by={"concept": {}, "persona": {}, "style": {}})
    for asked in rows:
        started = time.perf_counter()
        found = index.find(str(asked["q"]), _context(asked))
        report.milliseconds.append((time.perf_counter() - started) * 1000)
        result = _judged(asked, found, index)
        report.results.append(result)
        _count(report, asked, result)
    return report


def _context(asked: Row) -> Context:
    given = asked.get("context")
    if not isinstance(given, dict):
        return Context()
    return Context(given.get("answer"), given.get("step"), given.get("role"))


def _judged(asked: Row, found: Found, index: Index) -> dict[str, Any]:
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
        **plain(found, index),
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
