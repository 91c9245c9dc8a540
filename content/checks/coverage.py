"""Whether everything officers ask about has an answer."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.folder import CONCEPTS, Folder
from content.issue import Issue
from content.library import is_in_force


def check(folder: Folder) -> Iterator[Issue]:
    """Concepts that no answer in force covers."""
    if folder.unread:
        return  # The answer may be in a file that cannot be read yet.
    live = (e.guide for e in folder.editions if is_in_force(e.guide, folder.on))
    covered = {concept for guide in live for answer in guide.answers for concept in answer.covers}
    for concept, meaning in folder.concepts.items():
        if concept not in covered:
            line = folder.library.documents[CONCEPTS].line((concept,))
            message = f"No answer in force covers '{concept}' ({meaning})."
            fix = "Write one, and name the concept in its `covers`."
            yield Issue(CONCEPTS, line, "not-covered", message, fix)
