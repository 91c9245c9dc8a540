"""Messages too large for Teams: what is folded away on the card goes ahead as words."""

from __future__ import annotations

from bot.activity import JsonObject
from bot.fast_json import sent, stored
from dialogs.event import Json

LIMIT = 26 * 1024  # bytes as sent; Teams takes 28 KB, and adds some of its own
ABOVE = "What was here is too long for one card. It is in the messages above."


def fits(message: JsonObject) -> bool:
    """Whether Teams takes it."""
    size = len(sent(message))
    # In ASCII, as it is counted here, a character takes at most three times the bytes of UTF-8.
    return 3 * size <= LIMIT or (size <= LIMIT and len(stored(message)) <= LIMIT)


def slim(message: JsonObject) -> tuple[JsonObject, str]:
    """The message without the texts folded away on its card, and those texts."""
    texts: list[str] = []
    attachments: list[Json] = [
        {**one, "content": _slim(one["content"], texts)}
        if isinstance(one, dict) and isinstance(one.get("content"), dict)
        else one
        for one in _list(message.get("attachments"))
    ]
    return {**message, "attachments": attachments}, "\n".join(texts)


def _slim(card: Json, texts: list[str]) -> Json:
    if not isinstance(card, dict):
        return card
    actions: list[Json] = [_unfolded(one, texts) for one in _list(card.get("actions"))]
    return {**card, "actions": actions}


def _unfolded(action: Json, texts: list[str]) -> Json:
    """An action; one that shows a card loses that card's texts and keeps its inputs."""
    if not isinstance(action, dict) or not isinstance(inner := action.get("card"), dict):
        return action
    body = _list(inner.get("body"))
    said = [one for one in body if isinstance(one, dict) and one.get("type") == "TextBlock"]
    if not said:
        return action
    texts.extend(str(one["text"]) for one in said)
    note: Json = {"type": "TextBlock", "text": ABOVE, "wrap": True}
    kept: list[Json] = [note, *(one for one in body if one not in said)]
    return {**action, "card": {**inner, "body": kept}}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
