"""An answer typed to a step: by number, by exact label, or in the few other words it allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from content.steps import Ask, Do, Each, Option
from dialogs.answers import DONE, LATER, REASONS
from dialogs.commands import Answer
from dialogs.event import Json
from dialogs.meant import meant
from dialogs.view import Stop, View

_NOT = re.compile(r"(?:not|cannot|can't|cant) ((?:\d{1,2}[ ,]*)+)\s*(.*)\Z")
_NUMBERS = re.compile(r"\d{1,2}(?:(?:[ ,]| and )+\d{1,2})*\Z")
_COUNTED = re.compile(r"(\d{1,2}) *([a-z][a-z -]*)")
_YOUNG = frozenset({"child", "kid", "minor", "boy", "girl", "young", "under", "unsure", "teen"})
SHORT: Mapping[str, str] = {"y": "yes", "n": "no"}
_TAG = re.compile(r"<at>.*?</at>|<[^>]{1,200}>", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Unclear:
    """It was meant for this step, but cannot be taken; the message says what would be."""

    message: str


Reply: TypeAlias = Answer | Unclear


def plain(text: str) -> str:
    """The typed text without mentions, tags, case, odd spaces or closing punctuation."""
    bare = _SPACE.sub(" ", _TAG.sub(" ", text)).strip().casefold()
    return bare.rstrip(".!") if len(bare) > 1 else bare


def to_step(said: str, seen: View, stop: Stop) -> Reply | None:
    """The answer these words are to the step; None if they are not meant for it."""
    match stop.step:
        case Ask(many=True) as ask:
            return _several(said, stop, ask)
        case Ask(options=options) if options:
            return _one(said, stop, options)
        case Ask():
            return typed(stop, said) if any(char.isdigit() for char in said) else None
        case Do() as todo:
            return _checklist(said, stop, list(seen.reading.items(stop.key[0], todo)))
        case Each() as each:
            return _roster(said, stop, each)
        case _:
            return typed(stop, "ok") if said in ("ok", "continue", "1", "next", "done") else None


def typed(stop: Stop, value: Json) -> Answer:
    """An answer to a step that was typed rather than pressed."""
    person, step = stop.key
    return Answer(person, step, value, pressed=False)


def _one(said: str, stop: Stop, options: Mapping[str, Option]) -> Reply | None:
    keys = list(options)
    if said.isdecimal():
        place = int(said)
        if 1 <= place <= len(keys):
            return typed(stop, keys[place - 1])
        return Unclear(f"Reply with a number from 1 to {len(keys)}.")
    found = option_of(said, options) or meant(said, options)
    return None if found is None else typed(stop, found)


def option_of(said: str, options: Mapping[str, Option]) -> str | None:
    """The key of the option with exactly this key or label."""
    meant = SHORT.get(said, said)
    return next((k for k, o in options.items() if meant in (k, plain(o.label))), None)


def _several(said: str, stop: Stop, ask: Ask) -> Reply | None:
    keys = list(ask.options)
    if said in ("none", "0", "nothing", plain(ask.none)):
        return typed(stop, [])
    if _NUMBERS.match(said):
        places = _places(said, len(keys))
        if places is None:
            return Unclear(f"Reply with numbers from 1 to {len(keys)}, for example 1 3.")
        return typed(stop, [keys[place] for place in places])
    found = [option_of(part.strip(), ask.options) for part in said.split(",")]
    picked: list[Json] = [key for key in found if key is not None]
    return typed(stop, picked) if picked and None not in found else None


def _places(said: str, count: int) -> list[int] | None:
    places = [int(word) - 1 for word in re.findall(r"\d+", said)]
    return places if all(0 <= place < count for place in places) else None


def _checklist(said: str, stop: Stop, items: list[str]) -> Reply | None:
    if said in ("all", "a", "all done", "done", "all of them") or (
        said == "yes" and len(items) == 1
    ):
        return typed(stop, DONE)
    if said in ("later", "not now", "skip"):
        return typed(stop, LATER)
    if _NUMBERS.match(said):
        places = _places(said, len(items))
        if places is None:
            return Unclear(f"Reply with numbers from 1 to {len(items)}, “all” or “later”.")
        return typed(stop, [*_done_before(stop), *(items[place] for place in places)])
    refused = _NOT.match(said)
    return _impossible(refused, stop, items) if refused else None


def _done_before(stop: Stop) -> list[Json]:
    states = stop.answered.value if stop.answered else None
    return [k for k, v in states.items() if v == DONE] if isinstance(states, dict) else []


def _impossible(match: re.Match[str], stop: Stop, items: list[str]) -> Reply:
    places = _places(match[1], len(items))
    wanted = match[2].strip(" ,:-")
    reason = next((k for k, label in REASONS.items() if wanted in (k, plain(label))), None)
    if places is None or reason is None:
        reasons = ", ".join(label.lower() for label in REASONS.values())
        return Unclear(f"Say which and why, for example “not 2 nobody available”. Why: {reasons}.")
    return typed(stop, {items[place]: f"cannot:{reason}" for place in places})


def _roster(said: str, stop: Stop, each: Each) -> Reply | None:
    counts: dict[str, Json] = dict.fromkeys(each.groups, 0)
    if _NUMBERS.match(said):
        numbers = [int(word) for word in re.findall(r"\d+", said)]
        if len(numbers) > len(counts):
            return Unclear("Reply with how many of each, for example 3 4.")
        return typed(stop, counts | dict(zip(counts, numbers, strict=False)))
    found = [(int(number), group_of(words, each)) for number, words in _COUNTED.findall(said)]
    if not found or any(group is None for _, group in found):
        return None
    return typed(stop, counts | {str(group): number for number, group in found})


def group_of(words: str, each: Each) -> str | None:
    """The roster group that words such as "adults" or "kids" mean."""
    stems = {word.strip().rstrip("s") for word in words.split()} | {words.strip()}
    if "children" in words:
        stems.add("child")
    for key, group in each.groups.items():
        if key in stems or plain(group.label).rstrip("s") in stems or plain(group.label) in stems:
            return key
    return "young" if "young" in each.groups and stems & _YOUNG else None
