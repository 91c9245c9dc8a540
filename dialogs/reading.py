"""An encounter read against its guidance: which steps apply and which answers are in use.

An answer counts only while its step applies. Whether a step applies depends on the answers that
count, so both are worked out together, each once, following the conditions backwards. Linking has
already refused conditions that go round in a circle.
"""

from __future__ import annotations

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
from content.release import Placed, Release
from content.steps import Do, Each, Item
from dialogs.event import Json
from dialogs.facts import Answered, Facts, Key


class Reading:
    """A release and the facts of one encounter, with what follows from them remembered."""

    def __init__(self, release: Release, facts: Facts) -> None:
        self.release = release
        self.facts = facts
        self._applies: dict[Key, bool] = {}

    def key(self, person: str | None, step: str) -> Key:
        """The key of a step: a scene step has no person even when one is being looked at."""
        placed = self.release.placed.get(step)
        return (person if placed is not None and placed.personal else None, step)

    def applies(self, person: str | None, step: str) -> bool:
        """Whether the step applies now. A step outside the release never does."""
        placed = self.release.placed.get(step)
        if placed is None:
            return False
        key = (person if placed.personal else None, step)
        found = self._applies.get(key)
        if found is None:
            found = self._applies[key] = self._work_out(placed, key)
        return found

    def _work_out(self, placed: Placed, key: Key) -> bool:
        person = key[0]
        if placed.personal and person not in self.facts.people:
            return False
        if not self.holds(placed.when, person):
            return False
        if isinstance(placed.step, Do):
            return any(self.holds(item.when, person) for item in placed.step.do.values())
        return True

    def answer(self, person: str | None, step: str) -> Answered | None:
        """The answer in use, or None if there is none or it has been set aside."""
        placed = self.release.placed.get(step)
        key = (person if placed is not None and placed.personal else None, step)
        given = self.facts.answers.get(key)
        return given if given is not None and self.applies(person, step) else None

    def value(self, person: str | None, step: str) -> Json:
        """The value of the answer in use; None if unanswered or set aside."""
        given = self.answer(person, step)
        return None if given is None else given.value

    def items(self, person: str | None, step: Do) -> dict[str, Item]:
        """The items of a checklist that apply now."""
        return {name: item for name, item in step.do.items() if self.holds(item.when, person)}

    def answered(self, person: str | None, step: str) -> bool:
        """Whether nothing more is asked at this step."""
        placed = self.release.placed.get(step)
        if placed is None:
            return False
        if isinstance(placed.step, Each):
            return bool(self.facts.people)
        value = self.value(person, step)
        if value is None:
            return False
        if isinstance(placed.step, Do):
            states = value if isinstance(value, dict) else {}
            return all(name in states for name in self.items(person, placed.step))
        return True

    def holds(self, condition: Condition, person: str | None) -> bool:
        """Whether a condition holds, for a person where it is about one."""
        match condition:
            case Is(step, values):  # what is most often asked comes first
                return _matches(self.value(person, step), values)
            case All(parts):
                return all(self.holds(part, person) for part in parts)
            case Any_(parts):
                return any(self.holds(part, person) for part in parts)
            case Not(part):
                return not self.holds(part, person)
            case Unknown(step):
                return not self.answered(person, step)
            case Count(of, low, high):
                number = sum(self.holds(of, name) for name in self.facts.people)
                return _within(number, low, high)
            case Every(of):
                people = self.facts.people
                return bool(people) and all(self.holds(of, name) for name in people)
            case Between(step, low, high):
                value = self.value(person, step)
                return isinstance(value, int) and _within(value, low, high)
            case Done(step, item):
                return self._done(person, step, item)

    def _done(self, person: str | None, step: str, item: str | None) -> bool:
        placed = self.release.placed.get(step)
        states = self.value(person, step)
        if placed is None or not isinstance(placed.step, Do) or not isinstance(states, dict):
            return False
        names = [item] if item else list(self.items(person, placed.step))
        return all(states.get(name) == "done" for name in names)


def _matches(value: Json, values: tuple[str | int | bool, ...]) -> bool:
    if isinstance(value, list):
        return any(part in values for part in value)
    return value is not None and value in values


def _within(number: int, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)
