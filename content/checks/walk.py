"""Walking over a guide's parts, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from content.condition import ALWAYS, Condition
from content.guide import Guide
from content.outcome import Outcome
from content.statement import Cites, Statement
from content.steps import Ask, Do, Each, Item, Run, Say

Loc = tuple[str | int, ...]
AnyStep = Ask | Do | Say | Each | Run | Outcome


@dataclass(frozen=True, slots=True)
class Claim:
    """Something an officer is told that must rest on a source.

    Attributes:
        loc: its place in the file.
        text: what is said.
        cites: its own citations, or those it inherits.
    """

    loc: Loc
    text: str
    cites: Cites


def parts(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, BaseModel]]:
    """Every part of the model, outermost first, named as the file names it."""
    if isinstance(value, BaseModel):
        yield loc, value
        for name, field in type(value).model_fields.items():
            yield from parts(getattr(value, name), (*loc, field.alias or name))
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from parts(part, (*loc, name))
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from parts(part, (*loc, number))


def steps(guide: Guide) -> Iterator[tuple[Loc, AnyStep]]:
    """Every step, those inside sections and ``each`` included."""
    for number, section in enumerate(guide.sections):
        yield from _steps(section.steps, ("sections", number, "steps"))
    yield from _steps(guide.steps, ("steps",))


def _steps(listed: Iterable[AnyStep], loc: Loc) -> Iterator[tuple[Loc, AnyStep]]:
    for number, step in enumerate(listed):
        yield (*loc, number), step
        if isinstance(step, Each):
            yield from _steps(step.steps, (*loc, number, "steps"))


def conditions(guide: Guide) -> Iterator[tuple[Loc, Condition]]:
    """Every ``when`` that says anything."""
    for loc, part in parts(guide):
        when = getattr(part, "when", ALWAYS)
        if when != ALWAYS:
            yield (*loc, "when"), when


def claims(guide: Guide) -> Iterator[Claim]:
    """Every statement, task, conclusion and alert, with what it cites."""
    yield from _claims(guide, (), ())


def _claims(value: Any, loc: Loc, inherited: Cites) -> Iterator[Claim]:
    if isinstance(value, BaseModel):
        cites: Cites = getattr(value, "cite", ()) or inherited
        text = _claimed(value)
        if text:
            yield Claim(loc, text, cites)
        for name, field in type(value).model_fields.items():
            # A step inside `each` has its own sources; nothing is inherited across steps.
            passed = () if name == "steps" else cites
            yield from _claims(getattr(value, name), (*loc, field.alias or name), passed)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _claims(part, (*loc, name), inherited)
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _claims(part, (*loc, number), inherited)


def _claimed(part: BaseModel) -> str:
    match part:
        case Statement():
            return part.text
        case Item():
            return part.label
        case _:
            # An outcome or an alert has one plain text; a step has statements instead.
            said = getattr(part, "say", None)
            return said if isinstance(said, str) else ""


def find(data: Any, name: str, loc: Loc = ()) -> Loc | None:
    """Where a key or a value called ``name`` first stands in plain data, or None."""
    if data == name:
        return loc
    pairs: Any = ()
    if isinstance(data, Mapping):
        pairs = data.items()
    elif isinstance(data, list):
        pairs = enumerate(data)
    for key, part in pairs:
        found = (*loc, key) if key == name else find(part, name, (*loc, key))
        if found is not None:
            return found
    return None


def at(data: Any, loc: Loc) -> Any:
    """The plain data at a place, as far down as the place exists."""
    for part in loc:
        if isinstance(data, Mapping):
            data = data.get(str(part), data)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
    return data
