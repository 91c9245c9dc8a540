"""What follows from the answers: alerts, conclusions, tasks, and answers set aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from content.condition import steps_in
from content.outcome import Outcome
from content.release import Placed
from content.steps import Do
from dialogs.encounter import Encounter
from dialogs.facts import Key
from dialogs.reading import Reading
from dialogs.standing import Finding, LaneView, Stop, Task, Warned
from dialogs.wording import Said, fill


def alerts(reading: Reading) -> Iterator[Warned]:
    """The alerts that hold, the gravest first."""
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


def findings(reading: Reading) -> Iterator[Finding]:
    """The conclusions that hold: the scene's first, then each person's."""
    for person in (None, *reading.facts.people):
        for name, placed in reading.release.outcomes:
            step = placed.step
            if placed.personal is not (person is not None) or not isinstance(step, Outcome):
                continue
            if reading.applies(person, name):
                label = fill(step.label, reading, person)
                said = Said(fill(step.say, reading, person), step.cite, step.confirm_locally)
                told_by = _told_by(reading, placed, person)
                yield Finding(name, person, step.outcome, step.value, label, said, told_by)


def _told_by(reading: Reading, placed: Placed, person: str | None) -> str:
    """Who reported the answers a conclusion rests on; "" if any of them was seen."""
    leaves = (reading.answer(person, leaf.step) for leaf in steps_in(placed.when))
    told = {given.told_by: None for given in leaves if given is not None}
    return next(iter(told), "") if "" not in told else ""


def tasks(reading: Reading, encounter: Encounter, lanes: tuple[LaneView, ...]) -> Iterator[Task]:
    """Every item of every checklist that applies."""
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


def dormant(reading: Reading) -> Iterator[Key]:
    """Answers that are kept but not used, because their step no longer applies."""
    for person, step in reading.facts.answers:
        if not reading.applies(person, step):
            yield person, step
