"""Answers to steps: taken, read back first, or refused."""

from __future__ import annotations

from content.steps import Ask, Do, Each
from dialogs import people
from dialogs.answers import DONE, Invalid, normal
from dialogs.commands import Answer, Refusal
from dialogs.deciding import Deciding, Decision
from dialogs.effects import effects
from dialogs.encounter import record
from dialogs.event import Event, Json, Kind
from dialogs.facts import Answered
from dialogs.view import Stop, view


def answer(at: Deciding, command: Answer) -> Decision:
    """One answer."""
    key = at.view.reading.key(command.person, command.step)
    stop = at.view.stop(key)
    if stop is None:
        return at.unavailable(key)
    if isinstance(stop.step, Each):
        return people.listed(at, stop.step, command)
    before = None if stop.answered is None else stop.answered.value
    try:
        value = normal(stop.step, command.value, before, _items(at, stop))
    except Invalid as error:
        return Refusal("invalid", str(error))
    return _refused(at, stop, value) or _settle(at, stop, value, command)


def several(at: Deciding, answers: tuple[Answer, ...]) -> Decision:
    """Several answers in one go: all of them or none."""
    events: tuple[Event, ...] = ()
    seen = at.view
    for one in answers:
        outcome = answer(Deciding(seen, at.stamp), one)
        if isinstance(outcome, Refusal):
            return outcome
        events += outcome
        seen = view(at.view.release, record(seen.encounter, outcome), seen.viewer)
        if seen.facts.proposal is not None:
            return Refusal("one-by-one", "Give these answers one at a time.")
    return events


def confirm(at: Deciding) -> Decision:
    """The answer that waits for a press, taken."""
    waiting = at.view.facts.proposal
    if waiting is None:
        return Refusal("nothing", "Nothing is waiting to be confirmed.")
    (person, step), value = waiting.key, waiting.value
    if at.view.stop(waiting.key) is None:
        return at.unavailable(waiting.key)
    return (at.event(Kind.ANSWERED, person, step, value),)


def dismiss(at: Deciding) -> Decision:
    """The answer that waits for a press, put aside."""
    if at.view.facts.proposal is None:
        return Refusal("nothing", "Nothing is waiting to be confirmed.")
    return (at.event(Kind.DISMISSED),)


def _refused(at: Deciding, stop: Stop, value: Json) -> Refusal | None:
    """Why an answer in itself good is not taken, if it is not."""
    before, facts = stop.answered, at.view.facts
    if before is None:
        return None
    if before.by in facts.attending and not facts.attends:
        message = "The officer there has answered this. Tell them; nothing has changed here."
        return Refusal("confirmed", message)
    # An officer who is there confirms what was reported by giving the same answer.
    if before.value == value and not (before.told_by and facts.attends):
        return Refusal("already", "That is already recorded. Nothing has changed.")
    return None


def _items(at: Deciding, stop: Stop) -> tuple[str, ...]:
    step = stop.step
    return tuple(at.view.reading.items(stop.key[0], step)) if isinstance(step, Do) else ()


def _settle(at: Deciding, stop: Stop, value: Json, command: Answer) -> Decision:
    person, step = stop.key
    kind = Kind.PROPOSED if _needs_press(at, stop, value, command) else Kind.ANSWERED
    return (at.event(kind, person, step, value),)


def _needs_press(at: Deciding, stop: Stop, value: Json, command: Answer) -> bool:
    step, before = stop.step, stop.answered
    if isinstance(step, Ask) and step.consequential and not command.pressed:
        return True
    if before is None:
        return False
    if _is_old(before, command) and not _only_progress(before.value, value):
        return True
    return bool(effects(at.view, stop.key, value).set_aside)


def _is_old(before: Answered, command: Answer) -> bool:
    return command.revision is not None and command.revision < before.revision


def _only_progress(before: Json, value: Json) -> bool:
    """Whether a checklist only moves forward: nothing done becomes undone."""
    if not isinstance(before, dict) or not isinstance(value, dict):
        return False
    return all(value.get(item) == DONE for item, state in before.items() if state == DONE)
