"""Several answers typed in one line: "1 3" answers this question and the one after it.

For someone with both hands on the keyboard and a caller on the line. It is taken only where the
questions that follow are those already announced, whatever is answered, so that no digit can land
on a question nobody has seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.steps import Ask
from dialogs.commands import Answer, Answers
from dialogs.encounter import record
from dialogs.event import Event, Kind
from dialogs.typed import Unclear, option_of
from dialogs.view import Stop, View, view

JOINED = 3  # digits without spaces that are taken as so many answers: fewer may be an age

_LINE = re.compile(r"(?:\d|y|n|yes|no)(?:[ ,]+(?:\d|y|n|yes|no))+\Z")


def chained(said: str, seen: View, stop: Stop) -> Answer | Answers | Unclear | None:
    """The answers that a line gives to this step and those after it; None if it is no such line."""
    if not takes_lines(seen):
        return None
    if isinstance(stop.step, Ask) and stop.step.many:
        return _picked(said, stop, list(stop.step.options))
    if not _plain_choice(stop):
        return None
    marks = _marks(said)
    if not marks:
        return None
    asked = upcoming(seen, stop)
    if len(marks) > len(asked):
        return Unclear(
            f"Only {len(asked)} of these can be answered in one line. Nothing was taken."
        )
    answers = [_answer(mark, one) for mark, one in zip(marks, asked, strict=False)]
    taken = tuple(answer for answer in answers if answer is not None)
    if len(taken) < len(marks):
        wrong = answers.index(None)
        return Unclear(
            f"“{marks[wrong]}” does not fit {asked[wrong].step.title}. Nothing was taken."
        )
    return _unless_it_turns(seen, asked, taken)


def takes_lines(seen: View) -> bool:
    """Whether several answers may be typed in one line here."""
    return seen.release.reported and not seen.facts.attends


def upcoming(seen: View, stop: Stop) -> list[Stop]:
    """This step and the ones after it in its section that are plain choices, as things stand."""
    lane = seen.lane_of(stop.key)
    found: list[Stop] = [stop]
    after = lane.stops[lane.stops.index(stop) + 1 :] if lane else ()
    for one in after:
        if not one.open or not _plain_choice(one):
            break
        found.append(one)
    return found


def _plain_choice(stop: Stop) -> bool:
    step = stop.step
    return isinstance(step, Ask) and bool(step.options) and not step.many and not step.consequential


def _marks(said: str) -> list[str]:
    if said.isdecimal() and len(said) >= JOINED:
        return list(said)
    return re.split(r"[ ,]+", said) if _LINE.match(said) else []


def _picked(said: str, stop: Stop, keys: list[str]) -> Answer | None:
    """Several choices of one question as digits without spaces, where each is one digit."""
    if not said.isdecimal() or len(said) < JOINED or len(keys) > 9:
        return None
    places = sorted({int(digit) for digit in said})
    if not all(1 <= place <= len(keys) for place in places):
        return None
    return Answer(*stop.key, [keys[place - 1] for place in places], pressed=False)


def _answer(mark: str, stop: Stop) -> Answer | None:
    options = stop.step.options if isinstance(stop.step, Ask) else {}
    keys = list(options)
    place = int(mark) if mark.isdecimal() else 0
    chosen = keys[place - 1] if 1 <= place <= len(keys) else option_of(mark, options)
    return Answer(*stop.key, chosen, pressed=False) if chosen else None


def _unless_it_turns(
    seen: View, asked: list[Stop], answers: tuple[Answer, ...]
) -> Answers | Unclear:
    """The answers, unless one of them changes which question comes next."""
    shown = list(_after_each(seen, answers))
    for before, following, now in zip(asked, asked[1 : len(answers)], shown, strict=False):
        if now is None or now.key != following.key:
            title = before.step.title
            return Unclear(f"What follows depends on {title}. Answer that by itself first.")
    return Answers(answers)


def _after_each(seen: View, answers: tuple[Answer, ...]) -> Iterator[Stop | None]:
    """The step shown after each answer in turn."""
    encounter = seen.encounter
    for one in answers:
        event = Event(
            encounter.opened_at,
            encounter.owner,
            Kind.ANSWERED,
            "line",
            one.person,
            one.step,
            one.value,
        )
        encounter = record(encounter, (event,))
        yield view(seen.release, encounter, seen.viewer).at
