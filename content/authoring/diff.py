"""What changed from one version of a guide to another, in plain words for an officer.

What is said is compared, not the files: moving lines about, or listing another way to type a
question, changes nothing for an officer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from content.authoring.plain_words import Steps, when_words
from content.checks.walk import steps
from content.guide import Alert, Answer, Guide
from content.lines import changed, lines, quoted
from content.outcome import Outcome
from content.steps import Ask, Do, Each, Run, Say

Visited: TypeAlias = Ask | Do | Say | Each
Named: TypeAlias = Visited | Outcome | Alert | Answer

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
    lines_ = [heading, f"In force from {start.day} {start:%B %Y}. {new.change.note}"]
    part = where = ""
    for change in changes(old, new):
        if change.part != part:
            lines_ += ["", change.part.upper()]
            part, where = change.part, ""
        if change.where and change.where != where:
            lines_.append(change.where)
        where = change.where
        lines_.append(f"  - {change.text}")
    if not part:
        lines_ += ["", "Nothing an officer sees has changed."]
    return "\n".join(lines_)


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
            texts = _arrival(now) if before is None else self.one(before, now)
            yield from (Change(part, _title(now), text) for text in texts)
        for name, before in old.items():
            if name not in new:
                yield Change(part, _title(before), "Taken out.")
        # Only steps are met in an order.
        for name, after in _moved(list(old), list(new)) if part == STEPS else ():
            place = f"after {quoted(_title(new[after]))}" if after else "first"
            yield Change(part, _title(new[name]), f"Now comes {place}.")

    def one(self, before: Named, now: Named) -> Iterator[str]:
        if type(before) is not type(now):
            yield f"Now {_KIND[type(now)]} (was {_KIND[type(before)]})."
        if _title(before) != _title(now):
            yield f"Was called {quoted(_title(before))}."
        yield from _question(before, now)
        yield from self.when(before, now)
        yield from changed(lines(before, self.old_steps), lines(now, self.new_steps))
        yield from _rest(before, now)

    def when(self, before: Named, now: Named) -> Iterator[str]:
        was, is_ = _when(before, self.old_steps), _when(now, self.new_steps)
        if was != is_:
            yield f"Shown {is_} (was: {was})."


_KIND: dict[type, str] = {
    Ask: "a question",
    Do: "a checklist",
    Say: "something to take in",
    Each: "the list of people",
    Outcome: "a conclusion",
    Alert: "a warning",
    Answer: "an answer",
}


def _arrival(now: Named) -> Iterator[str]:
    match now:
        case Ask(ask=ask):
            yield f"New question: {quoted(ask)} {_choices(now)}".rstrip()
        case Do(do=items):
            yield f"New checklist: {'; '.join(item.label for item in items.values())}."
        case Answer() | Say():
            yield f"New: {' '.join(line.text for line in lines(now, {}))}"
        case Outcome(say=say):
            yield f"New: {say}"
        case Each(ask=ask):
            yield f"New list of people: {quoted(ask)}"
        case Alert():
            yield "New."


def _choices(step: Ask) -> str:
    named = " / ".join(option.label for option in step.options.values())
    return f"({named})" if named else ""


def _question(before: Named, now: Named) -> Iterator[str]:
    was, is_ = getattr(before, "ask", None), getattr(now, "ask", None)
    if was and is_ and was != is_:
        yield f"Asks {quoted(is_)} (was {quoted(was)})."
    if isinstance(before, Ask) and isinstance(now, Ask):
        old = {key: option.label for key, option in before.options.items()}
        new = {key: option.label for key, option in now.options.items()}
        yield from (f"New choice {quoted(new[k])}." for k in new if k not in old)
        yield from (f"No longer offers {quoted(old[k])}." for k in old if k not in new)
        both = [key for key in new if key in old and old[key] != new[key]]
        yield from (f"The choice {quoted(old[k])} is now called {quoted(new[k])}." for k in both)
        if before.many != now.many:
            yield "Several choices can be made." if now.many else "Only one choice can be made."
        if before.consequential != now.consequential:
            yield f"The answer is {'now' if now.consequential else 'no longer'} read back first."


def _rest(before: Named, now: Named) -> Iterator[str]:
    if getattr(before, "urgent", False) != getattr(now, "urgent", False):
        yield (
            "Now comes before everything else."
            if getattr(now, "urgent", False)
            else ("No longer comes before everything else.")
        )
    if isinstance(before, Answer) and isinstance(now, Answer) and before.opens != now.opens:
        yield f"Now leads to the step '{now.opens}'." if now.opens else "No longer leads to a step."
    if isinstance(before, Alert) and isinstance(now, Alert) and before.level != now.level:
        yield f"Now a warning of level {now.level} (was {before.level})."


def _when(part: Named, steps_: Steps) -> str:
    condition = getattr(part, "when", None)
    words = when_words(condition, steps_) if condition is not None else ""
    return f"when {words}" if words else "always"


def _title(part: Named) -> str:
    match part:
        case Outcome(label=label):
            return label
        case Alert(say=say):
            return say
        case _:
            return part.title


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
