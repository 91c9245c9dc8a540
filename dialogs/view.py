"""Where an encounter stands: the one walk over a release and a log.

``view`` takes an encounter and gives everything anyone may want to show of it. It keeps nothing,
reads no clock and changes nothing, so that back, undo, resume, another device and a handover are
all the same call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.guide import Cites, Do, Each, Outcome, Topic
from content.release import Lane, Release, Visited
from dialogs.encounter import Encounter, Json
from dialogs.facts import Answered, Facts, Focus, Key, fold
from dialogs.reading import Reading
from dialogs.wording import Said, fill


@dataclass(frozen=True, slots=True)
class Stop:
    """One applicable step of one lane.

    Attributes:
        key: (person, step id).
        step: what is asked, done or said there.
        answered: the answer in use, or None.
        open: something is still asked here.
    """

    key: Key
    step: Visited
    answered: Answered | None
    open: bool


@dataclass(frozen=True, slots=True)
class LaneView:
    """A section as it stands, for the scene or for one person."""

    lane: Lane
    person: str | None
    stops: tuple[Stop, ...]

    @property
    def first_open(self) -> Stop | None:
        """Where this lane goes on, or None if nothing is open in it."""
        return next((stop for stop in self.stops if stop.open), None)

    @property
    def urgent(self) -> bool:
        """Whether something urgent is open in it."""
        return any(stop.open and stop.step.urgent for stop in self.stops)


@dataclass(frozen=True, slots=True)
class Finding:
    """A conclusion that holds now."""

    id: str
    person: str | None
    topic: Topic
    value: str
    label: str
    said: Said


@dataclass(frozen=True, slots=True)
class Task:
    """One item of a checklist as it stands.

    Attributes:
        key, item: where it is.
        state: "done", "later", "todo" or a reason it is not possible ("cannot:refused").
        due: a time (UTC) or words, or None.
        started: whether its checklist has been looked at.
    """

    key: Key
    item: str
    label: str
    state: str
    due: datetime | str | None
    at: datetime | None
    cites: Cites
    started: bool

    @property
    def open(self) -> bool:
        """Not yet done and not ruled out."""
        return self.state in ("todo", "later")


@dataclass(frozen=True, slots=True)
class Warned:
    """An alert that holds now, and whom it is about."""

    id: str
    level: str
    said: Said
    people: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """Everything there is to show of an encounter.

    Attributes:
        reading: the facts read against the release.
        revision: of the log this was worked out from.
        at: the step to show, or None for the board.
        lanes: every section, in the order they are offered.
        alerts: shown above everything.
        findings: conclusions, scene first, then by person.
        tasks: every item of every checklist that applies.
        dormant: answers that are kept but not used, because their step no longer applies.
    """

    encounter: Encounter
    reading: Reading
    revision: int
    at: Stop | None
    lanes: tuple[LaneView, ...]
    alerts: tuple[Warned, ...]
    findings: tuple[Finding, ...]
    tasks: tuple[Task, ...]
    dormant: tuple[Key, ...]

    @property
    def facts(self) -> Facts:
        """The facts underneath."""
        return self.reading.facts

    @property
    def release(self) -> Release:
        """The guidance this was read against."""
        return self.reading.release

    @property
    def next_best(self) -> LaneView | None:
        """The lane to go on with: urgent first, then in order. None when nothing is open."""
        unfinished = [lane for lane in self.lanes if lane.first_open is not None]
        return min(unfinished, key=lambda lane: not lane.urgent, default=None)

    @property
    def complete(self) -> bool:
        """Whether every step that applies has been answered."""
        return self.next_best is None

    @property
    def outstanding(self) -> tuple[Task, ...]:
        """Tasks left to do: those put off, and those with a time by which they are due."""
        return tuple(task for task in self.tasks if task.open and (task.started or task.due))

    def lane_of(self, key: Key) -> LaneView | None:
        """The lane a step, or a section, belongs to."""
        lane = self.release.lane_for(*key)
        return next((v for v in self.lanes if v.lane is lane and v.person == key[0]), None)

    def stop(self, key: Key) -> Stop | None:
        """The applicable step with this key."""
        lane = self.lane_of(key)
        return next((stop for stop in lane.stops if stop.key == key), None) if lane else None

    def of(self, person: str | None) -> tuple[Finding, ...]:
        """The conclusions about one person, or about the scene."""
        return tuple(finding for finding in self.findings if finding.person == person)


def view(release: Release, encounter: Encounter) -> View:
    """Work out where an encounter stands. Pure: the same log always gives the same view."""
    facts = fold(encounter.log)
    reading = Reading(release, facts)
    lanes = tuple(_lanes(reading))
    return View(
        encounter=encounter,
        reading=reading,
        revision=encounter.revision,
        at=_current(release, facts, lanes),
        lanes=lanes,
        alerts=tuple(_alerts(reading)),
        findings=tuple(_findings(reading)),
        tasks=tuple(_tasks(reading, encounter, lanes)),
        dormant=tuple(_dormant(reading)),
    )


def _lanes(reading: Reading) -> Iterator[LaneView]:
    for lane in reading.release.lanes:
        for person in reading.facts.people if lane.personal else (None,):
            yield LaneView(lane, person, tuple(_stops(reading, lane, person)))


def _stops(reading: Reading, lane: Lane, person: str | None) -> Iterator[Stop]:
    for name in lane.steps:
        step = reading.release.placed[name].step
        if isinstance(step, Outcome) or not reading.applies(person, name):
            continue
        unanswered = not reading.answered(person, name)
        yield Stop((person, name), step, reading.answer(person, name), unanswered)


def _current(release: Release, facts: Facts, lanes: tuple[LaneView, ...]) -> Stop | None:
    if facts.focus is not None:
        found = _focused(release, facts.focus, lanes)
        if found is not None or facts.focus.step is None:
            return found
    return _opening(lanes)


def _opening(lanes: tuple[LaneView, ...]) -> Stop | None:
    return next((v.first_open for v in lanes if v.lane.opening and v.first_open), None)


def _focused(release: Release, focus: Focus, lanes: tuple[LaneView, ...]) -> Stop | None:
    section = release.lane_for(focus.person, focus.step or "")
    for lane in lanes:
        if lane.lane is section and lane.person == focus.person:
            if focus.revisit:
                return next((s for s in lane.stops if s.key[1] == focus.step), lane.first_open)
            return lane.first_open
    return None


def _alerts(reading: Reading) -> Iterator[Warned]:
    for watch in sorted(reading.release.watches, key=lambda one: _RANK[one.alert.level]):
        alert = watch.alert
        people = tuple(p for p in reading.facts.people if reading.holds(alert.when, p))
        if people if watch.personal else reading.holds(alert.when, None):
            about = people if watch.personal else ()
            person = about[0] if about else None
            yield Warned(
                alert.id,
                alert.level,
                Said(fill(alert.say, reading, person, about), alert.cite),
                about,
            )


_RANK = {"life": 0, "child": 1, "warning": 2}


def _findings(reading: Reading) -> Iterator[Finding]:
    for person in (None, *reading.facts.people):
        for name, placed in reading.release.outcomes:
            step = placed.step
            if placed.personal is not (person is not None) or not isinstance(step, Outcome):
                continue
            if reading.applies(person, name):
                label = fill(step.label, reading, person)
                said = Said(fill(step.say, reading, person), step.cite, step.confirm_locally)
                yield Finding(name, person, step.outcome, step.value, label, said)


def _tasks(reading: Reading, encounter: Encounter, lanes: tuple[LaneView, ...]) -> Iterator[Task]:
    for lane in lanes:
        for stop in lane.stops:
            if isinstance(stop.step, Do):
                yield from _items(reading, encounter, stop, stop.step)


def _items(reading: Reading, encounter: Encounter, stop: Stop, step: Do) -> Iterator[Task]:
    person = stop.key[0]
    states = stop.answered.value if stop.answered and isinstance(stop.answered.value, dict) else {}
    for name, item in reading.items(person, step).items():
        due: datetime | str | None = None
        if item.due is not None:
            hours, words = item.due.hours, item.due.text
            due = encounter.opened_at + timedelta(hours=hours) if hours else words
        yield Task(
            key=stop.key,
            item=name,
            label=fill(item.label, reading, person),
            state=str(states.get(name, "todo")),
            due=due,
            at=stop.answered.at if stop.answered and name in states else None,
            cites=item.cite or step.cite,
            started=stop.answered is not None,
        )


def _dormant(reading: Reading) -> Iterator[Key]:
    for person, step in reading.facts.answers:
        if not reading.applies(person, step):
            yield person, step


def is_roster(stop: Stop) -> bool:
    """Whether this step asks how many people there are."""
    return isinstance(stop.step, Each)


def given(stop: Stop) -> Json:
    """The value answered at a step, or None."""
    return None if stop.answered is None else stop.answered.value
