"""What became of exercises, told from their logs alone, without playing anything again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from content.scenario import Scenario
from dialogs.training.course import option_id, stage_id
from dialogs.training.exercise import Exercise


@dataclass(frozen=True, slots=True)
class Marked:
    """One go at a scenario, marked.

    Attributes:
        scenario: its id.
        at: when it was begun.
        done: whether every stage was decided.
        missed: the stages that were not decided rightly.
    """

    scenario: str
    at: datetime
    done: bool
    missed: tuple[str, ...]


def marked(exercises: Iterable[Exercise], known: Mapping[str, Scenario]) -> tuple[Marked, ...]:
    """The exercises whose scenario is still there, marked by what it says now is right."""
    found = ((exercise, known.get(exercise.pin.scenario)) for exercise in exercises)
    return tuple(_mark(exercise, scenario) for exercise, scenario in found if scenario)


def _mark(exercise: Exercise, scenario: Scenario) -> Marked:
    right = {stage_id(d.stage): option_id(d.choose or "") for d in scenario.decisions}
    chosen: dict[str, str] = {}
    for event in exercise.log:
        chosen.setdefault(event.step or "", str(event.value))
    missed = tuple(stage for stage in right if chosen.get(stage, right[stage]) != right[stage])
    return Marked(scenario.scenario, exercise.begun_at, right.keys() <= chosen.keys(), missed)
