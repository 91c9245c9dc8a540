"""The facts an encounter's log adds up to, before any guidance is laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from dialogs.encounter import Event, Json, Kind

Key: TypeAlias = tuple[str | None, str]

# Looking around is not a fact: undo passes over these.
LOOKING = frozenset({Kind.FOCUSED, Kind.PROPOSED, Kind.DISMISSED, Kind.UNDONE})


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as given.

    Attributes:
        value: in the shape its step asks for.
        at, by: when (UTC) and by whom (opaque id).
        revision: the encounter's revision once it was given.
    """

    value: Json
    at: datetime
    by: str
    revision: int


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the officer chose to look.

    Attributes:
        person, step: the step or section; a step of None is the board.
        revisit: show that very step, answered or not, rather than go on from it.
    """

    person: str | None
    step: str | None
    revisit: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that waits for a press."""

    key: Key
    value: Json


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the log says, after undoing.

    Attributes:
        answers: the latest answer per (person, step).
        people: handles in use, in the order they were added.
        removed: handles taken out.
        focus: where the officer looks, or None if they never chose.
        proposal: an answer waiting for a press.
        paused, closed: the state of the encounter as a whole.
        last: the id of the last command that can be undone.
        highest: the highest person number ever used; handles are never reused.
    """

    answers: Mapping[Key, Answered]
    people: tuple[str, ...]
    removed: tuple[str, ...]
    focus: Focus | None
    proposal: Proposal | None
    paused: bool
    closed: bool
    last: str | None
    highest: int


def fold(log: Iterable[Event]) -> Facts:
    """Add up a log. The same log always gives the same facts."""
    events = tuple(log)
    undone = {str(event.value) for event in events if event.kind is Kind.UNDONE}
    folding = _Folding()
    for revision, event in enumerate(events, start=1):
        if event.command not in undone:
            folding.take(event, revision)
    return folding.facts()


class _Folding:
    def __init__(self) -> None:
        self.answers: dict[Key, Answered] = {}
        self.people: dict[str, bool] = {}
        self.focus: Focus | None = None
        self.proposal: Proposal | None = None
        self.paused = False
        self.closed = False
        self.last: str | None = None

    def take(self, event: Event, revision: int) -> None:
        if event.kind not in LOOKING:
            self.last = event.command
        if event.kind is not Kind.UNDONE:
            self.proposal = None
        if event.kind in (Kind.ANSWERED, Kind.PERSON_ADDED):
            self.paused = False
        match event.kind:
            case Kind.ANSWERED:
                self.answer(event, revision)
            case Kind.PERSON_ADDED:
                self.add(event, revision)
            case Kind.PERSON_REMOVED:
                self.people[event.person or ""] = False
                self.focus = Focus(None, None, revisit=False)
            case Kind.FOCUSED:
                self.focus = Focus(event.person, event.step, revisit=event.value == "revisit")
            case Kind.PROPOSED:
                self.proposal = Proposal((event.person, event.step or ""), event.value)
            case Kind.PAUSED | Kind.RESUMED:
                self.paused = event.kind is Kind.PAUSED
                self.focus = Focus(None, None, revisit=False)
            case Kind.CLOSED | Kind.REOPENED:
                self.closed = event.kind is Kind.CLOSED
            case Kind.DISMISSED | Kind.UNDONE:
                pass

    def answer(self, event: Event, revision: int) -> None:
        step = event.step or ""
        self.answers[(event.person, step)] = Answered(event.value, event.at, event.by, revision)
        self.focus = Focus(event.person, step, revisit=False)

    def add(self, event: Event, revision: int) -> None:
        person = event.person or ""
        self.people[person] = True
        self.focus = None
        if isinstance(event.value, dict):
            for step, value in event.value.items():
                self.answers[(person, step)] = Answered(value, event.at, event.by, revision)

    def facts(self) -> Facts:
        return Facts(
            answers=self.answers,
            people=tuple(name for name, here in self.people.items() if here),
            removed=tuple(name for name, here in self.people.items() if not here),
            focus=self.focus,
            proposal=self.proposal,
            paused=self.paused,
            closed=self.closed,
            last=self.last,
            highest=max((number(name) for name in self.people), default=0),
        )


def number(person: str) -> int:
    """The number in a handle: 2 for "person2"; 0 for anything else."""
    digits = person.removeprefix("person")
    return int(digits) if digits.isdigit() else 0
