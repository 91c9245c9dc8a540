"""Giving prepared answers to the real engine, one input after another, as an officer would.

Answers are given wherever the engine asks for them: what is on screen first, then what is urgent,
then the rest in order. Nothing here knows any guidance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from content.release import Release
from content.scenario_moves import EVERYONE, Expect, Given
from dialogs.commands import Answer, Command, Confirm, Look, Refusal, Stamp
from dialogs.decide import decide
from dialogs.encounter import Encounter, Mode, record
from dialogs.event import Json
from dialogs.facts import Key
from dialogs.rehearsal import cover as scenario_cover
from dialogs.rehearsal import expect as scenario_expect
from dialogs.rehearsal.cover import Point
from dialogs.rehearsal.expect import Loc, slash
from dialogs.rehearsal.rehearse import begin
from dialogs.view import Stop, view

Stored: TypeAlias = Callable[[Encounter], Encounter]


class Playing:
    """An officer who knows the answers."""

    def __init__(self, release: Release, expect: Expect, on: date, stored: Stored) -> None:
        self.release = release
        self.expect = expect
        self.on = on
        self.stored = stored
        self.started = datetime.combine(on, time(12), UTC)
        fresh = begin(release, "scenario", "PLAY", "officer", self.started, Mode.TRAINING)
        self.encounter = stored(fresh)
        self.view = view(release, self.encounter)
        self.inputs = 0
        self.waiting: dict[Key, tuple[Loc, Json]] = {}
        self.used: set[Loc] = set()
        self.supplied: dict[Loc, Key] = {}
        self.stuck: set[Key] = set()
        self.cards: dict[Key, int] = {}  # revision of the card that first asked
        self.problems: dict[Loc, str] = {}
        self.points: set[Point] = set()
        self.held: dict[str, int] = {}  # the last revision at which each name held

    def problem(self, loc: Loc, message: str) -> None:
        """Note what went wrong at a place; the first message there counts."""
        self.problems.setdefault(loc, message)

    def supply(self, answers: Mapping[str, Given], loc: Loc) -> None:
        """Have these answers ready for when they are asked for."""
        for name, value in answers.items():
            key = key_of(name)
            self.waiting[key] = ((*loc, name), as_json(value))
            self.supplied[(*loc, name)] = key

    def go_on(self) -> None:
        """Give what is ready wherever it is asked for, until nothing more is."""
        while not (self.view.facts.closed or self.view.facts.paused):
            ready = next(self.ready(), None)
            if ready is None:
                return
            stop, (loc, value) = ready
            self.waiting.pop(stop.key, None)
            self.used.add(loc)
            self.answer(stop, value, loc)

    def ready(self) -> Iterator[tuple[Stop, tuple[Loc, Json]]]:
        """The steps that can be answered now: what the roster settled, then what is asked."""
        lanes = sorted(self.view.lanes, key=lambda lane: not lane.urgent)
        stops = [stop for lane in lanes for stop in lane.stops]
        for stop in stops:
            if not stop.open and stop.key in self.waiting:
                yield stop, self.waiting[stop.key]
        asked = [stop for stop in stops if stop.open and stop.key not in self.stuck]
        shown = self.view.at
        for stop in sorted(asked, key=lambda one: shown is None or one.key != shown.key):
            found = self.waiting.get(stop.key)
            if found is None and stop.key[0]:
                found = self.waiting.get((EVERYONE, stop.key[1]))
            if found is not None:
                yield stop, found

    def answer(self, stop: Stop, value: Json, loc: Loc) -> None:
        """Go to a step if it is not on screen, and answer it."""
        if self.view.at is None or self.view.at.key != stop.key:
            self.input(Look(stop.key[0], stop.key[1], revisit=True))
        self.cards.setdefault(stop.key, self.view.revision)
        refusal = self.input(Answer(stop.key[0], stop.key[1], value, self.view.revision))
        if refusal is not None and refusal.code != "already":
            self.problem(loc, f"{slash(stop.key)}: {refusal.message}")
        self.confirm()
        self.points.update(scenario_cover.answered(self.view, stop.key))
        left = self.view.stop(stop.key)
        if left is not None and left.open:
            self.stuck.add(stop.key)

    def confirm(self) -> None:
        """Press "yes" if an answer was read back."""
        if self.view.facts.proposal is not None:
            self.input(Confirm())

    def input(self, command: Command) -> Refusal | None:
        """One input: decided, recorded, stored, and looked at for what may never hold."""
        self.inputs += 1
        at = self.started + timedelta(seconds=20 * self.inputs)
        outcome = decide(self.view, command, Stamp(at, "officer", f"input{self.inputs}"))
        if isinstance(outcome, Refusal):
            return outcome
        self.encounter = self.stored(record(self.encounter, outcome))
        self.view = view(self.release, self.encounter)
        self.points.update(scenario_cover.holding(self.view))
        held = scenario_expect.holding(self.view)
        self.held |= dict.fromkeys(held, self.view.revision)
        for loc, message in scenario_expect.never(self.expect, held):
            self.problem(("expect", *loc), message)
        return None

    def unused(self, key: Key) -> str:
        """Why an answer was never asked for."""
        person, step = key
        placed = self.release.placed.get(step)
        if placed is None:
            return f"The guide '{self.release.start}' has no step '{step}'."
        if placed.personal is (person is None):
            right = f"person1/{step}" if placed.personal else step
            return f"Write '{right}': the step is about {'a person' if person is None else 'all'}."
        return f"'{slash(key)}' is never asked, so this answer is not used."


def key_of(name: str) -> Key:
    """The key that a scenario writes as ``step`` or ``person1/step``."""
    person, _, step = name.rpartition("/")
    return (person or None, step)


def as_json(value: Given) -> Json:
    """An answer from a file in the shape commands take."""
    if isinstance(value, tuple):
        return list[Json](value)
    return dict[str, Json](value) if isinstance(value, dict) else value
