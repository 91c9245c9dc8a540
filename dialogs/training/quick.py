"""The quick check: which ten questions are due for somebody, and when they are asked again.

A question answered rightly comes back later each time, one that was not comes back at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from content.quiz_files import Question
from content.scenario import Role, Scenario, Situation
from content.scenario_moves import Expect
from dialogs.training.course import digest, option_id, stage_id
from dialogs.training.exercise import Exercise

NAME = "quick-check"
TITLE = "Quick check"
MANY = 10
# Days until a question is asked again, by how often running it was answered rightly.
LATER = (0, 1, 3, 7, 14, 30)

Streaks = Mapping[str, tuple[int, date]]  # by question: rightly so often running, and when last


def streaks(questions: Iterable[Question], exercises: Iterable[Exercise]) -> Streaks:
    """How each question that was ever answered has gone."""
    right = {stage_id(one.about): option_id(one.right) for one in questions}
    found: dict[str, tuple[int, date]] = {}
    checks = (one for one in exercises if one.pin.scenario == NAME)
    for exercise in sorted(checks, key=lambda one: one.begun_at):
        for event in exercise.log:
            name = event.step or ""
            if name in right:
                before, _ = found.get(name, (0, date.min))
                again = before + 1 if str(event.value) == right[name] else 0
                found[name] = (again, event.at.date())
    return found


def due(questions: Iterable[Question], known: Streaks, today: date, seed: str) -> tuple[str, ...]:
    """The ids of the questions to ask: those got wrong, those due, new ones, then the rest."""

    def turn(name: str) -> tuple[int, date, str]:
        streak, last = known.get(name, (-1, today))
        later = last + timedelta(days=LATER[min(streak, len(LATER) - 1)]) if streak >= 0 else today
        rank = 2 if streak < 0 else 0 if streak == 0 else 1 if later <= today else 3
        return rank, later, digest(seed, name)

    names = (stage_id(one.about) for one in questions)
    return tuple(sorted(names, key=turn)[:MANY])


def next_day(known: Streaks, today: date) -> date:
    """When it is worth asking again: as soon as one of those answered is due, tomorrow at least."""
    longest = len(LATER) - 1
    days = (last + timedelta(LATER[min(streak, longest)]) for streak, last in known.values())
    return max(min(days, default=today), today + timedelta(days=1))


def scenario(questions: Iterable[Question], names: Iterable[str]) -> Scenario:
    """The questions with these ids as a scenario that plays no guide. Raises KeyError."""
    known = {stage_id(one.about): one for one in questions}
    asked = [known[name] for name in names]
    return Scenario(
        scenario=NAME,
        title=TITLE,
        situation=Situation.HAPPY_PATH,
        guide=None,
        roles=tuple(Role),
        themes=tuple(dict.fromkeys(one.theme for one in asked)),
        basis="composite",
        source=asked[0].cite[0].source,
        cite=asked[0].cite,
        brief="A few questions, one right answer each.",
        expect=Expect(),
        decisions=tuple(one.decision for one in asked),
        learning=("What you missed comes back first.",),
    )
