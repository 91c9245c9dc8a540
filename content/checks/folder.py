"""A content folder as the rules see it: everything that could be loaded, and what could not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from content.checks.walk import Loc
from content.guide import Guide
from content.header import Status
from content.issue import Issue, Level
from content.library import Library, is_in_force
from content.loader import Loader
from content.model import Slug, Words
from content.release import Edition
from content.strict_yaml import Document

CONCEPTS = "concepts.yaml"
GUIDES, FORCES, SCENARIOS = "guides", "forces", "scenarios"


@dataclass(frozen=True)
class Folder:
    """A content folder on one day.

    Attributes:
        root: where it is.
        on: the day it is checked for.
        library: what could be loaded.
        loading: why the rest could not.
        concepts: what the content must cover: slug and meaning.
        force: id of the force whose overlay must be complete; "" while nothing is live.
    """

    root: Path
    on: date
    library: Library
    loading: tuple[Issue, ...]
    concepts: dict[str, str]
    force: str = ""

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Every version that could be loaded and was not withdrawn."""
        found = (edition for every in self.library.editions.values() for edition in every)
        return tuple(e for e in found if e.guide.status is not Status.WITHDRAWN)

    @cached_property
    def unread(self) -> frozenset[str]:
        """Guides with a file that could not be loaded: rules about what is missing wait for it."""
        files = (Path(issue.file) for issue in self.loading)
        known = set(self.library.documents)
        loaded = {edition.file for edition in self.editions}
        return frozenset(
            file.parent.name
            for file in files
            if file.parts[0] == GUIDES and (str(file) not in known or str(file) not in loaded)
        )

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Every different set of versions in force at once, then each draft as if it were."""
        dates = {e.guide.effective.from_ for e in self.editions} | {self.on}
        held = [Moment(day, self.on_day(day)) for day in sorted(dates)]
        drafts = [e for e in self.editions if e.guide.status is Status.DRAFT]
        held += (self._as_if(draft, drafts) for draft in drafts)
        return tuple(moment for moment in held if moment.editions)

    def on_day(self, day: date) -> dict[str, Edition]:
        """The version of each guide in force on a day."""
        return {e.guide.guide: e for e in self.editions if is_in_force(e.guide, day)}

    def _as_if(self, draft: Edition, drafts: list[Edition]) -> Moment:
        """A draft in force, with drafts of guides that are all new, which it may rest on."""
        day = max(draft.guide.effective.from_, self.on)
        there = self.on_day(day)
        begun = {e.guide.guide: e for e in drafts if e.guide.effective.from_ <= day}
        new = {name: edition for name, edition in begun.items() if name not in there}
        return Moment(day, there | new | {draft.guide.guide: draft})

    def judged(self, moment: Moment, edition: Edition) -> bool:
        """Whether what a version names must be there at this moment.

        History is judged once, as it stood at its end. A version still in force is judged today: on
        its first day the guides around it may not have been written.
        """
        if moment.on >= self.on:
            return True
        until = edition.guide.effective.until
        return until is not None and until <= self.on and moment is self._last(edition)

    def _last(self, edition: Edition) -> Moment:
        return [m for m in self.moments if edition in m.editions.values()][-1]

    def document(self, edition: Edition) -> Document:
        """The parsed file of a version."""
        return self.library.documents[edition.file]

    def issue(
        self,
        edition: Edition,
        loc: Loc,
        rule: str,
        message: str,
        fix: str = "",
        level: Level = Level.FAIL,
    ) -> Issue:
        """A problem at a place in a version's file."""
        line = self.document(edition).line(loc)
        return Issue(edition.file, line, rule, message, fix, level)


@dataclass(frozen=True)
class Moment:
    """The versions in force together on a day, by guide id."""

    on: date
    editions: dict[str, Edition]

    @property
    def guides(self) -> Iterator[Guide]:
        """The guides themselves."""
        return (edition.guide for edition in self.editions.values())


def survey(root: Path, on: date, force: str = "") -> Folder:
    """Read all that can be read of a content folder. Never raises over what the files say."""
    loader = _Survey(root)
    loader.sources()
    for path in sorted((root / GUIDES).rglob("*.yaml")):
        loader.guide(path)
    for path in sorted((root / FORCES).glob("*.yaml")):
        loader.overlay(path)
    loader.schedule_four()
    concepts = dict(_concepts(loader))
    _look_at_others(loader)
    # The rule about citations says where a source is named, the loader only that it is.
    problems = (issue for issue in loader.issues if issue.rule != "unknown-source")
    issues = (*problems, *_ignored(root))
    return Folder(root, on, loader.library(), issues, concepts, force)


class _Survey(Loader):
    """Loads as the library does, and says where inside a step a problem is."""

    def valid(self, document: Document, shape: TypeAdapter[Any]) -> Any:
        """The typed content, or None after noting every problem."""
        try:
            return shape.validate_python(document.data)
        except ValidationError as error:
            for problem in error.errors(include_url=False, include_input=False):
                loc = tuple(_untagged(problem["loc"]))
                where = ".".join(str(part) for part in loc) or "the file"
                message = f"{where}: {problem['msg'].removeprefix('Value error, ')}."
                self.issues.append(Issue(document.file, document.line(loc), "schema", message))
            return None


def _untagged(loc: Loc) -> Iterator[str | int]:
    """The place without the kinds of steps, which the model names and the file does not."""
    for position, part in enumerate(loc):
        behind = loc[max(position - 2, 0) : position]
        in_step = len(behind) == 2 and behind[0] == "steps" and isinstance(behind[1], int)
        if not in_step and part != "<key>":
            yield part


def _concepts(loader: Loader) -> Iterable[tuple[str, str]]:
    # A folder without the list has nothing to cover; naming a concept in it is then a problem.
    if not (loader.root / CONCEPTS).exists():
        return ()
    document = loader.read(loader.root / CONCEPTS)
    found: Any = loader.valid(document, TypeAdapter(dict[Slug, Words])) if document else None
    return found.items() if found else ()


def _look_at_others(loader: Loader) -> None:
    """Read the files that have a reader of their own elsewhere, to see that they are sound YAML."""
    for path in sorted(loader.root.rglob("*.yaml")):
        file = path.relative_to(loader.root)
        if str(file) not in loader.documents and file.parts[0] not in (GUIDES, FORCES, SCENARIOS):
            loader.read(path)


def _ignored(root: Path) -> Iterator[Issue]:
    """Files that look like content but are never read, so that nobody waits for them to appear."""
    for name in (GUIDES, FORCES):
        for path in sorted((root / name).rglob("*")):
            # Editors and file servers leave hidden files about; those are nobody's content.
            if path.is_file() and path.suffix != ".yaml" and not path.name.startswith("."):
                file = str(path.relative_to(root))
                level = Level.FAIL if path.suffix.lower() in (".yml", ".yaml") else Level.WARN
                fix = "Its name must end in .yaml."
                yield Issue(file, 1, "ignored-file", "Not read.", fix, level)
