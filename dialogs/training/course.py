"""What an exercise is made of: the stages to decide, and the path that is right."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from content.decision import Decision
from content.release import Release
from content.scenario import Scenario
from content.scenario_moves import Given
from content.statement import Source
from dialogs.encounter import Encounter
from dialogs.standing import Finding, Warned
from dialogs.view import View, view


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen at a stage.

    Attributes:
        id: the same wherever its words are, so that figures of many exercises add up.
        say: what is chosen.
        right: it is the right decision.
        seen: it is what was done in the real case.
        why: why not, or "" where the stage's own reason says enough.
        answer: what it would be answered to the stage's question, or None.
    """

    id: str
    say: str
    right: bool = False
    seen: bool = False
    why: str = ""
    answer: Given | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One decision of an exercise.

    Attributes:
        id: unique within the scenario.
        number: from 1.
        title, ask: what it is about and what is to be decided.
        told: what has come out since the stage before, in the order it does.
        asked: the question of the guidance that the stage is about, or "".
        options: in the order of the file; ``shuffled`` gives one to show.
        decision: what is right, why, where that stands, and what was seen in the real case.
        revision: of the course's encounter when the question is asked; None if it is not.
        concluded: what the guidance concludes from the right decision.
    """

    id: str
    number: int
    title: str
    ask: str
    told: tuple[str, ...]
    asked: str
    options: tuple[Option, ...]
    decision: Decision
    revision: int | None
    concluded: tuple[Finding | Warned, ...] = ()

    @property
    def right(self) -> Option:
        """The right decision."""
        return next(option for option in self.options if option.right)

    def option(self, id_: str) -> Option | None:
        """The option with this id."""
        return next((option for option in self.options if option.id == id_), None)

    def shuffled(self, seed: str) -> tuple[Option, ...]:
        """The options in an order that says nothing, the same each time for one seed."""
        return tuple(sorted(self.options, key=lambda one: digest(seed, self.id, one.id)))


@dataclass(frozen=True)
class Course:
    """A scenario ready to be decided, on one release.

    Attributes:
        scenario: what it is made of.
        edition: a digest of the scenario, to know it again.
        on: the day whose guidance counts.
        encounter: the right path from beginning to end; None if no guide is played.
        release: what that ran on; None if no guide is played.
        stages: the decisions, in order.
        rest: what comes out after the last of them.
        sources: the register, to name what a stage cites.
    """

    scenario: Scenario
    edition: str
    on: date
    encounter: Encounter | None
    release: Release | None
    stages: tuple[Stage, ...]
    rest: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False, compare=False)

    def stage(self, id_: str) -> Stage | None:
        """The stage with this id."""
        return next((stage for stage in self.stages if stage.id == id_), None)

    @property
    def end(self) -> View | None:
        """Where the right path ends: the handover is drawn from it."""
        if self.release is None or self.encounter is None:
            return None
        return view(self.release, self.encounter)


def edition(scenario: Scenario) -> str:
    """A digest of all that a scenario says."""
    return digest(scenario.model_dump_json())


def digest(*parts: str) -> str:
    """Twelve characters that stand for the parts, the same each time."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def stage_id(stage: str) -> str:
    """The id of a stage, from its name."""
    return "-".join("".join(c if c.isalnum() else " " for c in stage.casefold()).split())


def option_id(say: str) -> str:
    """The id of an option, from its words."""
    return digest(say)[:6]
