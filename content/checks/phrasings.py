"""Whether a wording is listed under one concept only.

Equal means what answering takes for equal: acronyms and slang written out, endings left off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from content.checks.folder import CONCEPTS, Folder
from content.issue import ContentError, Issue
from content.retrieval import lexicon
from content.retrieval.weights import OUTSIDE
from content.retrieval.wordings import FILES, key
from content.strict_yaml import Document, read

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A wording where it stands: its file, its line from 1, and the concept it is listed under."""

    file: str
    line: int
    text: str
    concept: str


def check(folder: Folder) -> Iterator[Issue]:
    """Wordings under two concepts, and headings that are no concept."""
    try:
        book = lexicon.load(folder.root / lexicon.FILE)
    except ContentError:  # Missing, or reported where it is read.
        return
    first: dict[Key, Listed] = {}
    for document in _documents(folder):
        yield from _unknown(folder, document)
        for listed in _listed(document):
            before = first.setdefault(key(listed.text, book), listed)
            if before.concept != listed.concept:
                yield _twice(before, listed)


def _documents(folder: Folder) -> Iterator[Document]:
    for path in sorted((folder.root / FILES).glob("*.yaml")):
        try:
            document = read(path, folder.root)
        except ContentError:  # Reported with every file that is not sound.
            continue
        if isinstance(document.data, dict):
            yield document


def _unknown(folder: Folder, document: Document) -> Iterator[Issue]:
    if _is_outside(document) or not folder.concepts:
        return
    for heading in document.data:
        if heading not in folder.concepts:
            message = f"'{heading}' is no concept: its wordings lead to no answer."
            fix = f"The concepts are in {CONCEPTS}."
            yield Issue(document.file, document.line((heading,)), "unknown-concept", message, fix)


def _listed(document: Document) -> Iterator[Listed]:
    for heading, lines in document.data.items():
        if not isinstance(lines, str):
            continue
        concept = OUTSIDE if _is_outside(document) else heading
        start = document.line((heading,)) + 1
        for number, text in enumerate(lines.splitlines(), start):
            if text.strip():
                yield Listed(document.file, number, text.strip(), concept)


def _is_outside(document: Document) -> bool:
    return document.file.startswith(f"{FILES}/{OUTSIDE}")


def _twice(before: Listed, listed: Listed) -> Issue:
    message = (
        f"“{listed.text}” is listed under '{listed.concept}', and under '{before.concept}' "
        f"in {before.file}:{before.line}."
    )
    fix = "Keep it where the answer is, or make the two differ."
    return Issue(listed.file, listed.line, "wording-twice", message, fix)
