"""The questions that a scenario asks, and whether the answers found are those it expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from content import scenario_moves as moves
from content.guide import Answer as Approved
from content.scenario import Scenario
from dialogs.rehearsal.expect import Unmet

# Finds approved answers to a question, best first, in the guidance of a day.
Finder: TypeAlias = Callable[[str, date], Sequence[Approved]]


def only_questions(scenario: Scenario, find: Finder, on: date) -> Iterator[Unmet]:
    """What does not hold in a scenario that plays no guide."""
    for number, move in enumerate(scenario.then):
        if isinstance(move, moves.Question):
            for place, message in asked(move, find, on):
                yield ("then", number, *place), message
        else:
            yield ("then", number), "Without a guide there are only questions."


def told(scenario: Scenario, find: Finder, on: date) -> frozenset[tuple[str, date]]:
    """The answers found to a scenario's questions, by id, and the day whose guidance they are."""
    questions = (move for move in scenario.then if isinstance(move, moves.Question))
    days = ((move.ask, move.as_at or on) for move in questions)
    return frozenset((best.id, day) for text, day in days for best in find(text, day)[:1])


def asked(move: moves.Question, find: Finder, on: date) -> Iterator[Unmet]:
    """What is wrong with the answer found to one question."""
    found = next(iter(find(move.ask, move.as_at or on)), None)
    if found is None:
        yield ("ask",), "Nothing is found."
        return
    if move.answer and found.id != move.answer:
        yield ("answer",), f"The answer found is '{found.id}'."
    if move.concept and move.concept not in found.covers:
        yield ("concept",), f"The answer found, '{found.id}', does not cover it."
    text = " ".join(part.text for part in (*found.say, *found.then, *found.why)).casefold()
    for number, words in enumerate(move.says):
        if words.casefold() not in text:
            yield ("says", number), f"'{found.id}' does not say '{words}'."
    for number, words in enumerate(move.silent):
        if words.casefold() in text:
            yield ("silent", number), f"'{found.id}' says '{words}'."
