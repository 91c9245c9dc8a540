"""The single lines an officer reads in a step or an answer, and how two lists of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pydantic import BaseModel

from content.authoring.plain_words import Steps, when_words
from content.checks.walk import parts
from content.statement import Cites, Statement
from content.steps import Item

ALIKE = 0.5  # how much of two lines must be the same for one to be the other reworded


@dataclass(frozen=True, slots=True)
class Line:
    """One line as shown: its text, when it is shown, and what it rests on."""

    text: str
    when: str
    confirm_locally: bool
    cites: tuple[str, ...]


def lines(part: BaseModel, steps: Steps) -> list[Line]:
    """Every statement and task of a step, answer, conclusion or warning, in order."""
    inherited: Cites = getattr(part, "cite", ())
    found = [
        _line(inner, inherited, steps)
        for name in ("say", "do", "options", "then", "more", "why")
        for _, inner in parts(getattr(part, name, None))
        if isinstance(inner, Statement | Item)
    ]
    plain = (getattr(part, name, None) for name in ("say", "why"))
    return found + [Line(t, "", False, _cited(inherited)) for t in plain if isinstance(t, str)]


def _line(part: Statement | Item, inherited: Cites, steps: Steps) -> Line:
    text = part.text if isinstance(part, Statement) else part.label
    due = part.due if isinstance(part, Item) else None
    if due is not None:
        text += f" (within {due.hours} hours)" if due.hours else f" ({due.text})"
    when = when_words(part.when, steps)
    return Line(text, when, part.confirm_locally, _cited(part.cite or inherited))


def _cited(cites: Cites) -> tuple[str, ...]:
    return tuple(f"{cite.source}#{cite.where}" for cite in cites)


def changed(old: Sequence[Line], new: Sequence[Line]) -> Iterator[str]:
    """How the lines differ, one sentence for each."""
    before, after = {line.text: line for line in old}, {line.text: line for line in new}
    gone = [text for text in before if text not in after]
    for text, line in after.items():
        if text in before:
            yield from _same(before[text], line)
            continue
        origin = _closest(text, gone)
        if origin is None:
            yield f"Now says: {quoted(text)}"
        else:
            gone.remove(origin)
            yield f"Now says: {quoted(text)} Instead of: {quoted(origin)}"
    yield from (f"No longer says: {quoted(text)}" for text in gone)


def _same(before: Line, after: Line) -> Iterator[str]:
    if before.when != after.when:
        shown = f"when {after.when}" if after.when else "always"
        yield f"{quoted(after.text)} is now shown {shown}."
    if before.confirm_locally != after.confirm_locally:
        now = "is now to be confirmed locally" if after.confirm_locally else "is now settled"
        yield f"{quoted(after.text)} {now}."
    if before.cites != after.cites:
        yield f"{quoted(after.text)} now rests on {', '.join(after.cites)}."


def _closest(text: str, others: Sequence[str]) -> str | None:
    def alike(other: str) -> float:
        return SequenceMatcher(None, other.lower().split(), text.lower().split()).ratio()

    best = max(others, key=alike, default=None)
    return best if best is not None and alike(best) >= ALIKE else None


def quoted(text: str) -> str:
    """The text between quotation marks."""
    return f"“{text}”"
