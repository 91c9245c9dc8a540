"""Answers checked against the step that asked for them. Nothing else is ever stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from content.outcome import Outcome
from content.release import Visited
from content.steps import Ask, Do, Each, Range, Say
from dialogs.event import Json

DONE, LATER, CANNOT = "done", "later", "cannot"

# Why a task could not be done: a closed list, because free text is never stored.
REASONS: Mapping[str, str] = {
    "unsafe": "Not safe now",
    "nobody": "Nobody available",
    "refused": "Person refused",
    "passed-on": "Passed to another unit",
    "not-needed": "Does not apply here",
}


class Invalid(ValueError):
    """The value is not an answer to the step. The message is for the officer."""


def normal(step: Visited, value: Json, before: Json = None, items: Iterable[str] = ()) -> Json:
    """The answer in its stored shape.

    ``before`` is the answer in use and ``items`` the checklist items that apply now; a checklist
    answer adds to what was there. Raises Invalid with a message for the officer.
    """
    match step:
        case Ask():
            return _asked(step, value)
        case Do():
            return _done(value, before, tuple(items))
        case Say():
            return "ok"
        case Each():
            return _roster(step, value)


def in_words(step: Visited | Outcome | None, value: Json) -> str:
    """An answer as its button says it."""
    if isinstance(step, Ask) and step.options:
        picked = value if isinstance(value, list) else [value]
        labels = [step.options[str(one)].label for one in picked if str(one) in step.options]
        return ", ".join(labels) or step.none
    if isinstance(step, Do) and isinstance(value, dict):
        done = sum(state == DONE for state in value.values())
        return f"{done} of {len(value)} done"
    return "Read" if value == "ok" else str(value)


def _asked(step: Ask, value: Json) -> Json:
    if step.number is not None:
        return _number(step.number, value)
    if step.date:
        return _date(value)
    if step.many:
        picked = value if isinstance(value, list) else [value]
        if not all(isinstance(part, str) and part in step.options for part in picked):
            raise Invalid("That is not one of the choices.")
        return [name for name in step.options if name in picked]
    if not isinstance(value, str) or value not in step.options:
        raise Invalid("That is not one of the choices.")
    return value


def _number(allowed: Range, value: Json) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not text.isdecimal() or len(text) > 4:
        raise Invalid(f"Give a whole number from {allowed.min} to {allowed.max}.")
    number = int(text)
    if not allowed.min <= number <= allowed.max:
        raise Invalid(f"Give a whole number from {allowed.min} to {allowed.max}.")
    return number


def _date(value: Json) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Invalid("Give a date as year-month-day, for example 2026-11-22.") from None


def _done(value: Json, before: Json, items: tuple[str, ...]) -> Json:
    states: dict[str, Json] = dict(before) if isinstance(before, dict) else {}
    fresh = _fresh(value, states, items)
    if not set(fresh) <= set(items):
        raise Invalid("That is not on this list.")
    return {**states, **fresh}


def _fresh(value: Json, states: Mapping[str, Json], items: tuple[str, ...]) -> dict[str, Json]:
    """The new states of items: one word for all, a list of those done, or a state for each."""
    match value:
        case str():
            _known(value)
            return {name: value for name in items if value == DONE or states.get(name) != DONE}
        case list():
            ticked = {str(name): DONE for name in value}
            return {name: _left(states.get(name)) for name in items} | ticked
        case dict():
            return {name: _known(state) for name, state in value.items()}
        case _:
            raise Invalid("Say which of these are done.")


def _left(state: Json) -> Json:
    """What an item that is not ticked becomes: left for later, unless it is known not possible."""
    return state if isinstance(state, str) and state.startswith(CANNOT) else LATER


def _known(state: Json) -> Json:
    word, _, reason = str(state).partition(":")
    if word in (DONE, LATER) and not reason:
        return state
    if word == CANNOT and reason in REASONS:
        return state
    raise Invalid("Each task is done, for later, or not possible for a reason on the list.")


def _roster(step: Each, value: Json) -> Json:
    if not isinstance(value, dict):
        raise Invalid("Say how many people there are.")
    counts = {
        name: _number(Range(min=0, max=step.max), value.get(name) or 0) for name in step.groups
    }
    total = sum(counts.values())
    if not 1 <= total <= step.max:
        raise Invalid(f"There is at least one person, and at most {step.max}.")
    return dict(counts)
