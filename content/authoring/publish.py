"""Publishing a version: the one way a draft comes into force, after which it never changes.

Publishing marks the file as published, ends the version before it on the day the new one starts,
and keeps a fingerprint that ``check`` compares the file with from then on. It is tried out on a
copy of the folder first: whatever would make ``check`` fail is a refusal, and nothing is written.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from content.authoring.diff import report
from content.authoring.revise import revised
from content.check import check_folder
from content.checks.folder import GUIDES, Folder, survey
from content.fingerprint import fingerprint
from content.guide import Guide
from content.header import Status
from content.issue import Issue, Level
from content.lock import LOCK, read_lock, replace, write_lock
from content.release import Edition

# Every problem of a content folder on a day.
Check: TypeAlias = Callable[[Path, date], list[Issue]]


class Refused(Exception):
    """A version cannot be published. ``issues`` says why; nothing was changed."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(sorted(issues))
        super().__init__("\n".join(str(issue) for issue in self.issues))


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did.

    Attributes:
        guide: the version now in force, or due to be.
        ended: the version that ends when it starts, or None.
    """

    guide: Guide
    ended: Guide | None

    def __str__(self) -> str:
        guide, ended = self.guide, self.ended
        first = f"Published {guide.guide} {guide.version}, in force from {_day(guide)}."
        if ended is None:
            return first
        return f"{first}\n{ended.guide} {ended.version} ends that day.\n\n{report(ended, guide)}"


def _day(guide: Guide) -> str:
    start = guide.effective.from_
    return f"{start.day} {start:%B %Y}"


def publish(
    root: Path, name: str, version: str | None, on: date, check: Check = check_folder
) -> Published:
    """Publish a version of a guide, the only one waiting if none is named. Raises Refused.

    ``check`` must find nothing new in the folder afterwards.
    """
    desk = _Desk(root, on, check)
    edition = desk.chosen(name, version)
    problems = list(desk.unfit(edition))
    if problems:
        raise Refused(problems)
    return desk.publish([edition])[0]


def publish_marked(root: Path, on: date, check: Check = check_folder) -> list[Published]:
    """Take over every file that says published but never went through here. Raises Refused.

    For a library that was written before it was first published; after that there are none.
    """
    desk = _Desk(root, on, check)
    marked = [e for e in desk.waiting() if e.guide.status is Status.PUBLISHED]
    problems = [problem for edition in marked for problem in desk.unfit(edition)]
    if problems:
        raise Refused(problems)
    return desk.publish(marked)


class _Desk:
    """A content folder with what is about to be done to it."""

    def __init__(self, root: Path, on: date, check: Check) -> None:
        self.root, self.on, self.check = root, on, check
        self.folder: Folder = survey(root, on)
        self.lock = read_lock(root)

    def waiting(self) -> list[Edition]:
        """Drafts, and files marked as published by hand; oldest first."""
        found = [e for e in self.folder.editions if _name(e) not in self.lock]
        return sorted(found, key=lambda edition: edition.guide.effective.from_)

    def chosen(self, name: str, version: str | None) -> Edition:
        """The version meant. Raises Refused if there is none, or more than one."""
        every = self.folder.library.editions.get(name, ())
        mine = [edition for edition in every if version in (None, edition.guide.version)]
        broken = [i for i in self.folder.loading if Path(i.file).parent == Path(GUIDES, name)]
        if broken and (version is None or not mine):
            raise Refused(broken)
        if version is not None and mine:
            return mine[0]
        waiting = [edition for edition in self.waiting() if edition in mine]
        if len(waiting) == 1:
            return waiting[0]
        raise Refused([_which(name, version, waiting)])

    def unfit(self, edition: Edition) -> Iterator[Issue]:
        """Why this version may not be published, as far as its own header says."""
        guide, issue = edition.guide, self.folder.issue
        until = guide.effective.until
        if _name(edition) in self.lock:
            message = f"{guide.guide} {guide.version} is published already and never changes."
            fix = "Copy it to the next version and change that."
            yield issue(edition, ("version",), "already-published", message, fix)
        if guide.status is Status.WITHDRAWN:
            message = f"{guide.guide} {guide.version} was withdrawn."
            yield issue(edition, ("status",), "withdrawn", message, "Make it a draft first.")
        if guide.reviewer is None:
            fix = "Write who checked it against its sources."
            yield issue(edition, ("guide",), "no-reviewer", "It has no `reviewer`.", fix)
        if guide.review_by <= self.on and (until is None or until > self.on):
            message = f"Its review date, {guide.review_by.isoformat()}, is not in the future."
            fix = "Write the day by which it must be looked at again."
            yield issue(edition, ("review_by",), "review-date", message, fix)

    def publish(self, editions: list[Edition]) -> list[Published]:
        """Do it, if ``check`` would agree. Raises Refused."""
        ended = {edition.file: self.before(edition) for edition in editions}
        texts: dict[str, str] = {}
        for edition in editions:
            texts[edition.file] = self.text(edition, ("status",), "published")
            before = ended[edition.file]
            if before is not None:
                day = edition.guide.effective.from_.isoformat()
                texts[before.file] = self.text(before, ("effective", "until"), day)
        lock = self.lock | {_name(e): self.fingerprint(e) for e in editions}
        self.rehearse(texts, lock)
        _write(self.root, texts, lock)
        return [Published(e.guide, b.guide if (b := ended[e.file]) else None) for e in editions]

    def before(self, edition: Edition) -> Edition | None:
        """The published version that would still be in force when this one starts."""
        start = edition.guide.effective.from_
        for other in self.folder.library.editions[edition.guide.guide]:
            window = other.guide.effective
            runs_on = window.until is None or window.until > start
            published = other.guide.status is Status.PUBLISHED
            if other is not edition and published and window.from_ < start and runs_on:
                return other
        return None

    def text(self, edition: Edition, loc: tuple[str, ...], value: str) -> str:
        document = self.folder.document(edition)
        text = (self.root / edition.file).read_bytes().decode("utf-8")
        return revised(document, text, loc, value)

    def fingerprint(self, edition: Edition) -> str:
        sources = self.folder.library.sources
        return fingerprint(self.folder.document(edition).data, edition.guide, sources)

    def rehearse(self, texts: dict[str, str], lock: dict[str, str]) -> None:
        """Do it to a copy and check that. Raises Refused over anything new, or about these."""
        before = set(self.check(self.root, self.on))
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "content"
            shutil.copytree(self.root, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
            _write(copy, texts, lock)
            after = self.check(copy, self.on)
        touched = {*texts, LOCK}
        blocking = [
            issue
            for issue in after
            if issue.level is Level.FAIL and (issue not in before or issue.file in touched)
        ]
        if blocking:
            raise Refused(blocking)


def _name(edition: Edition) -> str:
    return f"{edition.guide.guide}/{edition.guide.version}"


def _which(name: str, version: str | None, waiting: list[Edition]) -> Issue:
    file = f"{GUIDES}/{name}"
    if version is not None:
        return Issue(f"{file}/{version}.yaml", 1, "not-found", "There is no such version.")
    if not waiting:
        return Issue(file, 1, "nothing-waiting", "No version is waiting to be published.")
    named = ", ".join(edition.guide.version for edition in waiting)
    return Issue(file, 1, "which-version", f"Several are waiting: {named}.", "Name one of them.")


def _write(root: Path, texts: dict[str, str], lock: dict[str, str]) -> None:
    for file, text in texts.items():
        replace(root / file, text)
    write_lock(root, lock)
