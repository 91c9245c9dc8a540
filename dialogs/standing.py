"""What there is to show of an encounter: sections, steps, conclusions, tasks, alerts.

Plain values. How they are worked out is in ``dialogs.view``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content.guide import Cites, Topic
from content.release import Lane, Release, Visited
from dialogs.encounter import Encounter
from dialogs.facts import Answered, Facts, Key
from dialogs.reading import Reading
from dialogs.wording import Said


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
