"""Where an exercise stands, and what committing a decision does to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.commands import Refusal, Stamp
from dialogs.event import Event, Kind
from dialogs.training.course import Course, Option, Stage
from dialogs.training.exercise import Exercise, ExercisePin, Terms


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an exercise stands.

    Attributes:
        chosen: by stage, what was decided there.
        at: the stage to decide, or None once all are.
    """

    course: Course
    exercise: Exercise
    chosen: Mapping[str, Option]
    at: Stage | None

    @property
    def done(self) -> bool:
        """Whether every stage was decided."""
        return self.at is None

    @property
    def score(self) -> int:
        """How many stages were decided rightly."""
        return sum(option.right for option in self.chosen.values())

    @property
    def out_of(self) -> int:
        """How many stages there are."""
        return len(self.course.stages)

    @property
    def missed(self) -> tuple[Stage, ...]:
        """The stages that were not decided rightly."""
        chosen = ((stage, self.chosen.get(stage.id)) for stage in self.course.stages)
        return tuple(stage for stage, option in chosen if option is not None and not option.right)

    def options(self, stage: Stage) -> tuple[Option, ...]:
        """A stage's options in the order that this exercise shows."""
        return stage.shuffled(self.exercise.id)


def begin(course: Course, id_: str, owner: str, at: datetime, terms: Terms) -> Exercise:
    """A new exercise, pinned to the course."""
    guides = course.release.versions() if course.release else {}
    pin = ExercisePin(course.scenario.scenario, course.edition, course.on, guides, terms)
    return Exercise(id_, owner, at, pin)


def standing(course: Course, exercise: Exercise) -> Standing:
    """Work out where an exercise stands. What was decided first at a stage counts."""
    chosen: dict[str, Option] = {}
    for event in exercise.log:
        stage = course.stage(event.step or "")
        option = stage.option(str(event.value)) if stage else None
        if option is not None:
            chosen.setdefault(event.step or "", option)
    at = next((stage for stage in course.stages if stage.id not in chosen), None)
    return Standing(course, exercise, chosen, at)


def choose(now: Standing, stage: str, option: str, stamp: Stamp) -> tuple[Event, ...] | Refusal:
    """Commit a decision. It cannot be taken back: seeing what follows is the lesson."""
    if stage in now.chosen:
        return Refusal("already", "You have decided that already. The first decision counts.")
    if now.at is None or now.at.id != stage:
        return Refusal("not-now", "That stage is not the one to decide now.")
    if now.at.option(option) is None:
        return Refusal("invalid", "That is not one of the choices.")
    return (Event(stamp.at, stamp.by, Kind.ANSWERED, stamp.command, None, stage, option),)


def decided(exercise: Exercise, events: tuple[Event, ...]) -> Exercise:
    """The exercise with the events appended. The one it was given is unchanged."""
    return replace(exercise, log=(*exercise.log, *events))
