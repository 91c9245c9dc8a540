"""Where an encounter stands: the one walk over a release and a log.

``view`` takes an encounter and gives everything anyone may want to show of it. It keeps nothing,
reads no clock and changes nothing, so that back, undo, resume, another device and a handover are
all the same call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from content.outcome import Outcome
from content.release import Lane, Release
from content.steps import Each
from dialogs import conclusions
from dialogs.encounter import Encounter
from dialogs.facts import Answered, Facts, Focus, Key, fold
from dialogs.reading import Reading
from dialogs.standing import Finding, LaneView, Stop, Task, Warned

__all__ = ["Finding", "LaneView", "Stop", "Task", "View", "Warned", "view"]


@dataclass(frozen=True)
class View:
    """Everything there is to show of an encounter.

    What follows from the answers is worked out when it is first asked for.

    Attributes:
        encounter: what was walked.
        reading: its facts read against the release.
        at: the step to show, or None for the board.
        lanes: every section, in the order they are offered.
        viewer: whoever looks (opaque id), or "".
    """

    encounter: Encounter
    reading: Reading
    at: Stop | None
    lanes: tuple[LaneView, ...]
    viewer: str = ""

    @cached_property
    def alerts(self) -> tuple[Warned, ...]:
        """The alerts that hold, to show above everything."""
        return tuple(conclusions.alerts(self.reading))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The conclusions that hold: the scene's first, then each person's."""
        return tuple(conclusions.findings(self.reading))

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """Every item of every checklist that applies."""
        return tuple(conclusions.tasks(self.reading, self.encounter, self.lanes))

    @cached_property
    def dormant(self) -> tuple[Key, ...]:
        """Answers that are kept but not used, because their step no longer applies."""
        return tuple(conclusions.dormant(self.reading))

    @property
    def revision(self) -> int:
        """The revision of the log this was worked out from."""
        return self.encounter.revision

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
        """The lane to go on with; None when nothing is open.

        What is urgent comes first, the scene's before a person's; the rest goes in order.
        """
        mine = (lane for lane in self.lanes if self.concerns(lane.lane))
        unfinished = [lane for lane in mine if lane.first_open is not None]
        return min(unfinished, key=_turn, default=None)

    @property
    def complete(self) -> bool:
        """Whether every step that applies has been answered."""
        return self.next_best is None

    @property
    def outstanding(self) -> tuple[Task, ...]:
        """Tasks left to do: those put off, and those with a time by which they are due."""
        return tuple(task for task in self.tasks if task.open and (task.started or task.due))

    def concerns(self, lane: Lane) -> bool:
        """Whether whoever looks is the one to walk a section: an officer there, or one who is told.

        Each may still go to what the other one walks.
        """
        return lane.attending or not (self.facts.attends and self.release.follows)

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


def _turn(lane: LaneView) -> tuple[bool, bool]:
    urgent = lane.urgent
    return (not urgent, urgent and lane.person is not None)


def view(release: Release, encounter: Encounter, viewer: str = "") -> View:
    """Work out where an encounter stands. Pure: the same log always gives the same view.

    ``viewer`` is whoever looks: one who took the encounter over sees it from their own place.
    """
    facts = fold(encounter.log, viewer, reported=release.reported)
    reading = Reading(release, facts)
    lanes = tuple(_lanes(reading))
    return View(encounter, reading, _current(release, facts, lanes), lanes, viewer)


def _lanes(reading: Reading) -> Iterator[LaneView]:
    for lane in reading.release.lanes:
        if lane.attending and not reading.facts.attends:
            continue
        for person in reading.facts.people if lane.personal else (None,):
            yield LaneView(lane, person, partial(_stops, reading, lane, person))


def _stops(reading: Reading, lane: Lane, person: str | None) -> Iterator[Stop]:
    for name in lane.steps:
        step = reading.release.placed[name].step
        if isinstance(step, Outcome) or not reading.applies(person, name):
            continue
        given = reading.answer(person, name)
        unanswered = not reading.answered(person, name)
        unconfirmed = lane.attending and _only_reported(given) and not isinstance(step, Each)
        yield Stop((person, name), step, given, unanswered or unconfirmed)


def _only_reported(given: Answered | None) -> bool:
    return given is not None and given.told_by != ""


def _current(release: Release, facts: Facts, lanes: tuple[LaneView, ...]) -> Stop | None:
    if facts.focus is not None:
        found = _focused(release, facts.focus, lanes)
        if found is not None or facts.focus.step is None:
            return found
    return _opening(lanes, attends=facts.attends and release.follows)


def _opening(lanes: tuple[LaneView, ...], *, attends: bool) -> Stop | None:
    opening = (v for v in lanes if v.lane.opening and (v.lane.attending or not attends))
    return next((v.first_open for v in opening if v.first_open), None)


def _focused(release: Release, focus: Focus, lanes: tuple[LaneView, ...]) -> Stop | None:
    section = release.lane_for(focus.person, focus.step or "")
    for lane in lanes:
        if lane.lane is section and lane.person == focus.person:
            if focus.revisit:
                return next((s for s in lane.stops if s.key[1] == focus.step), lane.first_open)
            return lane.first_open
    return None
