"""Weights that were fitted before the wordings became what they are."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.folder import Folder
from content.issue import ContentError, Issue, Level
from content.retrieval import weights, wordings
from content.retrieval.reading import reading

_MESSAGE = (
    "Wordings were added or changed since the weights were fitted. Questions still find them by "
    "the words themselves, but less surely."
)
_FIX = "Run `python -m content.retrieval.fit`; it takes a few minutes."


def check(folder: Folder) -> Iterator[Issue]:
    """Warn that the weights should be fitted again; a folder without weights has none to fit."""
    path = folder.root / weights.FILE
    if not path.exists():
        return
    try:
        now = wordings.wordings(folder.root, folder.library)
        with reading(weights.FILE):
            is_stale = weights.load(path).stamp != wordings.stamp(now, folder.root)
    except ContentError:  # Reported with everything that questions are understood by.
        return
    if is_stale:
        yield Issue(weights.FILE, 1, "weights-stale", _MESSAGE, _FIX, Level.WARN)
