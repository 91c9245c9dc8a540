"""When versions are in force, and whether anyone has looked at them lately."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from content.checks.folder import GUIDES, Folder
from content.header import Status
from content.issue import Issue, Level
from content.library import is_in_force
from content.release import Edition

REVIEW_NOTICE = timedelta(days=60)
_FROM, _UNTIL = ("effective", "from"), ("effective", "until")


def check(folder: Folder) -> Iterator[Issue]:
    """One version in force at a time, none missing, none past its review."""
    for name, editions in folder.library.editions.items():
        published = [e for e in editions if e.guide.status is Status.PUBLISHED]
        if name not in folder.unread:
            yield from _windows(folder, published)
        for edition in published:
            until = edition.guide.effective.until
            if until is None or until > folder.on:  # History is not reviewed again.
                yield from _review(folder, edition.file, edition.guide.review_by)
    for file, document in folder.library.documents.items():
        due = document.data.get("review_by")
        if Path(file).parts[0] != GUIDES and isinstance(due, date):
            yield from _review(folder, file, due)


def _windows(folder: Folder, published: list[Edition]) -> Iterator[Issue]:
    for before, after in pairwise(published):
        yield from _joint(folder, before, after)
    if published and not any(is_in_force(e.guide, folder.on) for e in published):
        yield from _none_today(folder, published)


def _joint(folder: Folder, before: Edition, after: Edition) -> Iterator[Issue]:
    """Each version ends on the day the next one starts."""
    ends, starts = before.guide.effective.until, after.guide.effective.from_
    names = f"{before.guide.version} and {after.guide.version}"
    fix = f"Let {before.guide.version} end on {starts.isoformat()}, when the next one starts."
    if ends is None or ends > starts:
        message = f"{names} are both in force on {starts.isoformat()}."
        yield folder.issue(after, _FROM, "overlap", message, fix)
    elif ends < starts:
        message = f"Nothing is in force from {ends.isoformat()} to {starts.isoformat()} ({names})."
        yield folder.issue(after, _FROM, "gap", message, fix)


def _none_today(folder: Folder, published: Iterable[Edition]) -> Iterator[Issue]:
    day = folder.on.isoformat()
    newest = max(published, key=lambda edition: edition.guide.effective.from_)
    started = newest.guide.effective.from_
    if started > folder.on:
        # A guide that is new on Monday may be published on Friday.
        message = f"No version is in force before {started.isoformat()}."
        yield folder.issue(newest, _FROM, "none-in-force", message, level=Level.WARN)
        return
    message = f"No version is in force on {day}."
    fix = "Publish a version that starts when this one ends."
    yield folder.issue(newest, _UNTIL, "none-in-force", message, fix)


def _review(folder: Folder, file: str, due: date) -> Iterator[Issue]:
    line = folder.library.documents[file].line(("review_by",))
    fix = "Check it against its sources, then publish a version with a new review date."
    if due < folder.on:
        message = f"Its review was due by {due.isoformat()}."
        yield Issue(file, line, "review-passed", message, fix)
    elif due <= folder.on + REVIEW_NOTICE:
        message = f"Its review is due by {due.isoformat()}."
        yield Issue(file, line, "review-soon", message, fix, Level.WARN)
