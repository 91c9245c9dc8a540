"""Content folders for tests: the sample that nothing is wrong with, changed one file at a time."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from content.check import check_folder
from content.checks.folder import survey
from content.fingerprint import fingerprint
from content.header import Status
from content.issue import Issue
from content.lock import write_lock

TODAY = date(2026, 11, 22)
INSTALLED = "wordings-installed"
SAMPLE = Path(__file__).parent / "sample"

DRAFT_ANSWER = """guide: odd
version: "2026.1"
title: Odd one
status: draft
effective: {from: 2026-06-01, until: null}
review_by: 2027-06-01
change: {level: minor, note: First.}
reviewer: The lead
sources: [act-2020]
answers:
  - id: odd-answer
    title: Odd answer
    asks: [is it odd]
    say: It may be odd.
    cite: ["act-2020#1"]
"""


def sample(folder: Path) -> Path:
    """A copy of the sample, as published."""
    root = folder / "content"
    shutil.copytree(SAMPLE, root)
    freeze(root)
    return root


def freeze(root: Path) -> None:
    """Take every published version of a folder for published, whatever is wrong with it."""
    folder = survey(root, TODAY)
    lock = {
        f"{edition.guide.guide}/{edition.guide.version}": fingerprint(
            folder.document(edition).data, edition.guide, folder.library.sources
        )
        for edition in folder.editions
        if edition.guide.status is Status.PUBLISHED
    }
    write_lock(root, lock)


def put(root: Path, file: str, text: str | bytes) -> Path:
    """Write a file of a content folder."""
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def found(root: Path, on: date = TODAY, force: str = "") -> list[Issue]:
    """Everything wrong with a folder, besides that questions to it are understood as installed."""
    return [one for one in check_folder(root, on, force) if one.rule != INSTALLED]


def edit(root: Path, file: str, old: str, new: str) -> None:
    """Change a file of a content folder; the old words must be in it."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
