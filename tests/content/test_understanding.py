"""What questions are understood by comes from the folder that is served: all of it, or none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from content.check import check_folder
from content.danger import fit as danger_fit
from content.issue import ContentError, Level
from content.loader import FOLDER, load
from content.retrieval import fit, understanding, weights
from content.retrieval.understanding import FILES
from content.retrieval.weights import OUTSIDE
from content.search import Index
from tests.content.folders import INSTALLED, edit, found, put, sample
from tests.journey import TODAY, published, understood

KEPT = 40  # wordings of a concept


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content, as a folder of its own."""
    copy = tmp_path / "content"
    leave = shutil.ignore_patterns("*.py", "__pycache__", "scenarios", "quiz")
    shutil.copytree(FOLDER, copy, ignore=leave)
    return copy


@pytest.fixture
def small(folder: Path) -> Path:
    """The content with so few wordings that they are fitted in a moment."""
    for path in (folder / "phrasings").glob("*.yaml"):
        if path.stem not in {"ictg", "recovery-period", "out-of-scope-chat"}:
            path.unlink()
        else:
            lines = path.read_text("utf-8").splitlines()[:KEPT]
            path.write_text("\n".join((*lines, "")), "utf-8")
    for path in (folder / "guides").iterdir():
        if path.name != "advice":
            shutil.rmtree(path)
    return folder


def index(folder: Path) -> Index:
    return Index.build(load(folder), TODAY, understanding.load(folder))


def first(folder: Path, text: str) -> str:
    """The concept of the first answer to a question."""
    return index(folder).find(text).hits[0].answer.covers[0]


def spoil(line: int) -> Callable[[Path], None]:
    """Damages one line of a file."""

    def done(path: Path) -> None:
        lines = path.read_text("utf-8").splitlines(keepends=True)
        lines[line] = lines[line].replace("\t", "\t?")
        path.write_text("".join(lines), "utf-8")

    return done


def test_wordings_and_slang_of_the_folder_that_is_served_count(folder: Path) -> None:
    text = "do i need the flumping form"
    decided = Index.build(published(), TODAY, understood()).find(text).decision
    assert decided == index(folder).find(text).decision == "decline"
    edit(folder, "phrasings/ictg.yaml", "ictg: |\n", f"ictg: |\n  {text}\n")
    assert index(folder).find(text).decision in {"answer", "offer"}
    assert first(folder, text) == "ictg"
    edit(folder, "lexicon.yaml", "\n  recovery period: [", "\n  recovery period: [wibbling, ")
    assert first(folder, "how long is the wibbling") == "recovery-period"


def test_a_word_that_came_after_fitting_is_no_slip_of_the_hand(folder: Path) -> None:
    before = Index.build(published(), TODAY, understood()).reader.read("flumping")
    assert before.tokens != ("flumping",)
    edit(folder, "phrasings/ictg.yaml", "ictg: |\n", "ictg: |\n  is there a flumping line\n")
    assert index(folder).reader.read("flumping").tokens == ("flumping",)


def test_danger_and_levels_of_the_folder_count(folder: Path) -> None:
    text = "blue flumping form"
    assert index(folder).find(text).decision != "emergency"
    edit(folder, "danger.yaml", "certain:\n", f"certain:\n  zeppelins: |\n    {text}\n")
    assert index(folder).find(text).decision == "emergency"
    levels = (folder / "thresholds.yaml").read_text("utf-8")
    put(folder, "thresholds.yaml", levels.replace("decline_below: ", "decline_below: 99"))
    assert index(folder).find("how long is the recovery period").decision == "decline"


def test_a_folder_without_any_is_understood_as_installed_and_the_check_says_so(
    tmp_path: Path,
) -> None:
    root = sample(tmp_path)
    assert understanding.home(root) == FOLDER
    assert understanding.load(root).weights.stamp == understood().weights.stamp
    [issue] = [one for one in check_folder(root, TODAY) if one.rule == INSTALLED]
    assert issue.level is Level.WARN
    assert INSTALLED not in {one.rule for one in check_folder(FOLDER, TODAY)}


@pytest.mark.parametrize("missing", [*FILES, "phrasings"])
def test_a_folder_with_only_some_is_refused_and_nothing_is_put_together(
    folder: Path, missing: str
) -> None:
    path = folder / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(ContentError) as refused:
        understanding.load(folder)
    assert [(one.file, one.rule) for one in refused.value.issues] == [
        (missing, "wordings-incomplete")
    ]
    assert missing in {one.file for one in found(folder) if one.level is Level.FAIL}


def test_one_file_alone_is_not_taken_either(tmp_path: Path) -> None:
    root = sample(tmp_path)
    put(root, "phrasings/mine.yaml", "x: |\n  who do i tell\n")
    with pytest.raises(ContentError, match="lexicon"):
        understanding.load(root)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("lexicon.yaml", "terms: 1\n"),
        ("lexicon.yaml", "terms: {}\n"),
        ("weights.tsv", "only this\n"),
        ("weights.tsv", "stamp\na b\n1\nword\n"),
        ("weights.tsv", "stamp\na b\n1 2\nword\nword\t1"),
        ("thresholds.yaml", "decline_below: much\n"),
        ("followups.yaml", "child: 1\n"),
        ("danger.yaml", "sets: {}\n"),
        ("danger/kinds.yaml", "armed-with: 1\n"),
        ("danger/weights.tsv", ""),
        ("phrasings/ictg.yaml", "ictg: [one, two]\n"),
    ],
)
def test_a_damaged_file_is_named_by_the_check_and_by_loading(
    folder: Path, file: str, text: str
) -> None:
    put(folder, file, text)
    with pytest.raises(ContentError) as refused:
        understanding.load(folder)
    told = {Path(one.file).parts[0] for one in refused.value.issues}
    assert told == {Path(file).parts[0]}
    assert told <= {Path(one.file).parts[0] for one in found(folder) if one.level is Level.FAIL}


@pytest.mark.parametrize("file", ["weights.tsv", "danger/weights.tsv"])
def test_a_damaged_line_of_weights_is_found_by_the_check(folder: Path, file: str) -> None:
    spoil(9)(folder / file)
    issues = [(one.file, one.line) for one in found(folder) if one.level is Level.FAIL]
    assert issues == [(file, 10)]


def test_weights_of_any_folder_are_fitted_and_told_to_be_fresh(small: Path) -> None:
    def stale() -> set[str]:
        rules = {one.rule for one in found(small)}
        return rules & {"weights-stale", "danger-stale"}

    assert stale() == {"weights-stale"}
    fit.main(["--content", str(small)])
    assert stale() == set()
    assert weights.load(small / weights.FILE).stamp != understood().weights.stamp
    assert set(understanding.load(small).phrased.wordings) <= {"ictg", "recovery-period", OUTSIDE}
    edit(small, "phrasings/ictg.yaml", "ictg: |\n", "ictg: |\n  zorbing\n")
    put(small, "danger/messages/now-more.yaml", "more: |\n  he has a halberd\n")
    assert stale() == {"weights-stale", "danger-stale"}
    danger_fit.main(["--content", str(small)])
    assert stale() == {"weights-stale"}
