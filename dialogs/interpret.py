"""From what an officer typed to what they meant.

Exact answers to what is on screen come first (a number, a label, a key), then control words.
Anything else is a question. Nothing here guesses: a likeness to a label is never an answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from content import command_words
from content.steps import Ask, Each
from dialogs.chain import chained
from dialogs.commands import (
    AddPerson,
    Answer,
    Back,
    Close,
    Command,
    Confirm,
    Dismiss,
    Look,
    Pause,
    Remind,
    RemovePerson,
    Reopen,
    Resume,
    Undo,
)
from dialogs.meant import of_age
from dialogs.screen import OF, Act, Choice, InRoom, Screen, Show, Train
from dialogs.typed import Unclear, group_of, option_of, plain, to_step, typed
from dialogs.view import Stop, View
from dialogs.wish import OFF

_NONE: Mapping[str, Act] = MappingProxyType({})
AGE = "age"
AS_AT = "as at "
TRAIN = "train "
FIGURES = "figures "


@dataclass(frozen=True, slots=True)
class Question:
    """Something to look up. The text is used for that and never kept."""

    text: str


@dataclass(frozen=True, slots=True)
class AsAt:
    """Answer questions from the guidance of another day; None is today again."""

    day: date | None


Intent: TypeAlias = Act | Question | Unclear | AsAt

_ALWAYS: Mapping[str, Act] = {
    word: Show(what) for what, words in command_words.ALWAYS.items() for word in words
}

_COMMANDS: Mapping[str, Command] = {
    "resume": Resume(),
    "back": Back(),
    "undo": Undo(),
    "board": Look(None, None),
    "pause": Pause(),
    "close": Close(),
    "reopen": Reopen(),
    "unremind": Remind(OFF),
}

_IN_ENCOUNTER: Mapping[str, Act] = {
    word: _COMMANDS.get(what, Show(what))
    for what, words in command_words.IN_ENCOUNTER.items()
    for word in words
}

_PERSON = re.compile(r"(?:person|p) ?(\d{1,2})(?: (?:is|=|:)?\s*(.+))?\Z")
_REMOVE = re.compile(r"(?:remove|delete|take out) (?:person|p) ?(\d{1,2})\Z")
_ADD = re.compile(r"add (?:an? |one more |another )?(.+)\Z")


def interpret(
    text: str, seen: View | None, shown: Screen | None, starts: Mapping[str, Act] = _NONE
) -> Intent:
    """What was meant, given the encounter and the screen last shown; ``starts`` begin guides."""
    said = plain(text)
    if said.startswith("/") and len(said) > 1:
        return Question(text.strip().lstrip("/").strip())
    if said.startswith(AS_AT):
        return _as_at(said.removeprefix(AS_AT).strip())
    if said.startswith(TRAIN) and said not in _ALWAYS:
        return Train("asked", said.removeprefix(TRAIN).strip())
    if said.startswith(FIGURES):
        return Show("figures", step=f"{OF}{said.removeprefix(FIGURES).strip()}")
    if seen is None:
        found = _chosen(said, shown) or _ALWAYS.get(said) or _unopened(said) or starts.get(said)
        return found or Question(text)
    return (
        _answer(said, seen, shown)
        or _IN_ENCOUNTER.get(said)
        or _ALWAYS.get(said)
        or _about_people(said, seen)
        or _section(said, seen)
        or starts.get(said)
        or _misplaced(said)
        or Question(text)
    )


def _unopened(said: str) -> Act | None:
    """A command about an encounter when none is open: to resume is to pick one; "ok" is thanks."""
    if said == "ok":
        return Show("thanks")
    act = _IN_ENCOUNTER.get(said)
    return Show("encounters") if isinstance(act, Resume) else act


def _as_at(said: str) -> Intent:
    if said in ("today", "now"):
        return AsAt(None)
    try:
        return AsAt(date.fromisoformat(said))
    except ValueError:
        return Unclear("Write the day as year-month-day, for example: as at 2017-10-01.")


def _answer(said: str, seen: View, shown: Screen | None) -> Intent | None:
    """An exact answer to what is on screen."""
    if seen.facts.proposal is not None:
        return _to_proposal(said, shown)
    if shown is None or shown.key is None:
        return _chosen(said, shown)
    stop = seen.stop(shown.key)
    if stop is None:
        return None
    return _aged(said, stop) or chained(said, seen, stop) or to_step(said, seen, stop)


def _aged(said: str, stop: Stop) -> Answer | None:
    """An age in years where the age is asked; a number that a choice has is that choice."""
    step = stop.step
    if stop.key[1] != AGE or not isinstance(step, Ask):
        return None
    numbered = said.isdecimal() and int(said) <= len(step.options)
    value = None if numbered else of_age(said)
    return typed(stop, value) if value in step.options else None


def _chosen(said: str, shown: Screen | None) -> Act | None:
    choices = shown.choices if shown else ()
    if said.isdecimal() and 1 <= int(said) <= len(choices):
        return _typed_act(choices[int(said) - 1])
    every = (*choices, *(shown.nav if shown else ()))
    return _by_label(said, every)


def _by_label(said: str, choices: tuple[Choice, ...]) -> Act | None:
    found = next((choice for choice in choices if plain(choice.label) == said), None)
    return _typed_act(found) if found else None


def _typed_act(choice: Choice) -> Act | None:
    """What a choice does; a session in a room is never on an officer's own screen."""
    return None if isinstance(choice.act, InRoom) else choice.act


def _to_proposal(said: str, shown: Screen | None) -> Act | None:
    if said in ("yes", "y", "ok", "confirm", "record"):
        return Confirm()
    if said in ("no", "n", "cancel", "keep"):
        return Dismiss()
    return _chosen(said, shown)


def _about_people(said: str, seen: View) -> Intent | None:
    if removed := _REMOVE.match(said):
        return RemovePerson(f"person{int(removed[1])}")
    if added := _ADD.match(said):
        return _adding(added[1], seen)
    if spoken := _PERSON.match(said):
        return _of_person(f"person{int(spoken[1])}", spoken[2], seen)
    return None


def _adding(words: str, seen: View) -> Intent | None:
    roster = seen.release.placed[seen.release.roster].step if seen.release.roster else None
    if not isinstance(roster, Each):
        return None
    group = group_of(words, roster)
    return AddPerson(group) if group else None


def _of_person(person: str, words: str | None, seen: View) -> Intent | None:
    lane = next((v for v in seen.lanes if v.person == person), None)
    if lane is None:
        return Unclear(f"There is no person {person.removeprefix('person')} in this encounter.")
    if not words:
        return Look(person, lane.lane.id)
    value = of_age(words)
    if value is not None and seen.stop((person, AGE)):
        return Answer(person, AGE, value, pressed=False)
    found = [
        (stop, option)
        for stop in lane.stops
        if isinstance(stop.step, Ask) and (option := option_of(words, stop.step.options))
    ]
    return typed(*found[0]) if len(found) == 1 else None


def _misplaced(said: str) -> Unclear | None:
    """An answer to another kind of step, which must not be looked up as if it were a question."""
    if said.isdecimal() or said in ("all", "later", "done", "yes", "no", "none", "ok"):
        return Unclear("That does not fit what is asked here. Reply with a number shown, or ask.")
    return None


def _section(said: str, seen: View) -> Intent | None:
    wanted = said.removeprefix("go to ").removeprefix("open ")
    following = seen.next_best
    if said in ("next", "go on") and following:
        return Look(following.person, following.lane.id)
    for lane in seen.lanes:
        if lane.person is None and wanted in (lane.lane.id, plain(lane.lane.title)):
            return Look(None, lane.lane.id)
    return None
