"""What changed from one version of a guide to another, in plain words for an officer.

What is said is compared, not the files: moving lines about, or listing another way to type a
question, changes nothing for an officer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from content.authoring.lines import quoted
from content.authoring.reworked import Named, Visited, arrival, reworked, title
from content.checks.walk import steps
from content.guide import Alert, Answer, Guide
from content.outcome import Outcome
from content.steps import Run

GUIDE, ALERTS, STEPS, FINDINGS, ANSWERS = (
    "The guide",
    "Warnings",
    "Questions and tasks",
    "Conclusions",
    "Answers to typed questions",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different.

    Attributes:
        part: the heading it belongs under.
        where: the step, answer or warning, as an officer knows it; "" for the guide as a whole.
        text: what changed, as a sentence.
    """

    part: str
    where: str
    text: str


def changes(old: Guide, new: Guide) -> list[Change]:
    """Everything an officer would notice, in the order of the new version."""
    return [*_Comparison(old, new).all()]


def report(old: Guide, new: Guide) -> str:
    """The changes as text, with when the new version starts and why it was written."""
    start = new.effective.from_
    heading = f"{new.title}: {old.version} → {new.version}"
    lines = [heading, f"In force from {start.day} {start:%B %Y}. {new.change.note}"]
    part = where = ""
    for change in changes(old, new):
        if change.part != part:
            lines += ["", change.part.upper()]
            part, where = change.part, ""
        if change.where and change.where != where:
            lines.append(change.where)
        where = change.where
        lines.append(f"  - {change.text}")
    if not part:
        lines += ["", "Nothing an officer sees has changed."]
    return "\n".join(lines)


class _Comparison:
    """Two versions side by side, each with the titles its conditions are put in words with."""

    def __init__(self, old: Guide, new: Guide) -> None:
        self.old, self.new = old, new
        self.old_steps, self.new_steps = _steps(old), _steps(new)

    def all(self) -> Iterator[Change]:
        yield from (Change(GUIDE, "", text) for text in self.guide())
        yield from self.pairs(ALERTS, _by_id(self.old.alerts), _by_id(self.new.alerts))
        yield from self.pairs(STEPS, *self.both(visited=True))
        yield from self.pairs(FINDINGS, *self.both(visited=False))
        yield from self.pairs(ANSWERS, _by_id(self.old.answers), _by_id(self.new.answers))

    def both(self, *, visited: bool) -> tuple[dict[str, Named], dict[str, Named]]:
        old, new = (
            {k: s for k, s in found.items() if isinstance(s, Outcome) is not visited}
            for found in (self.old_steps, self.new_steps)
        )
        return dict(old), dict(new)

    def guide(self) -> Iterator[str]:
        if self.old.title != self.new.title:
            yield f"Its title is now {quoted(self.new.title)} (was {quoted(self.old.title)})."
        was, now = self.old.local, self.new.local
        yield from (f"A force now fills in: {now[n].label}." for n in now if n not in was)
        yield from (f"A force no longer fills in: {was[n].label}." for n in was if n not in now)
        before, after = _runs(self.old), _runs(self.new)
        yield from (f"Now also goes through the guide '{n}'." for n in after if n not in before)
        yield from (f"No longer goes through the guide '{n}'." for n in before if n not in after)

    def pairs(self, part: str, old: dict[str, Named], new: dict[str, Named]) -> Iterator[Change]:
        for name, now in new.items():
            before = old.get(name)
            texts = arrival(now) if before is None else self.one(before, now)
            yield from (Change(part, title(now), text) for text in texts)
        for name, before in old.items():
            if name not in new:
                yield Change(part, title(before), "Taken out.")
        # Only steps are met in an order.
        for name, after in _moved(list(old), list(new)) if part == STEPS else ():
            place = f"after {quoted(title(new[after]))}" if after else "first"
            yield Change(part, title(new[name]), f"Now comes {place}.")

    def one(self, before: Named, now: Named) -> Iterator[str]:
        return reworked(before, now, self.old_steps, self.new_steps)


def _steps(guide: Guide) -> dict[str, Visited | Outcome]:
    return {step.id: step for _, step in steps(guide) if not isinstance(step, Run)}


def _runs(guide: Guide) -> list[str]:
    return [step.run for _, step in steps(guide) if isinstance(step, Run)]


def _by_id(parts: Iterable[Alert] | Iterable[Answer]) -> dict[str, Named]:
    return {part.id: part for part in parts}


def _moved(old: list[str], new: list[str]) -> Iterator[tuple[str, str | None]]:
    """What changed places, and what it now comes after; None if it comes first."""
    kept = [name for name in new if name in old]
    before = [name for name in old if name in kept]
    same = SequenceMatcher(None, before, kept, autojunk=False).get_matching_blocks()
    still = {name for block in same for name in before[block.a : block.a + block.size]}
    for position, name in enumerate(new):
        if name in kept and name not in still:
            yield name, new[position - 1] if position else None
