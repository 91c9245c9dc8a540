"""Which activities are for the bot at all, and the words of a message without its mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.activity import JsonObject, is_card_action, part, text_of
from bot.extension import is_search

SILENT = frozenset(
    {"typing", "endOfConversation", "messageDelete", "messageReaction", "event", "trace"}
)
_SHARED = ("groupChat", "channel")
_TAG = re.compile(r"<at\b[^<>]{0,200}>[^<>]{0,300}</at>", re.IGNORECASE)


def is_group(activity: JsonObject) -> bool:
    """Whether others than the sender read this conversation: a group chat or a channel."""
    conversation = part(activity, "conversation")
    return (
        text_of(conversation, "conversationType") in _SHARED or conversation.get("isGroup") is True
    )


def is_for_us(activity: JsonObject) -> bool:
    """Whether this is something to answer. In a group only what mentions or presses the bot is."""
    kind = activity["type"]
    ours = text_of(part(activity, "recipient"), "id")
    if ours and text_of(part(activity, "from"), "id") == ours:
        return False  # what the bot itself wrote or changed
    if kind in ("conversationUpdate", "installationUpdate"):
        return _has_come(activity, ours)
    if kind == "invoke":
        return is_card_action(activity) or is_search(activity)
    if kind in SILENT or _restored(activity):
        return False
    return not is_group(activity) or isinstance(activity.get("value"), dict) or mentioned(activity)


def _has_come(activity: JsonObject, ours: str) -> bool:
    """Whether a conversation begins: for a group, when the bot joins it, and nobody else."""
    added = activity.get("membersAdded")
    members = added if isinstance(added, list) else []
    if is_group(activity) and members:
        return any(isinstance(one, dict) and one.get("id") == ours for one in members)
    return bool(members) or activity.get("action") == "add"


def _restored(activity: JsonObject) -> bool:
    """Whether a deleted message was brought back, which Teams tells as a change."""
    return text_of(part(activity, "channelData"), "eventType") == "undeleteMessage"


def mentioned(activity: JsonObject) -> bool:
    """Whether the message mentions the bot."""
    ours = text_of(part(activity, "recipient"), "id")
    return any(text_of(part(one, "mentioned"), "id") == ours for one in _mentions(activity))


def spoken(activity: JsonObject) -> str:
    """The text without any mention, wherever it stands: names are never looked up."""
    text = whole = text_of(activity, "text")
    for one in _mentions(activity):
        called = text_of(one, "text")
        if called:
            text = text.replace(called, " ")
    text = _TAG.sub(" ", text)
    return whole if text == whole else " ".join(text.replace("&nbsp;", " ").split())


def _mentions(activity: JsonObject) -> Iterator[JsonObject]:
    entities = activity.get("entities")
    for one in entities if isinstance(entities, list) else []:
        if isinstance(one, dict) and one.get("type") == "mention":
            yield one
