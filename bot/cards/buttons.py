"""What a button carries and how a press is read back.

Every button names the encounter, the step, the person and the revision it was drawn at, so that an
old card is recognised. Inputs of a form arrive beside these names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from content.release import Release
from content.steps import Ask, Do, Each
from dialogs.commands import (
    AddPerson,
    Answer,
    Back,
    Close,
    Command,
    Confirm,
    Dismiss,
    Look,
    Offer,
    Pause,
    Remind,
    RemovePerson,
    Reopen,
    Resume,
    Undo,
)
from dialogs.event import Json
from dialogs.facts import Key
from dialogs.screen import Act, InRoom, Rate, Show, Train

_SIMPLE: Mapping[str, Command] = {
    "confirm": Confirm(),
    "dismiss": Dismiss(),
    "back": Back(),
    "undo": Undo(),
    "pause": Pause(),
    "resume": Resume(),
    "close": Close(),
    "reopen": Reopen(),
    "offer": Offer(),
}
_PERSON = re.compile(r"person[0-9]{1,3}\Z")
_VERBS: Mapping[type, str] = {type(command): verb for verb, command in _SIMPLE.items()}


class BadPress(ValueError):
    """The pressed button is not one of ours, or was altered. The message is for the officer."""


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button.

    Attributes:
        encounter: the id it belongs to, or "" if to none.
        revision: of the encounter when it was drawn.
        screen: the kind of screen it was drawn on, or "".
        data: everything it carried, inputs included.
    """

    encounter: str
    revision: int
    data: Mapping[str, Json]
    screen: str = ""


def carried(act: Act | InRoom, encounter: str, revision: int) -> dict[str, Json]:
    """The data of the button for an act."""
    where: dict[str, Json] = {"encounter": encounter, "revision": revision}
    verb = _VERBS.get(type(act))
    if verb is not None:
        return {"act": verb, **where}
    match act:
        case Show(what, person, step):
            return {"act": "show", "what": what, "person": person, "step": step, **where}
        case Answer(person, step, value):
            return {"act": "answer", "person": person, "step": step, "option": value, **where}
        case Look(person, step, revisit):
            return {"act": "look", "person": person, "step": step, "revisit": revisit, **where}
        case Rate(answer, good, words):
            # It is about an answer, not about an encounter.
            return {"act": "rate", "answer": answer, "good": good, "words": list(words)}
        case Train(what, name, stage, option):
            # It is about an exercise, not about an encounter.
            return {"act": "train", "what": what, "name": name, "stage": stage, "option": option}
        case InRoom(what, room, name, option, drawn):
            # It is about a session, not about an encounter.
            carries: dict[str, Json] = {"act": "room", "what": what, "room": room, "at": drawn}
            return {**carries, "name": name, "option": option}
        case AddPerson(group):
            return {"act": "add", "group": group, **where}
        case RemovePerson(person):
            return {"act": "remove", "person": person, **where}
        case Remind(how):
            return {"act": "remind", "how": how, **where}
        case _:
            raise TypeError(f"no button carries {type(act).__name__}")


def form(key: Key, encounter: str, revision: int) -> dict[str, Json]:
    """The data of a form's button; the inputs say what was chosen."""
    person, step = key
    return {
        "act": "form",
        "person": person,
        "step": step,
        "encounter": encounter,
        "revision": revision,
    }


def read(data: Mapping[str, Json]) -> Press:
    """A press as it came in. Raises BadPress."""
    act, encounter, revision = data.get("act"), data.get("encounter", ""), data.get("revision", 0)
    if not isinstance(act, str) or not isinstance(encounter, str):
        raise BadPress("That button is not one I know. Nothing was recorded.")
    if isinstance(revision, bool) or not isinstance(revision, int):
        raise BadPress("That button is not one I know. Nothing was recorded.")
    return Press(encounter, revision, data, _text(data.get("screen")) or "")


def act(press: Press, release: Release | None) -> Act:
    """What the press asks for. Raises BadPress."""
    data = press.data
    verb = data["act"]
    person, step = _person(data), _text(data.get("step"))
    match verb:
        case "show":
            return Show(_text(data.get("what")) or "help", person, step)
        case "answer" if step:
            return Answer(person, step, data.get("option"), press.revision)
        case "form" if step:
            return Answer(person, step, _filled(data, step, release), press.revision)
        case "look":
            return Look(person, step, data.get("revisit") is True)
        case "add":
            return AddPerson(_text(data.get("group")) or "")
        case "remove":
            return RemovePerson(person or "")
        case "remind":
            return Remind(_text(data.get("how")) or "")
        case "rate":
            words = data.get("words")
            known = tuple(map(str, words)) if isinstance(words, list) else ()
            return Rate(_text(data.get("answer")) or "", data.get("good") is True, known)
        case "train":
            named = (_text(data.get(part)) or "" for part in ("what", "name", "stage", "option"))
            return Train(*named)
        case "go":
            return _went(press, release)
        case _ if verb in _SIMPLE:
            return _SIMPLE[str(verb)]
    raise BadPress("That button is not one I know. Nothing was recorded.")


def _filled(data: Mapping[str, Json], step: str, release: Release | None) -> Json:
    """The answer that a form's inputs add up to."""
    placed = release.placed.get(step) if release else None
    match placed.step if placed else None:
        case Ask(many=True):
            return _list(data.get("picked"))
        case Ask(date=True):
            return data.get("date")
        case Ask():
            return data.get("number", data.get("picked"))
        case Do():
            return _ticked(data)
        case Each(groups=groups):
            return {name: data.get(name) or 0 for name in groups}
        case _:
            return "ok"


def _ticked(data: Mapping[str, Json]) -> Json:
    if data.get("cannot"):
        return {str(data["cannot"]): f"cannot:{data.get('reason') or ''}"}
    return _list(data.get("done"))


def _went(press: Press, release: Release | None) -> Act:
    """An act picked from a list, which carries it as text."""
    try:
        picked = json.loads(str(press.data.get("place") or ""))
    except (ValueError, RecursionError):
        raise BadPress("Pick one from the list first.") from None
    verb = picked.get("act") if isinstance(picked, dict) else None
    if not isinstance(verb, str) or verb == "go":
        raise BadPress("That button is not one I know. Nothing was recorded.")
    return act(Press(press.encounter, press.revision, picked), release)


def _list(value: Json) -> list[Json]:
    """A choice of several: cards send them as one text with commas."""
    if isinstance(value, list):
        return value
    return [part for part in str(value or "").split(",") if part]


def _person(data: Mapping[str, Json]) -> str | None:
    """The person meant. Raises BadPress for any other words or a longer number: both are told."""
    person = _text(data.get("person"))
    if person is not None and not _PERSON.match(person):
        raise BadPress("That button is not one I know. Nothing was recorded.")
    return person


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None
