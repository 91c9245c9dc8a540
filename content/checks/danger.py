"""Lines of the danger words that no message could fit, or that name a set that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.folder import Folder
from content.checks.phrasings import LEXICON
from content.danger import rule
from content.issue import ContentError, Issue
from content.retrieval import lexicon


def check(folder: Folder) -> Iterator[Issue]:
    """Every line that is wrong; a folder without danger words has none."""
    path = folder.root / rule.FILE
    if not path.exists():
        return
    try:
        book = lexicon.load(folder.root / LEXICON)
    except ContentError:  # Missing, or reported where it is read.
        return
    try:
        rule.load(path, book)
    except ContentError as error:
        yield from error.issues
