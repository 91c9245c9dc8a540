"""What questions are understood by: all its files are there and can be read, or none is there."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.folder import Folder
from content.danger import classifier
from content.issue import ContentError, Issue, Level
from content.retrieval import understanding, weights
from content.retrieval.wordings import FILES

_INSTALLED = (
    "This folder has no wordings of its own: questions are understood by those that come with the "
    "program."
)
_OWN = "If it should have its own, copy {files} and {folder}/ there, then fit the weights."


def check(folder: Folder) -> Iterator[Issue]:
    """Files that are missing or damaged; a warning if a folder has none of its own."""
    try:
        root = understanding.home(folder.root)
        if root != folder.root:
            fix = _OWN.format(files=", ".join(understanding.FILES), folder=FILES)
            yield Issue(FILES, 1, "wordings-installed", _INSTALLED, fix, Level.WARN)
            return
        found = understanding.load(root)
    except ContentError as error:
        yield from error.issues
        return
    fitted = {
        weights.FILE: found.weights,
        classifier.WEIGHTS: found.danger.classifier.weights,
    }
    for file, each in fitted.items():
        yield from _damaged(file, each)


def _damaged(file: str, fitted: weights.Weights) -> Iterator[Issue]:
    """The first line of weights that no message could be measured by."""
    for number, feature in enumerate(fitted.lines, weights.HEAD + 1):
        if not fitted.is_sound(feature):
            fix = "Fit the weights again, or bring back the last good copy."
            yield Issue(file, number, "schema", "The line is damaged.", fix)
            return
