"""The handover: what was found, decided, done and left, per person and for the whole encounter.

It is worked out from the log like everything else, so it can be asked for at any moment. People are
numbered; nothing in it identifies anyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from content.outcome import Topic
from content.statement import Cite
from content.steps import Ask
from dialogs.answers import CANNOT, DONE, in_words
from dialogs.facts import Answered, Key
from dialogs.reporting import earlier
from dialogs.view import Finding, Stop, Task, View


@dataclass(frozen=True, slots=True)
class Decided:
    """One answer in use, with when it was given.

    Attributes:
        told_by: who reported it, or "" if it was seen.
        before: what had been reported, where it has been seen since, with its words.
    """

    key: Key
    title: str
    answer: str
    at: datetime
    told_by: str = ""
    before: Answered | None = None
    was: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The handover for one person, or for the scene (person None).

    Attributes:
        findings: conclusions with their rules and sources.
        done, outstanding, impossible: tasks by state.
        unasked: titles of steps still open.
        decided: answers in the order they were given.
    """

    person: str | None
    findings: tuple[Finding, ...]
    done: tuple[Task, ...]
    outstanding: tuple[Task, ...]
    impossible: tuple[Task, ...]
    unasked: tuple[str, ...]
    decided: tuple[Decided, ...]

    def value(self, topic: Topic) -> str | None:
        """The stable word for this topic's conclusion, or None."""
        return next((f.value for f in self.findings if f.topic is topic), None)


@dataclass(frozen=True, slots=True)
class Handover:
    """The whole handover, scene first."""

    view: View
    parts: tuple[Part, ...]

    @property
    def people(self) -> tuple[Part, ...]:
        """The parts about people."""
        return tuple(part for part in self.parts if part.person is not None)


def summarise(seen: View) -> Handover:
    """The handover as things stand."""
    return Handover(seen, tuple(_part(seen, who) for who in (None, *seen.facts.people)))


def _part(seen: View, person: str | None) -> Part:
    mine = [task for task in seen.tasks if task.key[0] == person]
    lanes = [lane for lane in seen.lanes if lane.person == person]
    stops = [stop for lane in lanes for stop in lane.stops]
    asked = [stop for lane in lanes if seen.concerns(lane.lane) for stop in lane.stops]
    return Part(
        person=person,
        findings=seen.of(person),
        done=tuple(t for t in mine if t.state == DONE),
        outstanding=tuple(t for t in mine if t.open),
        impossible=tuple(t for t in mine if t.state.startswith(CANNOT)),
        unasked=tuple(s.step.title for s in asked if s.open),
        decided=tuple(_decisions(seen, stops)),
    )


def _decisions(seen: View, stops: Iterable[Stop]) -> Iterator[Decided]:
    answered = [s for s in stops if s.answered is not None and isinstance(s.step, Ask)]
    for stop in sorted(answered, key=lambda s: s.answered.revision if s.answered else 0):
        given = stop.answered
        if given is not None:
            label = in_words(stop.step, given.value)
            before = earlier(seen, stop.key, given)
            was = in_words(stop.step, before.value) if before else ""
            yield Decided(stop.key, stop.step.title, label, given.at, given.told_by, before, was)


def cites(seen: View, person: str | None = "all") -> Iterator[Cite]:
    """Everything that conclusions and tasks rest on, for one person or for all."""
    for finding in seen.findings:
        if person in ("all", finding.person):
            yield from finding.said.cites
    for task in seen.tasks:
        if person in ("all", task.key[0]):
            yield from task.cites
