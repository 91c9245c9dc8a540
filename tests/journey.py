"""Walking through a release in tests, the encounter written out and read back at every step."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from content.library import Library
from content.loader import FOLDER, load
from content.release import Release
from content.retrieval import understanding
from content.retrieval.understanding import Understanding
from dialogs.commands import (
    AddPerson,
    Answer,
    Back,
    Command,
    Confirm,
    Dismiss,
    Look,
    Refusal,
    RemovePerson,
    Stamp,
    Undo,
)
from dialogs.decide import decide
from dialogs.encounter import Encounter, record
from dialogs.event import Json
from dialogs.rehearsal.rehearse import begin
from dialogs.view import View, view

TODAY = date(2026, 11, 22)
STARTED = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


@cache
def published() -> Library:
    """The real content."""
    return load()


@cache
def understood() -> Understanding:
    """What questions to the real content are understood by."""
    return understanding.load(FOLDER)


@cache
def release(start: str = "encounter") -> Release:
    """A guide of the real content, linked as in force on the day of the tests."""
    return published().release(start, TODAY)


def library_of(folder: Path, *guides: str, sources: str = "s1") -> Library:
    """A library made of guides given as text; each names its own file by guide and version."""
    entries = "\n".join(
        f'{name}: {{title: T, publisher: P, edition: "2026", url: "https://example.org/{name}", '
        f"checked: 2026-01-01}}"
        for name in sources.split()
    )
    (folder / "sources.yaml").write_text(entries, encoding="utf-8")
    for text in guides:
        named = dict(line.split(": ", 1) for line in text.strip().splitlines()[:2])
        path = folder / "guides" / named["guide"] / f"{named['version'].strip(chr(34))}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load(folder)


HEADER = """guide: {guide}
version: "{version}"
title: A guide
status: published
effective: {{from: {since}, until: {until}}}
review_by: 2030-01-01
change: {{level: minor, note: First.}}
reviewer: Lead
subject: {subject}
sources: [s1]
"""


def guide_text(
    body: str,
    guide: str = "g",
    version: str = "2026.1",
    subject: str = "scene",
    since: str = "2020-01-01",
    until: str = "null",
) -> str:
    """A whole guide file around a body."""
    header = HEADER.format(guide=guide, version=version, subject=subject, since=since, until=until)
    return header + body


class Refused(AssertionError):
    """A command was refused where the test expected it to be taken."""


@dataclass
class Journey:
    """An officer's way through a release."""

    release: Release
    encounter: Encounter = field(init=False)
    commands: int = 0
    by: str = "officer-1"

    def __post_init__(self) -> None:
        self.encounter = begin(self.release, "e1", "K7Q2", "officer-1", STARTED)

    @property
    def view(self) -> View:
        """Where things stand."""
        return view(self.release, self.encounter, self.by)

    @property
    def at(self) -> str:
        """The step shown: "person1/consent", "danger", or "" on the board."""
        stop = self.view.at
        if stop is None:
            return ""
        person, step = stop.key
        return f"{person}/{step}" if person else step

    def try_(self, command: Command) -> Refusal | None:
        """Give a command; the refusal if it was refused."""
        self.commands += 1
        at = STARTED + timedelta(minutes=self.commands)
        stamp = Stamp(at, self.by, f"c{self.commands}")
        outcome = decide(self.view, command, stamp)
        if isinstance(outcome, Refusal):
            return outcome
        self.encounter = reloaded(record(self.encounter, outcome))
        return None

    def do(self, command: Command) -> Journey:
        """Give a command that must be taken."""
        refusal = self.try_(command)
        if refusal is not None:
            raise Refused(f"{command}: {refusal}")
        return self

    def as_(self, by: str) -> Journey:
        """Go on as someone else."""
        self.by = by
        return self

    def answer(self, key: str, value: Json) -> Journey:
        """Answer a step as "step" or "person1/step", confirming if it is read back."""
        person, slash, step = key.partition("/")
        self.do(Answer(person, step, value) if slash else Answer(None, person, value))
        return self.do(Confirm()) if self.view.facts.proposal else self

    def answers(self, **given: Json) -> Journey:
        """Answer several scene steps; underscores stand for hyphens."""
        for name, value in given.items():
            self.answer(name.replace("_", "-"), value)
        return self

    def person(self, person: str, **given: Json) -> Journey:
        """Answer several steps of one person."""
        for name, value in given.items():
            self.answer(f"{person}/{name.replace('_', '-')}", value)
        return self

    def finding(self, person: str | None, topic: str) -> str | None:
        """The conclusion about a person on a topic."""
        return next((f.value for f in self.view.of(person) if f.topic.value == topic), None)

    def add(self, group: str) -> Journey:
        """Add a person."""
        return self.do(AddPerson(group))

    def remove(self, person: str) -> Journey:
        """Take a person out."""
        return self.do(RemovePerson(person))

    def look(self, person: str | None, step: str | None, *, revisit: bool = False) -> Journey:
        """Look somewhere."""
        return self.do(Look(person, step, revisit))

    def back(self) -> Journey:
        """Go back."""
        return self.do(Back())

    def undo(self) -> Journey:
        """Undo."""
        return self.do(Undo())

    def dismiss(self) -> Journey:
        """Put a waiting answer aside."""
        return self.do(Dismiss())


def reloaded(encounter: Encounter) -> Encounter:
    """The encounter after a trip through storage."""
    again = Encounter.from_json(json.loads(json.dumps(encounter.to_json())))
    assert again == encounter
    return again
