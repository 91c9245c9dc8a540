"""Whether published versions are still what was published."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.folder import Folder
from content.fingerprint import fingerprint
from content.header import Status
from content.issue import ContentError, Issue
from content.lock import LOCK, read_lock

_COPY = "Undo the change, copy the file to the next version and change that."


def check(folder: Folder) -> Iterator[Issue]:
    """Versions changed, removed or marked as published other than by the publish command."""
    try:
        lock = read_lock(folder.root)
    except ContentError as error:
        yield from error.issues
        return
    library = folder.library
    for editions in library.editions.values():
        for edition in editions:
            guide, name = edition.guide, f"{edition.guide.guide}/{edition.guide.version}"
            frozen = lock.get(name)
            if frozen is None and guide.status is Status.PUBLISHED:
                message = f"{name} says published, but was never published."
                fix = f"Run: python app.py publish {guide.guide} {guide.version}"
                yield folder.issue(edition, ("status",), "never-published", message, fix)
            document = folder.document(edition)
            if frozen and frozen != fingerprint(document.data, guide, library.sources):
                message = f"{name} was changed after it was published."
                yield folder.issue(edition, (), "edited-after-publication", message, _COPY)
            if frozen and guide.status is Status.DRAFT:
                message = f"{name} was published and cannot be a draft again."
                fix = "Set it to published or withdrawn."
                yield folder.issue(edition, ("status",), "edited-after-publication", message, fix)
    yield from _gone(folder, lock)


def _gone(folder: Folder, lock: dict[str, str]) -> Iterator[Issue]:
    for name in lock:
        guide = name.partition("/")[0]
        if not (folder.root / "guides" / f"{name}.yaml").exists():
            message = f"{name} was published, and its file is gone."
            fix = f"Bring it back; encounters may be running on {guide}."
            yield Issue(LOCK, 1, "published-missing", message, fix)
