"""Messages of danger to life that are labelled twice, and weights that were fitted to others."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.folder import Folder
from content.danger import messages, rule
from content.danger.classifier import WEIGHTS
from content.issue import ContentError, Issue, Level
from content.retrieval import lexicon, weights
from content.retrieval.reading import reading
from content.retrieval.wordings import key

_STALE = "Messages or kinds of word were changed since the second line was fitted to them."
_FIX = "Run `python -m content.danger.fit`; it takes seconds."


def check(folder: Folder) -> Iterator[Issue]:
    """Every message that is wrong; a folder without danger words has none."""
    if not (folder.root / rule.FILE).exists():
        return
    try:
        book = lexicon.load(folder.root / lexicon.FILE)
    except ContentError:  # Missing, or reported where it is read.
        return
    try:
        with reading(WEIGHTS):
            yield from _messages(folder, book)
    except ContentError as error:
        yield from error.issues


def _messages(folder: Folder, book: lexicon.Lexicon) -> Iterator[Issue]:
    if not (folder.root / WEIGHTS).exists():
        return
    found = list(messages.messages(folder.root))
    labels: dict[tuple[str, ...], bool] = {}
    for text, now in found:
        if labels.setdefault(key(text, book), now) is not now:
            message = f"'{text}' is listed as danger now and as none."
            yield Issue(messages.FILES, 1, "labelled-twice", message, "Keep one of the two.")
    if weights.load(folder.root / WEIGHTS).stamp != messages.stamp(found, folder.root):
        yield Issue(WEIGHTS, 1, "danger-stale", _STALE, _FIX, Level.WARN)
