"""Whether any answers at all can make a condition hold.

Answers are given one after another to the steps a condition looks at, and to those that decide
whether these apply, until the condition is settled. People counted by `some`, `every` and `count`
are looked at on their own: that can only make more seem possible, so nothing that can be reached is
ever called unreachable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations, islice, product
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
    steps_in,
)
from content.release import Placed
from content.steps import Ask, Do, Range

MANY = 5  # choices of one question taken in every combination; beyond, in ones, twos and all
TRIES = 20_000  # partial answers looked at before a condition counts as possible

Value: TypeAlias = str | int | frozenset[str] | None
Answers: TypeAlias = dict[str, Value]
Leaf: TypeAlias = Is | Between | Unknown | Done


class Possible:
    """What can be answered in one release. The scene and one person stand for everyone."""

    def __init__(self, steps: Mapping[str, Placed]) -> None:
        self.steps = steps

    def can_hold(self, when: Condition, *, personal: bool) -> bool:
        """Whether some answers make it hold; true also when there are too many to try."""
        leaves = self.leaves(when)
        names = list(dict.fromkeys(leaf.step for leaf in leaves if leaf.step in self.steps))
        given: list[Answers] = [{}]
        for _ in range(TRIES):
            if not given:
                return False
            answers = given.pop()
            settled = self.holds(when, answers, personal=personal)
            if settled is False:
                continue
            open_ = next((name for name in names if name not in answers), None)
            if settled or open_ is None:
                return True
            given += ({**answers, open_: value} for value in self.values(open_, leaves))
        return True

    def most(self, weighed: Iterable[tuple[Condition, int]], *, personal: bool) -> int:
        """The largest sum of weights whose conditions hold together."""
        pairs = list(weighed)
        leaves = [leaf for when, _ in pairs for leaf in self.leaves(when)]
        names = list(dict.fromkeys(leaf.step for leaf in leaves if leaf.step in self.steps))
        choices = product(*(self.values(name, leaves) for name in names))
        everything = (dict(zip(names, picked, strict=True)) for picked in islice(choices, TRIES))
        return max(
            sum(n for when, n in pairs if self.holds(when, answers, personal=personal) is not False)
            for answers in everything
        )

    def leaves(self, when: Condition) -> list[Leaf]:
        """All that the condition looks at, and all that decides whether these steps apply."""
        found: list[Leaf] = []
        waiting, seen = list(steps_in(when)), set[str]()
        while waiting:
            leaf = waiting.pop(0)
            found.append(leaf)
            if leaf.step in self.steps and leaf.step not in seen:
                seen.add(leaf.step)
                waiting += steps_in(self.steps[leaf.step].when)
        return found

    def values(self, name: str, leaves: Iterable[Leaf]) -> list[Value]:
        """The answers to a step that any of the leaves can tell apart. None is no answer."""
        step = self.steps[name].step
        mine = [leaf for leaf in leaves if leaf.step == name]
        named = {value for leaf in mine if isinstance(leaf, Is) for value in leaf.values}
        match step:
            case Ask(options=options, many=True):
                return [None, *_sets([key for key in options if key in named], options)]
            case Ask(options=options) if options:
                others = [key for key in options if key not in named]
                return [None, *(key for key in options if key in named), *others[:1]]
            case Ask(number=Range() as allowed):
                return [None, *_numbers(mine, allowed)]
            case Do(do=items):
                wanted = [leaf.item for leaf in mine if isinstance(leaf, Done) and leaf.item]
                return [None, *_sets([key for key in items if key in wanted], items)]
            case _:
                return [None, "ok", *(str(value) for value in named)]

    def holds(self, when: Condition, answers: Answers, *, personal: bool) -> bool | None:
        """Whether a condition holds as far as is known; None if it may yet go either way."""
        match when:
            case All(parts):
                return _all(self.holds(part, answers, personal=personal) for part in parts)
            case Any_(parts):
                negated = (_not(self.holds(part, answers, personal=personal)) for part in parts)
                return _not(_all(negated))
            case Not(part):
                return _not(self.holds(part, answers, personal=personal))
            case Count(of, low, _) if low:
                return None if self.can_hold(of, personal=True) else False
            case Every(of):
                return None if self.can_hold(of, personal=True) else False
            case Count():
                return None
            case Is() | Between() | Unknown() | Done():
                return self.leaf(when, answers, personal=personal)

    def leaf(self, leaf: Leaf, answers: Answers, *, personal: bool) -> bool | None:
        """Whether one comparison holds, as far as is known."""
        placed = self.steps.get(leaf.step)
        # The scene has no answer to a step about a person.
        if placed is None or (placed.personal and not personal):
            return isinstance(leaf, Unknown)
        if leaf.step not in answers:
            return None
        value = answers[leaf.step]
        applies = self.holds(placed.when, answers, personal=placed.personal)
        if isinstance(leaf, Unknown):
            return True if value is None else _not(applies)
        return _all((_matches(leaf, value, placed), applies))


def _matches(leaf: Is | Between | Done, value: Value, placed: Placed) -> bool:
    match leaf:
        case _ if value is None:
            return False
        case Is(_, values):
            chosen = value if isinstance(value, frozenset) else {value}
            return not chosen.isdisjoint(values)
        case Between(_, low, high):
            number = value if isinstance(value, int) else -1
            return (low is None or number >= low) and (high is None or number <= high)
        case Done(_, item) if isinstance(placed.step, Do) and isinstance(value, frozenset):
            return item in value if item else len(value) == len(placed.step.do)
        case _:
            return False


def _sets(named: list[str], everything: Iterable[str]) -> list[frozenset[str]]:
    """Selections that differ in what is named: all of them, or for many the telling ones."""
    sizes = range(len(named) + 1) if len(named) <= MANY else range(3)
    some = [frozenset(picked) for size in sizes for picked in combinations(named, size)]
    return [*some, frozenset(everything)]


def _numbers(leaves: Iterable[Leaf], allowed: Range) -> list[int]:
    bounds = [b for leaf in leaves if isinstance(leaf, Between) for b in (leaf.low, leaf.high)]
    near = {b + shift for b in bounds if b is not None for shift in (-1, 0, 1)}
    return sorted(n for n in near | {allowed.min, allowed.max} if allowed.min <= n <= allowed.max)


def _all(parts: Iterable[bool | None]) -> bool | None:
    known = set(parts)
    return False if False in known else None if None in known else True


def _not(part: bool | None) -> bool | None:
    return None if part is None else not part
