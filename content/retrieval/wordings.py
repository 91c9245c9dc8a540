"""Wordings: what people type, each with the concepts it asks about.

They come from two places: the files in ``content/phrasings``, and what every answer lists as its
own ``asks``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from content.guide import Answer
from content.issue import ContentError, Issue
from content.library import Library
from content.loader import FOLDER
from content.retrieval import lexicon
from content.retrieval.features import stem
from content.retrieval.lexicon import Lexicon
from content.retrieval.weights import OUTSIDE
from content.strict_yaml import read
from content.text import clean, fold

FILES = "phrasings"

Wording = tuple[str, tuple[str, ...]]


def key(text: str, book: Lexicon) -> tuple[str, ...]:
    """What answering takes for equal: acronyms and slang written out, endings left off."""
    return tuple(map(stem, book.expand(fold(clean(text)))))


def phrasings(root: Path) -> Iterator[Wording]:
    """The wordings of the files, one concept each. Raises ContentError.

    Everything in a file named ``out-of-scope…`` is about something else, whatever its heading.
    """
    for path in sorted((root / FILES).glob("*.yaml")):
        document = read(path, root)
        for heading, lines in document.data.items():
            if not isinstance(lines, str):
                message = f"It must say `{heading}: |`, with a wording on each line below."
                at = document.line((heading,))
                raise ContentError([Issue(document.file, at, "schema", message)])
            concept = OUTSIDE if path.name.startswith(OUTSIDE) else heading
            for line in filter(None, map(str.strip, lines.splitlines())):
                yield line, (concept,)


def asked(answers: Iterable[Answer]) -> Iterator[Wording]:
    """The titles and wordings of answers, the concept asked about first."""
    for answer in answers:
        for text in (answer.title, *answer.asks):
            yield text, answer.covers


def wordings(root: Path, library: Library) -> list[Wording]:
    """Every wording: those of the files, and those of the newest version of every guide."""
    newest = (editions[-1].guide.answers for editions in library.editions.values())
    return [*phrasings(root), *(each for answers in newest for each in asked(answers))]


def stamp(rows: Sequence[Wording], root: Path = FOLDER) -> str:
    """A digest of what the weights depend on: the wordings, their concepts and the lexicon."""
    book = read(root / lexicon.FILE, root).data
    text = json.dumps([rows, book["terms"], book["kinds"], book["ages"]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
