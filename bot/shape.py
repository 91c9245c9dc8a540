"""What an activity has to look like before anything is made of it.

The same on every host: whatever an SDK thinks of an activity, this alone takes or refuses it.
"""

from __future__ import annotations

from datetime import datetime

from bot.activity import BadActivity, JsonObject, part
from dialogs.event import Json

ID_LIMIT = 1024  # characters; the longest Teams conversation ids are well under half of this

_TEXTS = ("id", "channelId", "serviceUrl", "replyToId", "deliveryMode", "name", "text", "locale")
_IDS = ("id", "channelId", "replyToId")
_OBJECTS = ("from", "recipient", "conversation", "channelData")
_LISTS = ("attachments", "entities", "membersAdded", "membersRemoved")
_FROM_A_PERSON = ("message", "invoke")
_TIMES = ("timestamp", "localTimestamp")


def check(data: object) -> JsonObject:
    """The activity, once its shape is what everything later relies on. Raises BadActivity."""
    if not isinstance(data, dict):
        raise BadActivity("an activity is a JSON object")
    _check_types(data)
    if not data.get("type") or not isinstance(data["type"], str):
        raise BadActivity("type is missing or is not text")
    _check_id("conversation.id", part(data, "conversation").get("id"))
    if data["type"] in _FROM_A_PERSON:
        _check_id("from.id", part(data, "from").get("id"))
    if data["type"] == "invoke" and not data.get("name"):
        raise BadActivity("an invoke has a name")
    return data


def _check_types(data: JsonObject) -> None:
    for names, kind, word in ((_TEXTS, str, "text"), (_OBJECTS, dict, "an object")):
        for name in names:
            if data.get(name) is not None and not isinstance(data[name], kind):
                raise BadActivity(f"{name} is not {word}")
    for name in _LISTS:
        items = data.get(name)
        if items is not None and not _objects(items):
            raise BadActivity(f"{name} is not a list of objects")
    for name in _IDS:
        if data.get(name):
            _check_id(name, data[name])
    for name in _TIMES:
        if data.get(name) is not None and not _time(data[name]):
            raise BadActivity(f"{name} is not a time")


def _objects(items: Json) -> bool:
    return isinstance(items, list) and all(isinstance(item, dict) for item in items)


def _time(value: Json) -> bool:
    try:
        return isinstance(value, str) and "T" in value and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _check_id(name: str, value: Json) -> None:
    if not value or not isinstance(value, str):
        raise BadActivity(f"{name} is missing or is not text")
    if len(value) > ID_LIMIT or not value.isprintable():
        raise BadActivity(f"{name} is too long or has unprintable characters")
