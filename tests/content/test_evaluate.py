"""The error rates reached on the project's own questions, and how they are measured."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.command_line import main
from content.loader import FOLDER
from content.retrieval import weights
from content.retrieval.evaluate import evaluate
from content.retrieval.labelled import BadRow, bare, read_rows
from content.retrieval.tally import Report
from content.retrieval.weights import OUTSIDE
from content.retrieval.wordings import stamp, wordings
from content.search import Index
from tests.journey import TODAY, published, understood

QUESTIONS = Path(__file__).parent / "questions"

# What is reached, by set: at least these shares of the questions in scope are right first or among
# three, at most these are answered wrongly or refused, and at least this share of the others is
# declined. A change that makes answering worse fails here and names the questions it broke.
REACHED: dict[str, dict[str, float]] = {
    "in_scope": {"top1": 0.91, "top3": 0.955, "wrong_answer": 0.012, "refused": 0.035},
    "unseen": {"top1": 0.91, "top3": 0.955, "wrong_answer": 0.01, "refused": 0.04},
}
DECLINED = {"out_of_scope": 0.94, "unseen": 0.94}


@cache
def report(name: str) -> Report:
    index = Index.build(published(), TODAY, understood())
    return evaluate(index, read_rows(QUESTIONS / f"{name}.jsonl"))


def broken(name: str) -> str:
    """The questions of a set that do not get what they should, for whoever must mend it."""
    rows = [row for row in report(name).results if _is_broken(row)]
    told = (f"{row['id']} {row['decision']}: {row['q']} -> {_best(row)}" for row in rows)
    return "\n".join([f"{name}: {len(rows)} questions are not answered as they should be", *told])


def _is_broken(row: dict[str, Any]) -> bool:
    if OUTSIDE in row["concept"]:
        return str(row["decision"]) != "decline"
    return not row["first"]


def _best(row: dict[str, Any]) -> str:
    return str(row["answers"][0]["id"]) if row["answers"] else "nothing"


@pytest.mark.parametrize("name", REACHED)
def test_the_error_rates_in_scope(name: str) -> None:
    reached, wanted = report(name).inside.to_json(), REACHED[name]
    assert reached["top1"] >= wanted["top1"], broken(name)
    assert reached["top3"] >= wanted["top3"], broken(name)
    assert reached["wrong_answer"] <= wanted["wrong_answer"], broken(name)
    assert reached["refused"] <= wanted["refused"], broken(name)


@pytest.mark.parametrize("name", DECLINED)
def test_what_is_not_covered_is_declined(name: str) -> None:
    found = report(name)
    assert found.caught / found.outside >= DECLINED[name], broken(name)


def test_what_must_never_be_confused_is_never_answered_wrongly() -> None:
    wrong = [row["q"] for row in report("confusion").results if row["wrong"]]
    assert wrong == []


def test_what_a_review_accepted_is_answered_from_then_on() -> None:
    """The file is made by ``python app.py review --accept``."""
    if (QUESTIONS / "reviewed.jsonl").exists():
        wrong = [row for row in report("reviewed").results if row["wrong"]]
        missed = [row for row in report("reviewed").results if _is_broken(row)]
        assert not wrong, broken("reviewed")
        assert 10 * len(missed) <= max(10, len(report("reviewed").results)), broken("reviewed")


def test_typing_errors_and_slang_cost_little_against_clean_wording() -> None:
    styles: dict[str, list[bool]] = {}
    for row in (*report("in_scope").results, *report("unseen").results):
        if OUTSIDE not in row["concept"]:
            listed = bool(row["answers"]) and row["concept"][0] in row["answers"][0]["covers"]
            styles.setdefault(row["style"], []).append(listed)
    right = {style: sum(rows) / len(rows) for style, rows in styles.items()}
    assert right["clean"] - right["typo"] <= 0.05
    assert right["clean"] - right["slang"] <= 0.08


def test_the_sets_are_large_enough_to_mean_something() -> None:
    concepts = [row["concept"][0] for row in read_rows(QUESTIONS / "in_scope.jsonl")]
    assert len(concepts) >= 600
    near = [row["near"] for row in read_rows(QUESTIONS / "out_of_scope.jsonl")]
    assert len(near) >= 200
    assert sum(near) * 2 >= len(near) - 2


def test_no_question_is_among_the_wordings() -> None:
    """They were written apart; a wording that repeats one measures nothing."""
    known = {bare(text) for text, _ in wordings(FOLDER, published())}
    for file in {*QUESTIONS.glob("*.jsonl")} - {QUESTIONS / "confusion.jsonl"}:
        repeated = [row["q"] for row in read_rows(file)]
        assert [text for text in repeated if bare(text) in known] == []


def test_the_report_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"id": "a", "q": "what is the nrm", "concept": ["what-is-nrm"], "style": "clean"},
        {"id": "b", "q": "is robbery on schedule 4", "concept": ["s45-excluded-offences"]},
        {"id": "c", "q": "what is the nrm", "concept": ["sentences"], "persona": "custody"},
        {"id": "d", "q": "how long does a dvpn last", "concept": ["out-of-scope"]},
    ]
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)) + "\n\n", "utf-8")
    assert main(["evaluate", str(file), "--json", "--as-at", TODAY.isoformat()]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["in_scope"]["questions"] == 3
    assert data["in_scope"]["top1"] == pytest.approx(2 / 3, abs=1e-4)
    assert data["in_scope"]["wrong_answer"] == pytest.approx(1 / 3, abs=1e-4)
    assert data["out_of_scope"] == {"questions": 1, "declined": 1.0, "answered": 0}
    assert data["confusions"] == [{"expected": "sentences", "answered": "what-is-nrm", "count": 1}]
    assert set(data["by"]) == {"concept", "persona", "style"}
    assert 0 < data["milliseconds"]["p50"] <= data["milliseconds"]["p99"]
    assert [row["id"] for row in data["results"]] == ["a", "b", "c", "d"]
    for row in data["results"]:
        assert row["decision"] in {"answer", "offer", "decline", "emergency"}
        for answer in row["answers"]:
            fields = ["id", "covers", "guide", "version", "score", "text", "sources"]
            assert list(answer) == fields
            assert answer["text"] and answer["sources"]


def test_the_report_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(QUESTIONS / "confusion.jsonl"), "--as-at", TODAY.isoformat()]) == 0
    said = capsys.readouterr().out
    assert "60 in scope" in said
    assert "top1" in said and "p99" in said


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "x"}'])
def test_a_line_that_cannot_be_read_is_named(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text(f'{{"q": "nrm", "concept": ["what-is-nrm"]}}\n{line}\n', "utf-8")
    with pytest.raises(BadRow):
        read_rows(file)
    assert main(["evaluate", str(file)]) == 1
    assert f"{file}:2:" in capsys.readouterr().err


def test_the_weights_are_fitted_to_the_wordings_there_are() -> None:
    """If not: ``python -m content.retrieval.fit``."""
    assert weights.load(FOLDER / "weights.tsv").stamp == stamp(wordings(FOLDER, published()))
