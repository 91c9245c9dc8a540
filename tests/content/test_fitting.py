"""Wordings and the weights fitted to them: reproducible, and no condition for being found."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from content.check import check_folder
from content.guide import Answer
from content.loader import FOLDER, load
from content.retrieval import fit, nearest, understanding, weights
from content.retrieval.wordings import wordings
from content.search import Index
from tests.journey import TODAY, published, understood

# A subject that none of the wordings has a word for.
NEW = """guide: pedalo
version: "2026.1"
title: Pedalos
status: published
effective: {from: 2026-06-01, until: null}
review_by: 2027-06-01
change: {level: minor, note: First.}
reviewer: The lead
sources: [msa-2015]
answers:
  - id: pedalo-hire
    title: Pedalo moored at the boating pond
    asks:
      - what about a pedalo moored on the boating pond
      - pedalo
      - how do i moor a pedalo
    say: Look inside it.
    covers: [CONCEPT]
    cite: ["msa-2015#1"]
"""


@pytest.fixture(scope="module", params=["indicators-general", "pedalos"])
def grown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content with an answer that nothing was fitted to, on a known concept or a new one."""
    root = tmp_path_factory.mktemp("grown") / "content"
    shutil.copytree(FOLDER, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    source = next(iter(published().sources))
    text = NEW.replace("CONCEPT", request.param).replace("msa-2015", source)
    folder = root / "guides" / "pedalo"
    folder.mkdir()
    (folder / "2026.1.yaml").write_text(text, "utf-8")
    return root


@pytest.mark.parametrize(
    "text",
    [
        "what about a pedalo moored on the boating pond",
        "pedalo",
        "can i moor the pedalo",
        "peddalo",
    ],
)
def test_an_answer_is_found_before_anything_is_fitted_to_it(grown: Path, text: str) -> None:
    found = Index.build(load(grown), TODAY, understanding.load(grown)).find(text)
    assert found.decision in {"answer", "offer"}
    assert found.hits[0].answer.id == "pedalo-hire"


def test_other_answers_stay_what_they_were(grown: Path) -> None:
    index = Index.build(load(grown), TODAY, understanding.load(grown))
    found = index.find("how long is the recovery period")
    assert found.hits[0].answer.covers[0] == "recovery-period"


def test_the_check_says_that_the_weights_are_stale(grown: Path) -> None:
    issues = [issue for issue in check_folder(grown, TODAY) if issue.rule == "weights-stale"]
    assert [str(issue.level) for issue in issues] == ["warn"]
    assert "content.retrieval.fit" in issues[0].fix


def test_the_check_is_content_with_fresh_weights() -> None:
    rules = {issue.rule for issue in check_folder(FOLDER, TODAY)}
    assert "weights-stale" not in rules


def small() -> Iterator[tuple[str, tuple[str, ...]]]:
    """A few concepts' wordings."""
    kept = {"dtn-child", "recovery-period", "ictg", "out-of-scope"}
    for text, covers in wordings(FOLDER, published()):
        if covers[0] in kept:
            yield text, covers


def test_fitting_twice_writes_the_same_file(tmp_path: Path) -> None:
    rows = list(small())[::5]
    once, twice = fit.written(rows), fit.written(rows)
    assert once == twice
    file = tmp_path / "weights.tsv"
    file.write_text(once, "utf-8")
    read = weights.load(file)
    assert set(read.concepts) == {"dtn-child", "recovery-period", "ictg", "out-of-scope"}
    scores = read.scores(dict.fromkeys(["ictg", "guardian"]))
    assert max(scores, key=scores.__getitem__) == "ictg"


def test_the_nearest_wording_is_the_same_words_in_any_order() -> None:
    listed = [("a b", ("one",)), ("c", ("one", "two")), ("d e", ("two",))]
    index = nearest.build(listed, str.split, lambda _: 2.0)
    scores = index.scores(dict.fromkeys("ba", 4.0), ["one", "two", "three"])
    assert scores["one"] == pytest.approx(1.0)
    assert scores["two"] == 0.0
    assert scores["three"] == 0.0
    assert 0 < index.scores({"a": 4.0, "never seen": 36.0}, ["one"])["one"] < 0.9


def test_guidance_of_an_earlier_day_is_searched_too() -> None:
    index = Index.build(published(), date(2022, 6, 1), understood())
    assert index.find("how long is the recovery period").decision in {"answer", "offer"}


def answers() -> list[Answer]:
    return [answer for answer, _ in Index.build(published(), TODAY, understood()).answers]


def test_every_answer_is_first_for_most_of_its_own_wordings() -> None:
    """What an author writes under an answer leads there, or at least to its concept."""
    index = Index.build(published(), TODAY, understood())
    asked = [(text, answer) for answer in answers() for text in answer.asks][::7]
    led = [
        bool(set(found.hits[0].answer.covers) & set(answer.covers))
        for text, answer in asked
        if (found := index.find(text)).hits
    ]
    assert sum(led) / len(asked) > 0.95
