"""The facts an encounter's log adds up to, before any guidance is laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from dialogs.event import BEGUN, Event, Json, Kind

Key: TypeAlias = tuple[str | None, str]

# What leaves an answer waiting for its press where it is.
ASIDE = frozenset({Kind.UNDONE, Kind.HANDOVER_READ, Kind.REMINDING})
# Looking around is not a fact: undo passes over these.
LOOKING = ASIDE | {Kind.FOCUSED, Kind.PROPOSED, Kind.DISMISSED, Kind.PICKED_UP}
REPORTER = "reporter"  # the step that says who tells what is reported
CALLER = "caller"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as given.

    Attributes:
        value: in the shape its step asks for.
        at, by: when (UTC) and by whom (opaque id).
        revision: the encounter's revision once it was given.
        told_by: who reported it ("caller", "third-party"), or "" if it was seen or done.
    """

    value: Json
    at: datetime
    by: str
    revision: int
    told_by: str = ""


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
        reported: the latest reported answer per (person, step), whatever was answered since.
        attending: who took the encounter over, and when.
        attends: whether whoever looks is one of them.
        offered: its code lets another officer take it over.
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
    reported: Mapping[Key, Answered] = field(default_factory=dict)
    attending: Mapping[str, datetime] = field(default_factory=dict)
    attends: bool = False
    offered: bool = False


def fold(log: Iterable[Event], viewer: str = "", *, reported: bool = False) -> Facts:
    """Add up a log. The same log always gives the same facts.

    Whoever took the encounter over has a place of their own in it, and so have all the others
    together: where one looks, what waits for a press and what can be undone is not the other's.
    ``viewer`` says whose are wanted. Where facts are ``reported``, every answer of those who are
    not there was told to them.
    """
    events = tuple(log)
    undone = {str(event.value) for event in events if event.kind is Kind.UNDONE}
    attending = {event.by: event.at for event in events if event.kind is Kind.PICKED_UP}
    teller = _first_teller(events, undone) if reported else ""
    folding = _Folding(viewer if viewer in attending else "", attending, teller)
    for revision, event in enumerate(events, start=1):
        if event.command not in undone:
            folding.take(event, revision)
    return folding.facts()


def _first_teller(events: Iterable[Event], undone: set[str]) -> str:
    """Who told what was noted before anyone asked who is speaking."""
    said = (e for e in events if e.step == REPORTER and e.kind is Kind.ANSWERED)
    return next((str(event.value) for event in said if event.command not in undone), CALLER)


class _Folding:
    def __init__(self, party: str, attending: Mapping[str, datetime], teller: str) -> None:
        self.party = party
        self.attending = attending
        self.teller = teller
        self.reported: dict[Key, Answered] = {}
        self.answers: dict[Key, Answered] = {}
        self.people: dict[str, bool] = {}
        self.focus: Focus | None = None
        self.proposal: Proposal | None = None
        self.paused = False
        self.closed = False
        self.offered = False
        self.last: str | None = None

    def take(self, event: Event, revision: int) -> None:
        mine = (event.by if event.by in self.attending else "") == self.party
        if mine and event.kind not in LOOKING and event.command != BEGUN:
            self.last = event.command
        if mine and event.kind not in ASIDE:
            self.proposal = None
        focus, proposal = self.focus, self.proposal
        self.change(event, revision)
        if not mine:
            self.focus, self.proposal = focus, proposal

    def change(self, event: Event, revision: int) -> None:
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
            case Kind.OFFERED:
                self.offered = True
            case Kind.PICKED_UP:
                self.focus = None
            case Kind.DISMISSED | Kind.UNDONE | Kind.HANDOVER_READ | Kind.REMINDING:
                pass

    def answer(self, event: Event, revision: int) -> None:
        step = event.step or ""
        if step == REPORTER and self.teller:
            self.teller = str(event.value)
        self.put((event.person, step), event.value, event, revision)
        self.focus = Focus(event.person, step, revisit=False)

    def put(self, key: Key, value: Json, event: Event, revision: int) -> None:
        told_by = "" if event.by in self.attending or key[1] == REPORTER else self.teller
        self.answers[key] = Answered(value, event.at, event.by, revision, told_by)
        if told_by:
            self.reported[key] = self.answers[key]

    def add(self, event: Event, revision: int) -> None:
        person = event.person or ""
        self.people[person] = True
        self.focus = None
        if isinstance(event.value, dict):
            for step, value in event.value.items():
                self.put((person, step), value, event, revision)

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
            reported=self.reported,
            attending=self.attending,
            attends=bool(self.party),
            offered=self.offered,
        )


def number(person: str) -> int:
    """The number in a handle: 2 for "person2"; 0 for anything else."""
    digits = person.removeprefix("person")
    return int(digits) if digits.isdigit() else 0
