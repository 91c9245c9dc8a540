"""Running a scenario: its answers, its later moves, and whether what it expects came of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from content import scenario_moves as moves
from content.release import Release
from content.scenario import Scenario
from dialogs import board
from dialogs.commands import (
    AddPerson,
    Answer,
    Back,
    Close,
    Command,
    Confirm,
    Dismiss,
    Pause,
    RemovePerson,
    Reopen,
    Resume,
    Undo,
)
from dialogs.facts import Key
from dialogs.interpret import Question, interpret
from dialogs.rehearsal import cover as scenario_cover
from dialogs.rehearsal import expect as scenario_expect
from dialogs.rehearsal.asked import Finder, asked, only_questions, told
from dialogs.rehearsal.cover import Point
from dialogs.rehearsal.expect import Loc, slash
from dialogs.rehearsal.play import Playing, Stored, as_json, key_of
from dialogs.view import View

_TURNS: Mapping[str, Command] = {
    "pause": Pause(),
    "resume": Resume(),
    "close": Close(),
    "reopen": Reopen(),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that did not go as the scenario says, with its place in the file."""

    loc: Loc
    message: str


@dataclass(frozen=True)
class Played:
    """What came of playing a scenario.

    Attributes:
        view: where it ended; None if only questions were asked.
        problems: what did not go as written; none if it holds.
        points: the parts of the guidance it reached.
        told: the answers found to its questions, by id, and the day whose guidance they are.
        cards: the revision at which each question was first asked.
        held: the last revision at which each conclusion, alert and step applied, by name.
    """

    view: View | None
    problems: tuple[Problem, ...]
    points: frozenset[Point]
    told: frozenset[tuple[str, date]]
    cards: Mapping[Key, int] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)


def play(
    scenario: Scenario,
    release: Release | None,
    find: Finder,
    on: date,
    stored: Stored = lambda encounter: encounter,
) -> Played:
    """Play a scenario on a release, both as of the day ``on``.

    ``stored`` stands for storage: it is given the encounter after each input and gives it back.
    ``release`` is None for a scenario without a guide.
    """
    if release is None:
        problems = tuple(Problem(*one) for one in only_questions(scenario, find, on))
        return Played(None, problems, frozenset(), told(scenario, find, on))
    playing = _Running(scenario, release, find, on, stored)
    playing.supply(scenario.given, ("given",))
    playing.go_on()
    for number, move in enumerate(scenario.then):
        playing.move(move, ("then", number))
    return playing.played()


class _Running(Playing):
    def __init__(
        self, scenario: Scenario, release: Release, find: Finder, on: date, stored: Stored
    ) -> None:
        super().__init__(release, scenario.expect, on, stored)
        self.scenario = scenario
        self.find = find

    def move(self, move: moves.Move, loc: Loc) -> None:
        match move:
            case moves.Give(give=answers):
                self.stuck.clear()
                self.supply(answers, (*loc, "give"))
            case moves.Change():
                self.change(move, loc)
            case moves.Stale():
                self.stale(move, loc)
            case moves.Undo(undo=times):
                for _ in range(times):
                    self.must(Undo(), (*loc, "undo"))
            case moves.Back(back=place):
                self.back(place, (*loc, "back"))
            case moves.Add(add=group):
                self.must(AddPerson(group), (*loc, "add"))
            case moves.Remove(remove=person):
                self.must(RemovePerson(person), (*loc, "remove"))
            case moves.Turn(turn=turn):
                self.must(_TURNS[turn], (*loc, "turn"))
            case moves.Question():
                self.ask(move, loc)
            case moves.Check(check=expected):
                self.check(expected, (*loc, "check"), final=False)
        if not isinstance(move, moves.Undo | moves.Back | moves.Check | moves.Question):
            self.go_on()

    def must(self, command: Command, loc: Loc) -> None:
        refusal = self.input(command)
        if refusal is not None:
            self.problem(loc, refusal.message)

    def change(self, move: moves.Change, loc: Loc) -> None:
        (name, value), place = next(iter(move.change.items())), (*loc, "change")
        key = key_of(name)
        stop = self.view.stop(key)
        if stop is None or stop.answered is None:
            self.problem((*place, name), f"'{name}' has no answer to change.")
            return
        self.must(Answer(key[0], key[1], as_json(value), self.view.revision), (*place, name))
        if move.keep and self.view.facts.proposal is None:
            self.problem((*loc, "keep"), "The answer was taken without being read back.")
        elif move.keep:
            self.input(Dismiss())
        self.confirm()
        self.points.update(scenario_cover.answered(self.view, key))
        self.stuck.clear()

    def stale(self, move: moves.Stale, loc: Loc) -> None:
        name, value = next(iter(move.stale.items()))
        key = key_of(name)
        if key not in self.cards:
            self.problem((*loc, "stale", name), f"'{name}' was never asked: it has no old card.")
            return
        refusal = self.input(Answer(key[0], key[1], as_json(value), self.cards[key]))
        waiting = self.view.facts.proposal is not None
        met = refusal.code if refusal else "read-back" if waiting else "taken"
        if met != move.meets:
            self.problem((*loc, "meets"), f"The old button met '{met}', not '{move.meets}'.")
        if waiting:
            self.input(Confirm() if move.confirm else Dismiss())

    def back(self, place: str, loc: Loc) -> None:
        self.must(Back(), loc)
        there = slash(self.view.at.key) if self.view.at else "the board"
        if there != place:
            self.problem(loc, f"Back leads to {there}.")

    def ask(self, move: moves.Question, loc: Loc) -> None:
        meant = interpret(move.ask, self.view, board.screen(self.view))
        if not isinstance(meant, Question):
            self.problem((*loc, "ask"), "This is taken for an answer or a command, not a question.")
        for place, message in asked(move, self.find, self.on):
            self.problem((*loc, *place), message)

    def check(self, expected: moves.Expect, loc: Loc, *, final: bool) -> None:
        found = [
            *scenario_expect.unknown_names(expected, self.release),
            *scenario_expect.unmet(expected, self.view, final=final),
        ]
        for place, message in found:
            self.problem((*loc, *place), message)

    def played(self) -> Played:
        """Where it ended, with what is unused, unmet or revealed at no step."""
        for loc, key in self.supplied.items():
            if loc not in self.used:
                self.problem(loc, self.unused(key))
        self.check(self.scenario.expect, ("expect",), final=True)
        for loc, name in self.named():
            if key_of(name) not in self.cards:
                self.problem(loc, f"'{name}' is never asked.")
        self.concluded()
        problems = tuple(Problem(loc, message) for loc, message in self.problems.items())
        found = told(self.scenario, self.find, self.on)
        points = frozenset(self.points)
        return Played(self.view, problems, points, found, self.cards, self.held)

    def concluded(self) -> None:
        """What each stage says that the guidance concludes must have held from there on."""
        for number, decision in enumerate(self.scenario.decisions):
            since = self.cards.get(key_of(decision.at), 0) if decision.at else 0
            for place, name in enumerate(decision.holds):
                if self.held.get(name, -1) < since:
                    loc = ("decisions", number, "holds", place)
                    self.problem(loc, f"The guidance does not conclude '{name}' here.")

    def named(self) -> Iterator[tuple[Loc, str]]:
        for name in self.scenario.reveal:
            yield ("reveal", name), name
        for number, decision in enumerate(self.scenario.decisions):
            if decision.at is not None:
                yield ("decisions", number, "at"), decision.at
