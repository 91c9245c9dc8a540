"""The message extension: searching the guidance from the compose box, nothing of it stored."""

from __future__ import annotations

from bot.activity import JsonObject, text_of

QUERY = "composeExtension/query"


def is_search(activity: JsonObject) -> bool:
    """Whether someone searches from the compose box."""
    return activity.get("type") == "invoke" and text_of(activity, "name") == QUERY


def told(words: str) -> JsonObject:
    """The invoke result that shows words in place of results."""
    shown: JsonObject = {"type": "message", "text": words}
    return {"status": 200, "body": {"composeExtension": shown}}
