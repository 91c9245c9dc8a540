"""Playing a guide through from prepared answers, keyed by step and person, in any order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from content.release import Release
from dialogs.commands import Answer, Command, Confirm, Refusal, Stamp
from dialogs.decide import decide
from dialogs.encounter import Encounter, Mode, Pin, record
from dialogs.event import BEGUN, Event, Json, Kind
from dialogs.facts import Key
from dialogs.view import Stop, View, view

Answers = Mapping[Key, Json]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of playing prepared answers.

    Attributes:
        view: where the encounter ended.
        unused: keys whose step never applied.
        refused: keys whose answer was refused, with why.
    """

    view: View
    unused: tuple[Key, ...]
    refused: tuple[tuple[Key, str], ...]


def begin(
    release: Release, id_: str, code: str, owner: str, at: datetime, mode: Mode = Mode.LIVE
) -> Encounter:
    """A new encounter pinned to a release, with what its start guide settles beforehand."""
    pin = Pin(release.start, release.versions(), release.overlay, mode)
    return Encounter(id_, code, owner, at, pin, tuple(_settled(release, owner, at)))


def _settled(release: Release, owner: str, at: datetime) -> Iterator[Event]:
    start = release.editions[release.start].guide.start
    for step, value in start.set.items() if start else ():
        yield Event(at, owner, Kind.ANSWERED, BEGUN, None, step, value)


def read_answers(data: Mapping[str, Json]) -> dict[Key, Json]:
    """Prepared answers as an author writes them.

    Keys are ``step``, ``person1/step``, or ``person1`` with a mapping of steps. A checklist takes
    ``done``, ``later`` or ``{item: done | later | cannot:<reason>}``. Raises ValueError on others.
    """
    answers: dict[Key, Json] = {}
    for name, value in data.items():
        person, slash, step = name.partition("/")
        if slash:
            answers[(person, step)] = value
        elif name.startswith("person") and name[6:].isdigit():
            if not isinstance(value, dict):
                raise ValueError(f"'{name}' takes a mapping of steps to answers")
            answers |= {(name, inner): given for inner, given in value.items()}
        else:
            answers[(None, name)] = value
    return answers


def rehearse(release: Release, answers: Answers, at: datetime | None = None) -> Rehearsal:
    """Give the prepared answers wherever their step is open, until nothing more can be given."""
    started = at or datetime(2026, 1, 1, 12, tzinfo=UTC)
    encounter = begin(release, "rehearsal", "PLAY", "rehearsal", started, Mode.TRAINING)
    left, refused = dict(answers), list[tuple[Key, str]]()
    while (stop := _ready(view(release, encounter), left)) is not None:
        value = left.pop(stop.key)
        command: Command = Answer(stop.key[0], stop.key[1], value)
        stamp = Stamp(started, "rehearsal", f"{stop.key}")
        outcome = decide(view(release, encounter), command, stamp)
        if isinstance(outcome, Refusal):
            if outcome.code != "already":
                refused.append((stop.key, outcome.message))
            continue
        encounter = record(encounter, outcome)
        if view(release, encounter).facts.proposal is not None:
            encounter = _confirmed(release, encounter, stamp)
    return Rehearsal(view(release, encounter), tuple(left), tuple(refused))


def _ready(seen: View, left: Answers) -> Stop | None:
    """The first applicable step with a prepared answer; roster facts may be answered again."""
    stops = (stop for lane in seen.lanes for stop in lane.stops)
    return next((stop for stop in stops if stop.key in left), None)


def _confirmed(release: Release, encounter: Encounter, stamp: Stamp) -> Encounter:
    again = Stamp(stamp.at, stamp.by, stamp.command + "!")
    outcome = decide(view(release, encounter), Confirm(), again)
    return encounter if isinstance(outcome, Refusal) else record(encounter, outcome)
