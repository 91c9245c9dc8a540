"""A walk told again as prepared answers: the other way round from ``rehearse``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from content.steps import Do, Each, Say
from dialogs.answers import DONE
from dialogs.event import Json, Kind
from dialogs.handover import summarise
from dialogs.handover_data import to_json
from dialogs.view import Stop, View

# What a scenario says of a person, as the handover's data calls it.
FINDINGS = (
    "age_group",
    "nrm",
    "duty_to_notify",
    "child",
    "section_45",
    "safeguarding",
    "crimes",
)


def retold(seen: View) -> dict[str, Json]:
    """The answers in use, and what they led to, as ``given`` and ``expect`` of a scenario.

    People are numbered afresh, by group and then in the order they came, because that is how
    prepared answers list them. Whoever was taken out is left out.
    """
    groups = _groups(seen)
    order = {name: number for number, name in enumerate(_roster(seen).groups)} if groups else {}
    people = sorted(groups, key=lambda person: order[groups[person]])
    handles = {person: f"person{number}" for number, person in enumerate(people, 1)}
    return {
        "guide": seen.release.start,
        "given": _given(seen, groups, handles),
        "expect": {
            "people": _expected(seen, handles),
            "alerts": [alert.id for alert in seen.alerts],
            "complete": seen.complete,
        },
    }


def _roster(seen: View) -> Each:
    step = seen.release.placed[seen.release.roster or ""].step
    assert isinstance(step, Each)
    return step


def _groups(seen: View) -> dict[str, str]:
    """The group each person was added as."""
    added = {e.person: e.value for e in seen.encounter.log if e.kind is Kind.PERSON_ADDED}
    here = {person: added[person] for person in seen.facts.people}
    return {person: _group(_roster(seen), value) for person, value in here.items()}


def _group(roster: Each, settled: Json) -> str:
    return next(name for name, group in roster.groups.items() if group.set == settled)


def _given(seen: View, groups: Mapping[str, str], handles: Mapping[str, str]) -> dict[str, Json]:
    given: dict[str, Json] = {}
    if groups and seen.release.roster:
        counts = Counter(groups.values())
        given[seen.release.roster] = {name: counts[name] for name in _roster(seen).groups}
    given |= {stop.key[1]: _value(seen, stop) for stop in _stops(seen, None)}
    for person, handle in handles.items():
        settled = _roster(seen).groups[groups[person]].set
        mine = {stop.key[1]: _value(seen, stop) for stop in _stops(seen, person)}
        fresh = {step: value for step, value in mine.items() if settled.get(step) != value}
        if fresh:
            given[handle] = fresh
    return given


def _stops(seen: View, person: str | None) -> Iterator[Stop]:
    """The answered steps, in the order they were answered."""
    every = (stop for lane in seen.lanes for stop in lane.stops if stop.key[0] == person)
    answered = [(stop.answered.revision, stop) for stop in every if stop.answered is not None]
    yield from (stop for _, stop in sorted(answered, key=lambda pair: pair[0]))


def _value(seen: View, stop: Stop) -> Json:
    """The answer as an author would write it: a finished checklist is just "done"."""
    value = stop.answered.value if stop.answered else None
    if isinstance(stop.step, Do) and isinstance(value, dict):
        items = seen.reading.items(stop.key[0], stop.step)
        shown = {name: value[name] for name in items if name in value}
        return DONE if set(shown) == set(items) and {*shown.values()} == {DONE} else shown
    return "ok" if isinstance(stop.step, Say) else value


def _expected(seen: View, handles: Mapping[str, str]) -> dict[str, Json]:
    parts = to_json(summarise(seen))["people"]
    people = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return {
        handles[str(part["person"])]: {name: part[name] for name in FINDINGS} for part in people
    }
