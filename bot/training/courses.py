"""The scenarios officers train on, laid out on guidance and remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from content.library import Library, NotInForce, Unavailable
from content.link import LinkError
from content.quiz_files import Question, load_quizzes
from content.release import Release
from content.scenario import Scenario
from content.scenario_files import load_scenarios
from dialogs.training import quick
from dialogs.training.course import Course, edition
from dialogs.training.exercise import ExercisePin
from dialogs.training.figures.forms import wordings
from dialogs.training.laying import lay

REMEMBERED = 64


class Changed(Exception):
    """An exercise runs on a scenario, or on guidance, that is not there any more as it was."""


class Courses:
    """Scenarios with choices, and the courses made of them.

    A course is laid on national guidance: what a force fills in changes nothing that is decided.
    """

    def __init__(
        self,
        scenarios: Mapping[str, Scenario],
        library: Library,
        questions: tuple[Question, ...] = (),
    ) -> None:
        self.questions = questions
        self.scenarios = {name: one for name, one in scenarios.items() if one.trains}
        self._library = library
        self.wordings = wordings(self.scenarios.values(), questions)
        self._laid: dict[str, Course] = {}

    def begun(self, scenario: Scenario, today: date) -> Course:
        """A scenario on the guidance of today, or of its own day. Raises Changed."""
        on = scenario.as_of or today
        try:
            release = self._library.release(scenario.guide, on) if scenario.guide else None
        except (NotInForce, LinkError) as error:
            raise Changed(str(error)) from error
        return self._course(scenario, release, on)

    def pinned(self, pin: ExercisePin) -> Course:
        """The course that an exercise runs on. Raises Changed."""
        scenario = self.scenarios.get(pin.scenario) or self.check(pin)
        if scenario is None or edition(scenario) != pin.edition:
            raise Changed(pin.scenario)
        try:
            start = scenario.guide
            release = self._library.pinned(start, pin.guides) if start else None
        except (Unavailable, LinkError) as error:
            raise Changed(str(error)) from error
        return self._course(scenario, release, pin.on)

    def check(self, pin: ExercisePin) -> Scenario | None:
        """The quick check of an exercise; None if it is none, or a question is gone."""
        try:
            return quick.scenario(self.questions, pin.terms.questions) if _asks(pin) else None
        except KeyError:
            return None

    def _course(self, scenario: Scenario, release: Release | None, on: date) -> Course:
        guides = sorted(release.versions().items()) if release else []
        key = f"{scenario.scenario} {edition(scenario)} {on} {guides}"
        found = self._laid.get(key)
        if found is None:
            if len(self._laid) >= REMEMBERED:
                self._laid.pop(next(iter(self._laid)))
            made = replace(lay(scenario, release, on), sources=self._library.sources)
            found = self._laid[key] = made
        return found


def _asks(pin: ExercisePin) -> bool:
    return pin.scenario == quick.NAME and bool(pin.terms.questions)


def questions_of(library: Library, root: Path) -> tuple[Question, ...]:
    """The questions of a content folder. Raises ContentError."""
    sheets = load_quizzes(library.sources, root)
    return tuple(question for sheet in sheets for question in sheet.quiz.questions)


def scenarios_of(library: Library, root: Path) -> dict[str, Scenario]:
    """The scenarios of a content folder. Raises ContentError."""
    scripts = load_scenarios(library.sources, root)
    return {name: script.scenario for name, script in scripts.items()}


def courses_of(library: Library, root: Path) -> Courses:
    """All there is to train on in a content folder. Raises ContentError."""
    return Courses(scenarios_of(library, root), library, questions_of(library, root))
