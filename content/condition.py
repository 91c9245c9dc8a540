"""Conditions in guidance: when a step, statement, alert or outcome applies.

The grammar is small and closed, so that no rule needs code::

    {age: [child, unsure]}            the answer to step `age` is one of these
    {people-count: {min: 2}}          a number in a range
    {unknown: age}                    not answered yet
    {done: crime-record}       every item of a checklist is done (crime-record.item: that one)
    {all: [..]}  {any: [..]}  {not: ..}
    {some: ..}  {every: ..}  {count: {of: .., min: 2}}     over the people in the encounter

Several keys in one mapping must all hold. A step that is unanswered, or set aside, matches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Is:
    """The answer to ``step`` is one of ``values``, or contains one if several were chosen."""

    step: str
    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The number given at ``step`` lies in the range, both ends included; None is open."""

    step: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """``step`` has no answer in use."""

    step: str


@dataclass(frozen=True, slots=True)
class Done:
    """The checklist ``step`` is done: the one ``item``, or every item that applies if None."""

    step: str
    item: str | None


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no parts, always true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Count:
    """Between ``low`` and ``high`` people, both included, satisfy ``of``; None is open."""

    of: Condition
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Every:
    """There is at least one person and every person satisfies ``of``."""

    of: Condition


Condition: TypeAlias = Is | Between | Unknown | Done | All | Any_ | Not | Count | Every

ALWAYS = All(())


def parse_condition(data: Any) -> Condition:
    """The condition an author wrote. Raises ValueError, in words for the author, if it is none."""
    if isinstance(data, Condition):
        return data
    if not isinstance(data, Mapping) or not data:
        raise ValueError("a condition is a mapping such as {age: [child, unsure]}")
    parts = tuple(_part(key, value) for key, value in data.items())
    return parts[0] if len(parts) == 1 else All(parts)


def steps_in(condition: Condition) -> Iterator[Is | Between | Unknown | Done]:
    """Every leaf of the condition, for checks and for working out what depends on what."""
    match condition:
        case All(parts) | Any_(parts):
            for part in parts:
                yield from steps_in(part)
        case Not(part) | Every(part) | Count(part, _, _):
            yield from steps_in(part)
        case Is() | Between() | Unknown() | Done():
            yield condition


def _part(key: str, value: Any) -> Condition:
    match key:
        case "all":
            return All(_several(key, value))
        case "any":
            return Any_(_several(key, value))
        case "not":
            return Not(parse_condition(value))
        case "some":
            return Count(parse_condition(value), 1, None)
        case "every":
            return Every(parse_condition(value))
        case "count":
            return _count(value)
        case "unknown":
            return _unknown(value)
        case "done":
            step, _, item = _name(key, value).partition(".")
            return Done(step, item or None)
        case _:
            return _leaf(key, value)


def _several(key: str, value: Any) -> tuple[Condition, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"`{key}` takes a list of conditions")
    return tuple(parse_condition(part) for part in value)


def _count(value: Any) -> Count:
    if not isinstance(value, Mapping) or "of" not in value:
        raise ValueError("`count` is written {of: condition, min: 2}")
    low, high = _range({key: part for key, part in value.items() if key != "of"})
    return Count(parse_condition(value["of"]), low, high)


def _unknown(value: Any) -> Condition:
    if isinstance(value, list) and value:
        return All(tuple(Unknown(_name("unknown", name)) for name in value))
    return Unknown(_name("unknown", value))


def _leaf(step: str, value: Any) -> Condition:
    if isinstance(value, Mapping):
        return Between(step, *_range(value))
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(part, str | int) for part in values):
        raise ValueError(f"`{step}` is compared with an answer or a list of answers")
    return Is(step, tuple(values))


def _range(value: Mapping[str, Any]) -> tuple[int | None, int | None]:
    low, high = value.get("min"), value.get("max")
    if set(value) - {"min", "max"} or (low is None and high is None):
        raise ValueError("a range is written {min: 1, max: 3}, with one or both")
    for bound in (low, high):
        if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int)):
            raise ValueError("min and max are whole numbers")
    return low, high


def _name(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"`{key}` takes the id of a step")
    return value
