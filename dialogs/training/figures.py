"""Figures of sessions in a room: how many chose what, with small groups left out.

A count from one to four could tell on someone. It is not given, nor is any other from which it
could be worked out with the total: what is left out of a stage is at least two counts, and at least
five people together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content.scenario import Scenario
from dialogs.training.course import option_id, stage_id
from dialogs.training.room import ENOUGH


@dataclass(frozen=True, slots=True)
class Line:
    """How many chose one option of a stage; ``count`` is None where that is left out.

    ``answered`` is how many answered the stage, in sessions where at least five did.
    """

    scenario: str
    stage: str
    option: str
    right: bool
    count: int | None
    answered: int


Counted = Mapping[tuple[str, str], Mapping[str, int]]


def suppressed(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts of one stage with those left out that must be."""
    hidden = [name for name, count in counts.items() if 0 < count < ENOUGH]
    if hidden:
        rest = sorted((count, name) for name, count in counts.items() if count >= ENOUGH)
        for _, name in rest:
            if len(hidden) > 1 and sum(counts[one] for one in hidden) >= ENOUGH:
                break
            hidden.append(name)
    return {name: None if name in hidden else count for name, count in counts.items()}


def lines(counted: Counted, known: Iterable[Scenario]) -> tuple[Line, ...]:
    """Every option of each stage that was answered, by scenario and stage id."""
    return tuple(line for scenario in known for line in _of(scenario, counted))


def missed(found: Iterable[Line]) -> tuple[Line, ...]:
    """The right options whose counts may be told, those that fewest chose first."""
    told = [line for line in found if line.right and line.count is not None]
    return tuple(sorted(told, key=lambda line: (line.count or 0) / line.answered))


def _of(scenario: Scenario, counted: Counted) -> Iterable[Line]:
    for decision in scenario.decisions:
        given = counted.get((scenario.scenario, stage_id(decision.stage)))
        if not given:
            continue
        says = [decision.choose or "", *(wrong.say for wrong in decision.instead)]
        counts = {option_id(say): given.get(option_id(say), 0) for say in says}
        if sum(counts.values()) < ENOUGH:
            continue
        told = suppressed(counts)
        for say in says:
            right = say == decision.choose
            count, total = told[option_id(say)], sum(counts.values())
            yield Line(scenario.title, decision.stage, say, right, count, total)
