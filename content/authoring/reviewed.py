"""A wording and a labelled question taken over from a review of what officers asked in vain.

The wording goes among those that answering learns from, the question among those that it is
measured on. No text may be both: a question that was learnt measures nothing.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.authoring import listed
from content.checks.folder import CONCEPTS
from content.library import Library
from content.lock import replace
from content.retrieval import lexicon, understanding, wordings
from content.retrieval.labelled import BadRow, bare, read_rows
from content.retrieval.weights import OUTSIDE
from content.strict_yaml import read

ROWS_FILE = "reviewed.jsonl"
LONGEST = 200  # characters of a wording


class NotTaken(Exception):
    """It cannot be taken over. The message says why and what to do; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a review would take over.

    Attributes:
        concept: what it asks about, or "out-of-scope".
        wording: as the content owner writes it.
        asked: the questions as kept, the likeliest first; one becomes the labelled question.
        label: the labelled question's other fields.
    """

    concept: str
    wording: str
    asked: tuple[str, ...]
    label: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken over: the wording's file and the labelled question's, with its row."""

    wordings: Path
    questions: Path
    row: Mapping[str, Any] | None


def take(root: Path, library: Library, questions: Path, offered: Offered) -> Taken:
    """Write both, or neither. Raises NotTaken or ContentError.

    ``questions`` is the folder of labelled questions. There is no row if every question that was
    asked is a wording or a labelled question already.
    """
    desk = _Desk(root, library, questions)
    desk.must_be_known(offered.concept)
    desk.must_be_new(offered.wording)
    file, text = desk.with_wording(offered.concept, offered.wording)
    row = desk.row(offered)
    rows = questions / ROWS_FILE
    _write({file: text} | ({rows: _with_row(rows, row)} if row else {}))
    return Taken(file, rows, row)


class _Desk:
    """The files that a wording and a question go to, and what is there."""

    def __init__(self, root: Path, library: Library, questions: Path) -> None:
        if understanding.home(root) != root:
            raise NotTaken(f"{root} has no wordings of its own: python app.py check says more.")
        self.root = root
        self.concepts = tuple(read(root / CONCEPTS, root).data)
        self.book = lexicon.load(root / lexicon.FILE)
        self.listed = list(wordings.wordings(root, library))
        self.labelled = {bare(text): path for path, text in _labelled(questions)}

    def must_be_known(self, concept: str) -> None:
        if concept in (OUTSIDE, *self.concepts):
            return
        near = difflib.get_close_matches(concept, self.concepts)
        meant = f" Did you mean {', '.join(near)}?" if near else ""
        raise NotTaken(
            f"There is no concept '{concept}'.{meant} They are in {self.root / CONCEPTS}; "
            f"what is not covered is '{OUTSIDE}'."
        )

    def must_be_new(self, wording: str) -> None:
        if not any(map(str.isalpha, wording)) or not wording.isprintable():
            raise NotTaken("A wording is one line of words.")
        if len(wording) > LONGEST:
            raise NotTaken(f"A wording has at most {LONGEST} characters.")
        key = wordings.key(wording, self.book)
        for text, covers in self.listed:
            if wordings.key(text, self.book) == key:
                raise NotTaken(
                    f"“{wording}” is a wording of {covers[0]} already, as “{text}”. Word it "
                    "differently; if it is still not found, fit the weights again."
                )
        if bare(wording) in self.labelled:
            where = self.labelled[bare(wording)]
            raise NotTaken(f"“{wording}” is a labelled question in {where}. Word it differently.")

    def with_wording(self, concept: str, wording: str) -> tuple[Path, str]:
        """The file of wordings and what it will say."""
        path, heading = listed.place(self.root, concept, wording, self.book.single)
        try:
            return path, listed.added(path, heading, wording)
        except listed.NotListed as problem:
            raise NotTaken(str(problem)) from problem
        except (OSError, UnicodeDecodeError) as error:
            raise NotTaken(f"{path} cannot be read: {error}.") from error

    def row(self, offered: Offered) -> dict[str, Any] | None:
        """The labelled question: the first that is neither a wording nor labelled already."""
        taken = {bare(text) for text, _ in self.listed} | {bare(offered.wording)}
        free = (text for text in offered.asked if bare(text) not in taken | self.labelled.keys())
        text = next(free, None)
        return None if text is None else {**offered.label, "q": text, "concept": [offered.concept]}


def _labelled(questions: Path) -> Iterator[tuple[Path, str]]:
    if not questions.is_dir():
        raise NotTaken(f"{questions} is not a folder of labelled questions. Name it: --questions.")
    try:
        for path in sorted(questions.glob("*.jsonl")):
            yield from ((path, str(row["q"])) for row in read_rows(path))
    except (BadRow, OSError) as error:
        raise NotTaken(str(error)) from error


def _with_row(path: Path, row: Mapping[str, Any]) -> str:
    text = _text(path) or ""
    end = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{end}{json.dumps(row, ensure_ascii=False)}\n"


def _text(path: Path) -> str | None:
    """What a file says; None if there is none."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise NotTaken(f"{path} cannot be read: {error}.") from error


def _write(texts: Mapping[Path, str]) -> None:
    """Write every file, or put back what was there. Raises NotTaken."""
    before = {path: _text(path) for path in texts}
    done: list[Path] = []
    try:
        for path, text in texts.items():
            replace(path, text)
            done.append(path)
    except OSError as error:
        _restore(done, before)
        raise NotTaken(
            f"{error.filename} cannot be written: {error.strerror}. Nothing was changed."
        ) from error


def _restore(done: Iterable[Path], before: Mapping[Path, str | None]) -> None:
    for path in done:
        text = before[path]
        if text is None:
            path.unlink()
        else:
            replace(path, text)
