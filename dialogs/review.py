"""A section with nothing left to ask: what was answered there, and the way to change any of it."""

from __future__ import annotations

from dialogs.asking import answer_label
from dialogs.commands import Look
from dialogs.screen import Choice, Screen, Show
from dialogs.view import LaneView, Stop, View
from dialogs.wording import name


def looked_at(seen: View) -> LaneView | None:
    """The finished section that the officer went to, or None if they did not go to one."""
    focus = seen.facts.focus
    if seen.at is not None or focus is None or focus.step is None:
        return None
    lane = seen.lane_of((focus.person, focus.step))
    return lane if lane is not None and lane.lane.id == focus.step else None


def review(seen: View, lane: LaneView) -> Screen:
    """The answers of one section, each with the way back to its step."""
    called = name(lane.person) if lane.person else lane.lane.title
    choices = [_answer(seen, stop) for stop in lane.stops if stop.answered is not None]
    return Screen(
        kind="review",
        title=f"{called}: nothing left to ask",
        progress=seen.encounter.code,
        alerts=seen.alerts,
        lines=("To change an answer, go back to its step.",),
        choices=(*choices, Choice("Board", Look(None, None), main=True)),
        nav=(Choice("Handover", Show("handover")),),
    )


def _answer(seen: View, stop: Stop) -> Choice:
    person, step = stop.key
    told = answer_label(seen, stop.key, stop.answered.value if stop.answered else None)
    return Choice(f"{stop.step.title}: {told}", Look(person, step, revisit=True))
