"""Screens of a session as messages and as answers to a press."""

from __future__ import annotations

import json

from bot.activity import JsonObject, Outcome, card_text, is_card_action, part, reply_to, text_of
from bot.cards import reply
from bot.conversation.presses import press_data
from content.release import Release
from dialogs.event import Json
from dialogs.screen import Screen
from dialogs.training.menus import MARK
from dialogs.training.room import Room

VERB = "room"
UNKNOWN = "There is no such session here."


def pressed(activity: JsonObject) -> JsonObject | None:
    """What a button of a session carried, picked from a list or not; None if it was no such."""
    data = press_data(activity)
    if data is None:
        return None
    found = dict(data)
    if found.get("act") == "go":
        try:
            picked = json.loads(text_of(found, "place"))
        except (ValueError, RecursionError):
            return None
        found = picked if isinstance(picked, dict) else {}
    return found if found.get("act") == VERB else None


def message(
    activity: JsonObject,
    shown: Screen,
    release: Release | None = None,
    room: Room | None = None,
    readers: tuple[str, ...] = (),
) -> JsonObject:
    """A screen as a message; its card is refreshed unasked for those readers."""
    made = reply.message(activity, shown, None, release)
    if room is None or room.over or not readers:
        return made
    attachments = made["attachments"]
    assert isinstance(attachments, list)
    fresh: list[Json] = [
        {**one, "content": _fresh(part(one, "content"), room, readers)}
        for one in attachments
        if isinstance(one, dict)
    ]
    return {**made, "attachments": fresh}


def sent(activity: JsonObject, shown: Screen) -> Outcome:
    """A screen as a new message."""
    return Outcome((message(activity, shown),))


def answered(
    activity: JsonObject, shown: Screen, release: Release | None = None, room: Room | None = None
) -> Outcome:
    """A screen in place of the pressed card, or as a message where that cannot be."""
    if not is_card_action(activity):
        return Outcome((message(activity, shown, release),))
    result = reply.card_result(activity, shown, None, release)
    reader = text_of(part(activity, "from"), "id")
    if room is None or room.over or not reader:
        return Outcome(invoke=result)
    body = part(result, "body")
    value = _fresh(part(body, "value"), room, (reader,))
    return Outcome(invoke={**result, "body": {**body, "value": value}})


def told(activity: JsonObject, words: str) -> Outcome:
    """A word to whoever pressed or typed, marked as training."""
    words = f"{MARK}. {words}"
    if is_card_action(activity):
        return Outcome(invoke=card_text(words))
    return Outcome((reply_to(activity, text=words, textFormat="plain"),))


def _fresh(card: JsonObject, room: Room, readers: tuple[str, ...]) -> JsonObject:
    data: JsonObject = {"act": VERB, "what": "look", "room": room.id}
    action: JsonObject = {"type": "Action.Execute", "title": "Refresh", "verb": VERB, "data": data}
    return {**card, "refresh": {"action": action, "userIds": list(readers)}}
