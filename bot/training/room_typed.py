"""What is typed in a session in a room, and what of it is meant as if a button was pressed."""

from __future__ import annotations

import re

from bot.activity import JsonObject
from bot.conversation.pickup import CODE_LENGTH, CODE_LETTERS
from bot.conversation.presses import press_data
from bot.heed import spoken
from bot.storage.rooms import Here
from dialogs.screen import InRoom
from dialogs.training import room_screens
from dialogs.training.course import Course
from dialogs.training.room import Room, Tally
from dialogs.typed import plain

LONGEST = 300  # characters of a message that are looked at

CODE = re.compile(rf"room ([{CODE_LETTERS.lower()}]{{{CODE_LENGTH}}})(?: (names|[a-e]|[1-5]))?\Z")
BEGIN = re.compile(r"train (?:the )?room(?: (.{1,200}))?\Z")
_ANSWER = re.compile(
    r"[a-e]\Z|[1-9]\Z|close and show\Z|next stage\Z|stage before\Z|take over\Z|end the session\Z"
)


def typed(activity: JsonObject) -> str:
    """The words of a message, in small letters; "" for a press."""
    if press_data(activity) is not None or activity["type"] != "message":
        return ""
    return " ".join(spoken(activity)[:LONGEST].casefold().split())


def names_a_session(activity: JsonObject) -> bool:
    """Whether a message is about a session whatever went before: it says so."""
    text = typed(activity)
    return bool(CODE.match(text) or BEGIN.match(text))


def may_answer(activity: JsonObject) -> bool:
    """Whether a message may be an answer to a session's card, if one is shown in its chat."""
    return bool(_ANSWER.match(typed(activity)))


def meant(text: str, room: Room, course: Course, here: Here) -> InRoom | None:
    """The button that the words stand for, as it was on the card that is shown here."""
    if text.isdecimal() and here.revision == room.revision:
        choices = room_screens.now(room, course, Tally()).choices
        act = choices[int(text) - 1].act if 1 <= int(text) <= len(choices) else None
        return act if isinstance(act, InRoom) else None
    if len(text) == 1:
        return vote(text, room, course, here.stage, here.revision)
    shown = room_screens.now(room, course, Tally())
    acts = {plain(one.label): one.act for one in (*shown.choices, *shown.nav)}
    found = acts.get(text)
    if not isinstance(found, InRoom):
        return None
    return InRoom(found.what, found.room, found.name, found.option, here.revision)


def vote(text: str, room: Room, course: Course, number: int, revision: int) -> InRoom | None:
    """The answer with a letter, or with the number of its place."""
    stage = course.stages[number]
    letters = dict(room_screens.lettered(room, stage))
    letter = room_screens.LETTERS[int(text) - 1 : int(text)] if text.isdecimal() else text.upper()
    option = letters.get(letter)
    return InRoom("vote", room.id, stage.id, option.id, revision) if option else None
