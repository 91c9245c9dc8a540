"""What an SDK is given to read of an activity.

``bot.shape.check`` alone decides what is an activity. An SDK that cannot read one that passed
gets its envelope, so that every host takes the same activities; the core gets the whole of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.activity import JsonObject, part, text_of

_TEXTS = ("type", "id", "serviceUrl", "replyToId", "deliveryMode", "name", "text")
_ACCOUNTS = ("from", "recipient", "conversation")

Read = TypeVar("Read")


def read(raw: JsonObject, by: Callable[[JsonObject], Read]) -> Read:
    """The activity as an SDK reads it, or its envelope if the SDK fails on the whole."""
    try:
        return by(raw)
    except Exception:  # of many kinds, and each may quote what an officer typed
        return by(envelope(raw))


def envelope(raw: JsonObject) -> JsonObject:
    """Who writes what where: the part of an activity that no SDK stumbles over."""
    found: JsonObject = {name: raw[name] for name in _TEXTS if text_of(raw, name).strip()}
    if text_of(raw, "channelId")[:1].isalnum():  # what is before a colon is a channel's name
        found["channelId"] = raw["channelId"]
    for name in _ACCOUNTS:
        if id_ := text_of(part(raw, name), "id").strip():
            found[name] = {"id": id_}
    return found
