"""Taking a scenario in a terminal, stage by stage, as officers take it when they train."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import UTC, datetime

from bot.cards.text import plain
from bot.terminal.guides import today
from bot.training.courses import Courses, scenarios_of
from content.library import Library
from content.loader import load
from content.scenario import Scenario
from dialogs.commands import Refusal, Stamp
from dialogs.interpret import interpret
from dialogs.screen import Screen, Train
from dialogs.training import menus, telling
from dialogs.training.course import Course
from dialogs.training.deciding import Standing, begin, choose, decided, standing
from dialogs.training.exercise import Terms

WHO = "terminal"
LEAVE = frozenset({"quit", "exit", "q"})


def scripted(options: argparse.Namespace) -> tuple[Library, Course] | None:
    """The scenario meant, laid out on today's guidance; None if a guide is meant.

    Raises ContentError, or Changed if its guide is not in force.
    """
    library = load(options.content)
    if options.guide in library.editions or options.answers is not None:
        return None
    scenario: Scenario | None = scenarios_of(library, options.content).get(options.guide)
    if scenario is None or not scenario.trains:
        return None
    courses = Courses({scenario.scenario: scenario}, library)
    return library, courses.begun(scenario, today(options))


def play_exercise(library: Library, course: Course) -> int:
    """Decide stage after stage by typing, until all are decided or the input ends."""
    sources = library.reference(course.on)
    exercise = begin(course, "play", WHO, datetime.now(UTC), Terms())
    now = standing(course, exercise)
    print(plain(replace(menus.brief(course.scenario), choices=())), end="\n\n")
    _print(telling.deciding(now))
    for line in sys.stdin:
        if line.strip().casefold() in LEAVE:
            break
        before, now = now, _decide(now, line)
        if now is before:
            print("Reply with the number of a choice, or “quit”.")
        elif now.at is None:
            _print(telling.debrief(now, {}))
            print(plain(replace(telling.path(now, {}), choices=()), sources))
            break
        else:
            _print(telling.deciding(now))
    return 0


def _decide(now: Standing, line: str) -> Standing:
    meant = interpret(line, None, telling.deciding(now))
    stamp = Stamp(datetime.now(UTC), WHO, f"play-{now.exercise.revision}")
    if not isinstance(meant, Train) or meant.what != "choose":
        return now
    outcome = choose(now, meant.stage, meant.option, stamp)
    if isinstance(outcome, Refusal):
        return now
    after = standing(now.course, decided(now.exercise, outcome))
    stage = now.course.stage(meant.stage)
    if stage is not None:
        _print(telling.told(after, stage, {}))
    return after


def _print(shown: Screen) -> None:
    print(plain(shown), end="\n\n")
