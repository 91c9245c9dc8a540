"""Where an encounter stands: the one walk over a release and a log.

``view`` takes an encounter and gives everything anyone may want to show of it. It keeps nothing,
reads no clock and changes nothing, so that back, undo, resume, another device and a handover are
all the same call.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from content.guide import Do, Outcome
from content.release import Lane, Release
from dialogs.encounter import Encounter
from dialogs.facts import Facts, Focus, Key, fold
from dialogs.reading import Reading
from dialogs.standing import Finding, LaneView, Stop, Task, View, Warned
from dialogs.wording import Said, fill

__all__ = ["Finding", "LaneView", "Stop", "Task", "View", "Warned", "view"]


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
