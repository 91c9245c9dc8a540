"""Conditions said in plain words, for people who read about a guide rather than write it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from content.condition import (
    All,
    Any_,
    Between,
    Condition,
    Count,
    Done,
    Every,
    Is,
    Not,
    Unknown,
)
from content.outcome import Outcome
from content.steps import Ask, Do, Each, Say

Steps: TypeAlias = Mapping[str, Ask | Do | Say | Each | Outcome]


def when_words(when: Condition, steps: Steps) -> str:
    """The condition as words, e.g. "Age is “Adult” and NRM consent is “Agrees”"; "" for always.

    ``steps`` gives the titles and labels; a step that is not in it is called by its id.
    """
    return _Wording(steps).say(when)


class _Wording:
    def __init__(self, steps: Steps) -> None:
        self.steps = steps

    def say(self, when: Condition) -> str:
        match when:
            case All(parts):
                return " and ".join(self.inside(part) for part in parts)
            case Any_(parts):
                return " or ".join(self.inside(part) for part in parts)
            case Not(part):
                return self.negated(part)
            case Is(step, values):
                return f"{self.title(step)} is {self.labels(step, values)}"
            case Between(step, low, high):
                return f"{self.title(step)} is {_range(low, high)}"
            case Unknown(step):
                return f"{self.title(step)} is not answered yet"
            case Done(step, item):
                return f"{self.task(step, item)} is done"
            case Count(of, 1, None):
                return f"for someone: {self.say(of)}"
            case Count(of, low, high):
                return f"for {_range(low, high)} people: {self.say(of)}"
            case Every(of):
                return f"for every person: {self.say(of)}"

    def inside(self, part: Condition) -> str:
        words = self.say(part)
        joined = isinstance(part, All | Any_) and len(part.parts) > 1
        return f"({words})" if joined else words

    def negated(self, part: Condition) -> str:
        match part:
            case Is(step, values):
                return f"{self.title(step)} is not {self.labels(step, values)}"
            case Unknown(step):
                return f"{self.title(step)} is answered"
            case Done(step, item):
                return f"{self.task(step, item)} is not done"
            case _:
                return f"not ({self.say(part)})"

    def title(self, step: str) -> str:
        found = self.steps.get(step)
        return found.label if isinstance(found, Outcome) else found.title if found else step

    def labels(self, step: str, values: Iterable[str | int | bool]) -> str:
        found = self.steps.get(step)
        options = found.options if isinstance(found, Ask) else {}
        named = [options[str(v)].label if str(v) in options else str(v) for v in values]
        return " or ".join(f"“{name}”" for name in named)

    def task(self, step: str, item: str | None) -> str:
        found = self.steps.get(step)
        if item and isinstance(found, Do) and item in found.do:
            return f"“{found.do[item].label}”"
        return f"everything in {self.title(step)}"


def _range(low: int | None, high: int | None) -> str:
    if low == high:
        return f"exactly {low}"
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"
