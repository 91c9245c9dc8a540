"""Which counts may be told of many sessions, so that no two tables ever tell on a few.

What is told is told once, as groups of five or more that never change again. All figures are sums
of such groups. So whatever is taken from one another (an earlier export, another table), what is
left is made of such groups too.

Sessions of one trainer are put together until at least five, or none, chose rightly, and at least
five, or none, did not. A trainer knows what their own rooms answered; so rooms of several are only
put together when what is left without any one of them is as large. Officers alone are put together
twenty at a time, in the order in which they decided: a group that was told as soon as it could be
would say what its last member chose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from dialogs.training.room import ENOUGH

TOGETHER = 20  # officers alone
SEVERAL = 3  # trainers whose sessions may be put together
OTHERS = ""  # the option that stands for wrong choices not told apart


class Kind(StrEnum):
    """Where a decision was made."""

    ROOM = "room"
    ALONE = "alone"  # an officer's first go at a stage
    AGAIN = "again"  # and the second


@dataclass(frozen=True, slots=True)
class Unit:
    """What one session, or one officer alone, chose at a stage as it was worded.

    Attributes:
        key: what it is known by.
        tenant: the organisation.
        form: id of the wording.
        leader: opaque id of the trainer, or "".
        month: as "2026-11".
        counts: how many chose each option.
    """

    key: str
    tenant: str
    kind: Kind
    form: str
    leader: str
    month: str
    counts: Mapping[str, int]

    @property
    def answered(self) -> int:
        """How many decided."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Told:
    """A group of five or more that chose the same; ``option`` may be ``OTHERS``."""

    tenant: str
    kind: Kind
    form: str
    option: str
    month: str
    count: int


Block = Sequence[Unit]


def release(
    units: Iterable[Unit], rights: Mapping[str, str]
) -> tuple[tuple[Told, ...], frozenset[str]]:
    """The groups that can be told now, and the keys of the units in them.

    ``units`` are those not told before, the earliest first; ``rights`` has the right option of each
    wording.
    """
    told: list[Told] = []
    keys: set[str] = set()
    by = sorted(units, key=_family)  # stable: the order in time stays
    for (_, kind, form), family in groupby(by, key=_family):
        if form not in rights:
            continue
        made = _rooms if kind is Kind.ROOM else _alone
        for block, apart in made(list(family), rights[form]):
            told += _groups(block, rights[form], apart=apart)
            keys |= {unit.key for unit in block}
    return tuple(told), frozenset(keys)


def suppressed(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts with those left out that are small, or from which a small one would follow."""
    hidden = [name for name, count in counts.items() if 0 < count < ENOUGH]
    if hidden:
        rest = sorted((count, name) for name, count in counts.items() if count >= ENOUGH)
        for _, name in rest:
            if len(hidden) > 1 and sum(counts[one] for one in hidden) >= ENOUGH:
                break
            hidden.append(name)
    return {name: None if name in hidden else count for name, count in counts.items()}


def _family(unit: Unit) -> tuple[str, Kind, str]:
    return unit.tenant, unit.kind, unit.form


def _rooms(units: list[Unit], right: str) -> Iterator[tuple[Block, bool]]:
    """Blocks of one trainer's sessions, and one of what is left if that may be told."""
    left: list[Unit] = []
    for leader in dict.fromkeys(unit.leader for unit in units):
        own = [unit for unit in units if unit.leader == leader]
        for block, closed in _blocks(own, right, lambda open_: open_[-1].answered >= ENOUGH):
            if closed:
                yield block, True
            else:
                left += block
    late = [unit for unit in units if unit in left][-1:]
    leaders = {unit.leader for unit in left if late[0].answered >= ENOUGH}
    without = ([unit for unit in left if unit.leader != leader] for leader in leaders)
    if len(leaders) >= SEVERAL and all(_safe(some, right) for some in (left, *without)):
        yield left, False


def _alone(units: list[Unit], right: str) -> Iterator[tuple[Block, bool]]:
    for block, closed in _blocks(units, right, lambda open_: len(open_) % TOGETHER == 0):
        if closed:
            yield block, True


def _blocks(
    units: Block, right: str, may_close: Callable[[Block], bool]
) -> Iterator[tuple[list[Unit], bool]]:
    """Units in their order, as few together as may be told, and whether they may be.

    Only what is left at the end may not.
    """
    block: list[Unit] = []
    for unit in units:
        block.append(unit)
        if may_close(block) and _safe(block, right):
            yield block, True
            block = []
    if block:
        yield block, False


def _safe(block: Block, right: str) -> bool:
    """Whether it can be told how many chose rightly and how many did not."""
    total = _total(block)
    rightly = total[right]
    return all(count == 0 or count >= ENOUGH for count in (rightly, total.total() - rightly))


def _total(block: Block) -> Counter[str]:
    total: Counter[str] = Counter()
    for unit in block:
        total.update(unit.counts)
    return total


def _groups(block: Block, right: str, *, apart: bool) -> Iterator[Told]:
    """What is told of a block: wrong choices each if ``apart``, as far as they are not small."""
    total = _total(block)
    rightly = total.pop(right, 0)
    told = suppressed(total) if apart else dict.fromkeys(total)
    others = sum(count for option, count in total.items() if told[option] is None)
    last = block[-1]
    month = max(unit.month for unit in block)
    for option, count in ((right, rightly), *told.items(), (OTHERS, others)):
        if count:
            yield Told(last.tenant, last.kind, last.form, option, month, count)
