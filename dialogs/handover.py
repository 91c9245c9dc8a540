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
from dialogs.answers import CANNOT, DONE, REASONS, in_words
from dialogs.asking import title
from dialogs.clock import hour, shown
from dialogs.encounter import Mode
from dialogs.facts import Answered, Key
from dialogs.reporting import earlier, handover_lines, history, mark
from dialogs.view import Finding, Stop, Task, View
from dialogs.wording import name, names


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


def text(handover: Handover) -> str:
    """The handover as plain text to paste into another system."""
    seen = handover.view
    alerts = [f"! {alert.said.text}" for alert in seen.alerts]
    lines = [*_heading(handover), *alerts, "", *handover_lines(seen), ""]
    lines += list(_crimes(handover))
    scene, *people = handover.parts
    for part in (*people, scene):
        lines += [*_part_lines(part), ""]
    lines += list(_aside(seen))
    lines += ["", *_guidance(seen)]
    return "\n".join(lines).strip()


def _heading(handover: Handover) -> Iterator[str]:
    seen = handover.view
    if seen.encounter.pin.mode is Mode.TRAINING:
        yield "TRAINING, NOT LIVE"
    yield f"Handover {seen.encounter.code}, opened {shown(seen.encounter.opened_at)}"
    count = len(handover.people)
    if not count:
        yield "No people listed yet."
        return
    ages = [part.value(Topic.AGE) for part in handover.people]
    adults = ages.count("adult")
    noun = "person" if count == 1 else "people"
    yield f"{count} {noun}: {adults} adult, {count - adults} under 18 or not sure."


def _part_lines(part: Part) -> Iterator[str]:
    yield name(part.person).upper()
    yield from (
        f"- {finding.label}{mark(finding.told_by)}{_unsure(finding)}"
        for finding in part.findings
        if finding.topic is not Topic.THRIVE  # told at the head
    )
    # A checklist nobody has opened yet is named once, below, unless part of it is due by a time.
    left = [task for task in part.outstanding if task.started or task.due]
    if left:
        yield "Outstanding:"
        yield from (f"- {task.label}{_due(task)}" for task in left)
    if part.impossible:
        yield "Not possible:"
        yield from (f"- {task.label} ({_reason(task)})" for task in part.impossible)
    if part.done:
        yield "Done:"
        yield from (f"- {task.label}{_when(task)}" for task in part.done)
    if part.unasked:
        yield f"Not yet answered: {', '.join(part.unasked)}."
    if part.decided:
        yield "Decisions:"
        yield from (f"- {hour(d.at)} {d.title}: {_as_given(d)}" for d in part.decided)


def _as_given(decided: Decided) -> str:
    told = history(decided.answer, decided.before, decided.was)
    return f"{told}{mark(decided.told_by)}"


def _unsure(finding: Finding) -> str:
    return " (confirm locally)" if finding.said.confirm_locally else ""


def _due(task: Task) -> str:
    if isinstance(task.due, datetime):
        return f" (by {shown(task.due)})"
    return f" ({task.due})" if task.due else ""


def _when(task: Task) -> str:
    return f" ({hour(task.at)})" if task.at else ""


def _reason(task: Task) -> str:
    return REASONS.get(task.state.partition(":")[2], "no reason given")


def _crimes(handover: Handover) -> Iterator[str]:
    counted: dict[str, list[str | None]] = {}
    for part in handover.parts:
        for finding in part.findings:
            if finding.topic is Topic.CRIME:
                counted.setdefault(finding.label, []).append(part.person)
    if counted:
        yield "CRIMES TO RECORD"
        yield from (f"- {len(who)} × {label}: {_whose(who)}" for label, who in counted.items())
        yield ""


def _whose(who: list[str | None]) -> str:
    people = [person for person in who if person is not None]
    return names(people) if people else name(None)


def _aside(seen: View) -> Iterator[str]:
    kept = [title(seen, key) for key in seen.dormant if key[0] not in seen.facts.removed]
    if kept:
        yield f"Answered earlier, no longer used: {', '.join(kept)}."
    if seen.facts.removed:
        yield f"Taken out: {', '.join(name(person) for person in seen.facts.removed)}."


def _guidance(seen: View) -> Iterator[str]:
    editions = seen.release.editions.values()
    yield "Guidance: " + ", ".join(f"{e.guide.guide} {e.guide.version}" for e in editions)
    cited = {cite.source: None for cite in cites(seen)}
    named = (seen.release.sources[source] for source in cited)
    yield "Sources: " + "; ".join(f"{source.title} ({source.edition})" for source in named)


def cites(seen: View, person: str | None = "all") -> Iterator[Cite]:
    """Everything that conclusions and tasks rest on, for one person or for all."""
    for finding in seen.findings:
        if person in ("all", finding.person):
            yield from finding.said.cites
    for task in seen.tasks:
        if person in ("all", task.key[0]):
            yield from task.cites
