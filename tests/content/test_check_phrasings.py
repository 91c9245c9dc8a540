"""Wordings that are listed under two concepts."""

from __future__ import annotations

import shutil
from pathlib import Path

from content.loader import FOLDER
from tests.content.folders import found, put, sample


def folder(tmp_path: Path) -> Path:
    """The sample with a lexicon."""
    root = sample(tmp_path)
    shutil.copy(FOLDER / "lexicon.yaml", root / "lexicon.yaml")
    return root


def concepts(root: Path) -> list[str]:
    """The concepts of the sample."""
    lines = (root / "concepts.yaml").read_text("utf-8").splitlines()
    return [line.split(":")[0] for line in lines if line and not line.startswith(("#", " "))]


def rules(root: Path) -> list[tuple[str, int, str]]:
    """What is wrong with the wordings, and where."""
    return [(i.file, i.line, i.rule) for i in found(root) if i.file.startswith("phrasings/")]


def test_the_same_wording_under_two_concepts(tmp_path: Path) -> None:
    """Slang and endings do not make two wordings differ; a word between does."""
    root = folder(tmp_path)
    one = concepts(root)[0]
    put(root, "phrasings/a.yaml", f"{one}: |\n  who do i tell\n\n  is she a vic\n")
    assert rules(root) == []
    put(root, "phrasings/out-of-scope-b.yaml", "chat: |\n  is she not a vic\n  Is she a victim?\n")
    assert rules(root) == [("phrasings/out-of-scope-b.yaml", 3, "wording-twice")]


def test_a_wording_twice_under_one_concept_does_no_harm(tmp_path: Path) -> None:
    root = folder(tmp_path)
    one = concepts(root)[0]
    put(root, "phrasings/a.yaml", f"{one}: |\n  who do i tell\n  who do i tell\n")
    put(root, "phrasings/b.yaml", f"{one}: |\n  who do i tell\n")
    assert rules(root) == []


def test_a_heading_that_is_no_concept(tmp_path: Path) -> None:
    root = folder(tmp_path)
    put(root, "phrasings/a.yaml", "no-such-thing: |\n  who do i tell\n")
    assert rules(root) == [("phrasings/a.yaml", 1, "unknown-concept")]
