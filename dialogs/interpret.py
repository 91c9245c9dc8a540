"""From what an officer typed to what they meant.

Exact answers to what is on screen come first (a number, a label, a key), then control words.
Anything else is a question. Nothing here guesses: a likeness to a label is never an answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from content.guide import Ask, Do, Each, Option
from dialogs.answers import DONE, LATER, REASONS
from dialogs.commands import (
    AddPerson,
    Answer,
    Back,
    Close,
    Confirm,
    Dismiss,
    Look,
    Pause,
    RemovePerson,
    Reopen,
    Resume,
    Undo,
)
from dialogs.encounter import Json
from dialogs.screen import Act, Choice, Screen, Show
from dialogs.view import Stop, View

AGE = "age"
ADULT_FROM = 18


@dataclass(frozen=True, slots=True)
class Question:
    """Something to look up. The text is used for that and never kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """It was meant for this step, but cannot be taken; the message says what would be."""

    message: str


Intent: TypeAlias = Act | Question | Unclear

_ALWAYS: Mapping[str, Act] = {
    word: act
    for words, act in (
        ("start|begin|new|start an encounter|start encounter|new encounter", Show("start")),
        ("help|?|commands|what can you do|menu", Show("help")),
        ("hi|hello|hey|good morning|good evening", Show("welcome")),
        ("contacts|contact|who do i call|who do i ring", Show("contacts")),
        ("ask|ask a question|question", Show("ask")),
        ("encounters|my encounters", Show("encounters")),
    )
    for word in words.split("|")
}

_IN_ENCOUNTER: Mapping[str, Act] = {
    word: act
    for words, act in (
        ("resume|continue|carry on", Resume()),
        ("back|go back|previous", Back()),
        ("undo|take that back", Undo()),
        ("board|overview", Look(None, None)),
        ("people|who|pick|sections", Show("pick")),
        ("tasks|outstanding|to do|todo", Show("tasks")),
        ("summary|handover|hand over|hand-over", Show("handover")),
        ("why|why?|why are you asking|why do you ask", Show("why")),
        ("sources|source", Show("sources")),
        ("stop|pause|later today", Pause()),
        ("close|finish|close encounter", Close()),
        ("reopen|re-open", Reopen()),
        ("add person|add a person|another person|add someone", Show("add")),
    )
    for word in words.split("|")
}

_PERSON = re.compile(r"(?:person|p) ?(\d{1,2})(?: (?:is|=|:)?\s*(.+))?\Z")
_REMOVE = re.compile(r"(?:remove|delete|take out) (?:person|p) ?(\d{1,2})\Z")
_ADD = re.compile(r"add (?:an? |one more |another )?(.+)\Z")
_NOT = re.compile(r"(?:not|cannot|can't|cant) ((?:\d{1,2}[ ,]*)+)\s*(.*)\Z")
_NUMBERS = re.compile(r"\d{1,2}(?:(?:[ ,]| and )+\d{1,2})*\Z")
_COUNTED = re.compile(r"(\d{1,2}) *([a-z][a-z -]*)")
_TAG = re.compile(r"<at>.*?</at>|<[^>]{1,200}>", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"\s+")

_YOUNG = frozenset({"child", "kid", "minor", "boy", "girl", "young", "under", "unsure", "teen"})


def plain(text: str) -> str:
    """The typed text without mentions, tags, case, odd spaces or closing punctuation."""
    bare = _SPACE.sub(" ", _TAG.sub(" ", text)).strip().casefold()
    return bare.rstrip(".!") if len(bare) > 1 else bare


def interpret(text: str, seen: View | None, shown: Screen | None) -> Intent:
    """What was meant, given the encounter and the screen last shown."""
    said = plain(text)
    if seen is None:
        return _chosen(said, shown) or _ALWAYS.get(said) or Question(text)
    return (
        _answer(said, seen, shown)
        or _IN_ENCOUNTER.get(said)
        or _ALWAYS.get(said)
        or _about_people(said, seen)
        or _section(said, seen)
        or _misplaced(said)
        or Question(text)
    )


def _answer(said: str, seen: View, shown: Screen | None) -> Intent | None:
    """An exact answer to what is on screen."""
    if seen.facts.proposal is not None:
        return _to_proposal(said, shown)
    if shown is None or shown.key is None:
        return _chosen(said, shown)
    stop = seen.stop(shown.key)
    return None if stop is None else _to_step(said, seen, stop)


def _chosen(said: str, shown: Screen | None) -> Act | None:
    choices = shown.choices if shown else ()
    if said.isdecimal() and 1 <= int(said) <= len(choices):
        return choices[int(said) - 1].act
    every = (*choices, *(shown.nav if shown else ()))
    return _by_label(said, every)


def _by_label(said: str, choices: tuple[Choice, ...]) -> Act | None:
    return next((choice.act for choice in choices if plain(choice.label) == said), None)


def _to_proposal(said: str, shown: Screen | None) -> Act | None:
    if said in ("yes", "y", "ok", "confirm", "record"):
        return Confirm()
    if said in ("no", "n", "cancel", "keep"):
        return Dismiss()
    return _chosen(said, shown)


def _to_step(said: str, seen: View, stop: Stop) -> Intent | None:
    match stop.step:
        case Ask(many=True) as ask:
            return _several(said, stop, ask)
        case Ask(options=options) if options:
            return _one(said, stop, options)
        case Ask():
            return _typed(stop, said) if any(char.isdigit() for char in said) else None
        case Do() as todo:
            return _checklist(said, stop, list(seen.reading.items(stop.key[0], todo)))
        case Each() as each:
            return _roster(said, stop, each)
        case _:
            return _typed(stop, "ok") if said in ("ok", "continue", "1", "next", "done") else None


def _typed(stop: Stop, value: Json) -> Answer:
    person, step = stop.key
    return Answer(person, step, value, pressed=False)


def _one(said: str, stop: Stop, options: Mapping[str, Option]) -> Intent | None:
    keys = list(options)
    if said.isdecimal():
        place = int(said)
        if 1 <= place <= len(keys):
            return _typed(stop, keys[place - 1])
        return Unclear(f"Reply with a number from 1 to {len(keys)}.")
    found = _option(said, options)
    return None if found is None else _typed(stop, found)


def _option(said: str, options: Mapping[str, Option]) -> str | None:
    return next((k for k, o in options.items() if said in (k, plain(o.label))), None)


def _several(said: str, stop: Stop, ask: Ask) -> Intent | None:
    keys = list(ask.options)
    if said in ("none", "0", "nothing", plain(ask.none)):
        return _typed(stop, [])
    if _NUMBERS.match(said):
        places = _places(said, len(keys))
        if places is None:
            return Unclear(f"Reply with numbers from 1 to {len(keys)}, for example 1 3.")
        return _typed(stop, [keys[place] for place in places])
    found = [_option(part.strip(), ask.options) for part in said.split(",")]
    picked: list[Json] = [key for key in found if key is not None]
    return _typed(stop, picked) if picked and None not in found else None


def _places(said: str, count: int) -> list[int] | None:
    places = [int(word) - 1 for word in re.findall(r"\d+", said)]
    return places if all(0 <= place < count for place in places) else None


def _checklist(said: str, stop: Stop, items: list[str]) -> Intent | None:
    if said in ("all", "all done", "done", "yes", "all of them"):
        return _typed(stop, DONE)
    if said in ("later", "not now", "skip"):
        return _typed(stop, LATER)
    if _NUMBERS.match(said):
        places = _places(said, len(items))
        if places is None:
            return Unclear(f"Reply with numbers from 1 to {len(items)}, “all” or “later”.")
        return _typed(stop, [*_done_before(stop), *(items[place] for place in places)])
    refused = _NOT.match(said)
    return _impossible(refused, stop, items) if refused else None


def _done_before(stop: Stop) -> list[Json]:
    states = stop.answered.value if stop.answered else None
    return [k for k, v in states.items() if v == DONE] if isinstance(states, dict) else []


def _impossible(match: re.Match[str], stop: Stop, items: list[str]) -> Intent:
    places = _places(match[1], len(items))
    wanted = match[2].strip(" ,:-")
    reason = next((k for k, label in REASONS.items() if wanted in (k, plain(label))), None)
    if places is None or reason is None:
        reasons = ", ".join(label.lower() for label in REASONS.values())
        return Unclear(f"Say which and why, for example “not 2 nobody available”. Why: {reasons}.")
    return _typed(stop, {items[place]: f"cannot:{reason}" for place in places})


def _roster(said: str, stop: Stop, each: Each) -> Intent | None:
    counts: dict[str, Json] = dict.fromkeys(each.groups, 0)
    if _NUMBERS.match(said):
        numbers = [int(word) for word in re.findall(r"\d+", said)]
        if len(numbers) > len(counts):
            return Unclear("Reply with how many of each, for example 3 4.")
        return _typed(stop, counts | dict(zip(counts, numbers, strict=False)))
    found = [(int(number), _group(words, each)) for number, words in _COUNTED.findall(said)]
    if not found or any(group is None for _, group in found):
        return None
    return _typed(stop, counts | {str(group): number for number, group in found})


def _group(words: str, each: Each) -> str | None:
    """The roster group that words such as "adults" or "kids" mean."""
    stems = {word.strip().rstrip("s") for word in words.split()} | {words.strip()}
    if "children" in words:
        stems.add("child")
    for key, group in each.groups.items():
        if key in stems or plain(group.label).rstrip("s") in stems or plain(group.label) in stems:
            return key
    return "young" if "young" in each.groups and stems & _YOUNG else None


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
    group = _group(words, roster)
    return AddPerson(group) if group else None


def _of_person(person: str, words: str | None, seen: View) -> Intent | None:
    lane = next((v for v in seen.lanes if v.person == person), None)
    if lane is None:
        return Unclear(f"There is no person {person.removeprefix('person')} in this encounter.")
    if not words:
        return Look(person, lane.lane.id)
    value = _age(words)
    if value is not None and seen.stop((person, AGE)):
        return Answer(person, AGE, value, pressed=False)
    found = [
        (stop, option)
        for stop in lane.stops
        if isinstance(stop.step, Ask) and (option := _option(words, stop.step.options))
    ]
    return _typed(*found[0]) if len(found) == 1 else None


def _age(words: str) -> str | None:
    years = re.fullmatch(r"(?:only |about |actually )?(\d{1,2})(?: years old)?", words)
    if years:
        return "adult" if int(years[1]) >= ADULT_FROM else "child"
    word = re.sub(r"^(an?|actually|really|only) ", "", words)
    return {"adult": "adult", "child": "child", "under 18": "child", "not sure": "unsure"}.get(word)


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
