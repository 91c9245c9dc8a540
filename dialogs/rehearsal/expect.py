"""What a scenario expects, held against where an encounter stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from content.release import Release
from content.scenario_moves import Expect, Person
from dialogs.event import Json
from dialogs.facts import Key
from dialogs.handover import summarise
from dialogs.handover_data import to_json
from dialogs.view import View

Loc: TypeAlias = tuple[str | int, ...]
Unmet: TypeAlias = tuple[Loc, str]


def holding(seen: View) -> frozenset[str]:
    """Every conclusion, alert and step that applies, as ``id`` and as ``person1/id``."""
    found = {(finding.person, finding.id) for finding in seen.findings}
    found |= {(person, alert.id) for alert in seen.alerts for person in (None, *alert.people)}
    found |= {stop.key for lane in seen.lanes for stop in lane.stops}
    return frozenset({slash(key) for key in found} | {name for _, name in found})


def unknown_names(expect: Expect, release: Release) -> Iterator[Unmet]:
    """Names that no outcome, alert or step of the guide has: they could never fail a scenario."""
    known = {*release.placed, *(watch.alert.id for watch in release.watches)}
    for field in ("outcomes", "never", "alerts"):
        for number, name in enumerate(getattr(expect, field) or ()):
            if name.rpartition("/")[2] not in known:
                yield (field, number), f"The guide has nothing called '{name}'."


def unmet(expect: Expect, seen: View, *, final: bool) -> Iterator[Unmet]:
    """Every expectation that does not hold, with its place. At the end nobody may be left out."""
    data = to_json(summarise(seen))
    yield from _people(expect, data, seen.facts.people if final else ())
    held = holding(seen)
    for number, name in enumerate(expect.outcomes):
        if name not in held:
            yield ("outcomes", number), f"'{name}' does not hold."
    yield from never(expect, held)
    yield from _lists(expect, seen, data)
    complete = final if expect.complete is None and final else expect.complete
    if complete is not None and complete is not seen.complete:
        still = ", ".join(
            slash(stop.key) for lane in seen.lanes for stop in lane.stops if stop.open
        )
        yield ("complete",), f"Still open: {still}." if complete else "Nothing is left to ask."


def never(expect: Expect, held: frozenset[str]) -> Iterator[Unmet]:
    """What may not hold and does."""
    for number, name in enumerate(expect.never):
        if name in held:
            yield ("never", number), f"'{name}' holds."


def _people(expect: Expect, data: dict[str, Json], everyone: Iterable[str]) -> Iterator[Unmet]:
    parts = data["people"]
    found = {str(part["person"]): part for part in _dicts(parts)}
    for person in everyone:
        if person not in expect.people:
            yield ("people",), f"'{person}' is in the encounter, with nothing expected."
    for person, wanted in expect.people.items():
        if person not in found:
            yield ("people", person), f"'{person}' is not in the encounter."
        else:
            yield from _person(("people", person), wanted, found[person])


def _person(loc: Loc, wanted: Person, part: dict[str, Json]) -> Iterator[Unmet]:
    for field in sorted(wanted.model_fields_set):
        expected, got = _plain(getattr(wanted, field)), _plain(part[field])
        if expected != got:
            yield (*loc, field), f"{field}: expected {_said(expected)}, got {_said(got)}."


def _lists(expect: Expect, seen: View, data: dict[str, Json]) -> Iterator[Unmet]:
    scene = data["scene"]
    got = {
        "scene_crimes": _plain(scene["crimes"] if isinstance(scene, dict) else []),
        "alerts": _plain([alert.id for alert in seen.alerts]),
        "outstanding": _plain([f"{slash(task.key)}.{task.item}" for task in seen.outstanding]),
        "set_aside": _plain([slash(key) for key in seen.dormant]),
    }
    for field, found in got.items():
        wanted = getattr(expect, field)
        if wanted is not None and _plain(wanted) != found:
            yield (field,), f"{field}: expected {_said(_plain(wanted))}, got {_said(found)}."


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _plain(value: Json | tuple[str, ...]) -> Json:
    """Lists in one order, so that only what is in them counts."""
    if isinstance(value, tuple | list):
        return list[Json](sorted(str(part) for part in value))
    return value


def _said(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "nothing"
    return "nothing" if value is None else str(value)


def slash(key: Key) -> str:
    """A key as scenarios write it."""
    person, step = key
    return f"{person}/{step}" if person else step
