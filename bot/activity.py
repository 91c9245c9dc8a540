"""Activities as plain dictionaries: what the edge, a host and the conversation core pass around.

Nothing here knows a web server or an SDK, so the same core can stand behind any host.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from bot.observing.pseudonym import pseudonym
from dialogs.event import Json

JsonObject: TypeAlias = dict[str, Json]
Claims: TypeAlias = Mapping[str, object]

CARD_ACTION = "adaptiveCard/action"

_ADDRESS = ("channelId", "serviceUrl")
_KINDS = ("personal", "groupChat", "channel")
_TENANT = re.compile(r"[0-9A-Za-z-]{1,64}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?")


class BadActivity(ValueError):
    """The sender's activity cannot be understood. The message is safe to show to the sender."""


async def _nothing() -> None:
    """Nothing to mark as delivered."""


async def _all() -> int:
    """None of the replies has left, and nobody else can be sending them."""
    return 0


async def _noted(count: int) -> None:
    """Nothing to note as on its way."""


async def _there(named: str) -> str:
    """The id of a message that the channel named itself."""
    return named


async def _unplaced(given: str) -> None:
    """No card to keep the place of."""


async def _never(named: str) -> bool:
    """Not known to have been in doubt before."""
    return False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one turn asks the edge to do.

    Attributes:
        replies: activities to send, in this order.
        invoke: for an invoke, ``{"status": int, "body": {...}}``; None means it is not known here.
        updates: ``(activity id, activity)`` pairs that replace messages already sent.
        done: awaited once the replies are delivered, so that a retry does not repeat them.
        due: asked once it is the replies' turn to leave: how many have left before, or None when
            nobody should send them now: they have left, or somebody else is at it.
        left: told, after each reply but the last, how many have left.
        failed: awaited when the others could not be sent, so that somebody else may try.
        live: the id of the reply or update that is a chat's one live card, or "".
        where: the id that the channel gave a message that an update names, "" if it is not known.
        placed: told the id that the channel has given it.
        doubted: told the id of a reply that may have left or not; whether it was told so before.
    """

    replies: tuple[JsonObject, ...] = ()
    invoke: JsonObject | None = None
    updates: tuple[tuple[str, JsonObject], ...] = ()
    done: Callable[[], Awaitable[None]] = _nothing
    due: Callable[[], Awaitable[int | None]] = _all
    left: Callable[[int], Awaitable[None]] = _noted
    failed: Callable[[], Awaitable[None]] = _nothing
    live: str = ""
    where: Callable[[str], Awaitable[str]] = _there
    placed: Callable[[str], Awaitable[None]] = _unplaced
    doubted: Callable[[str], Awaitable[bool]] = _never


class Core(Protocol):
    """The conversation: one activity in, one outcome out."""

    async def handle(self, activity: JsonObject) -> Outcome:
        """Run one turn."""
        ...


class Host(Protocol):
    """An SDK shell around a core, or none at all; the edge cannot tell."""

    async def process(self, raw: JsonObject, claims: Claims) -> Outcome:
        """Run one turn for an activity that passed ``bot.shape.check``, whatever an SDK reads."""
        ...


def part(activity: JsonObject, name: str) -> JsonObject:
    """The object held under a name, or an empty one."""
    value = activity.get(name)
    return value if isinstance(value, dict) else {}


def text_of(holder: JsonObject, name: str) -> str:
    """The text held under a name, or an empty one."""
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def conversation_id(activity: JsonObject) -> str:
    """The channel's id of the conversation."""
    return text_of(part(activity, "conversation"), "id")


def conversation_key(activity: JsonObject) -> str:
    """What one conversation is called everywhere in this bot: ``channel|conversation id``."""
    return f"{text_of(activity, 'channelId')}|{conversation_id(activity)}"


def turn_key(activity: JsonObject) -> str | None:
    """The same for each redelivery of one activity; None when the sender gave it no id."""
    activity_id = text_of(activity, "id")
    return _digest(f"{conversation_key(activity)}|{activity_id}") if activity_id else None


def log_id(activity: JsonObject) -> str:
    """A conversation in a log line: tells conversations apart and names none of them."""
    return pseudonym(conversation_key(activity))


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def tenant_id(activity: JsonObject) -> str:
    """The tenant, from the conversation or from Teams' channel data; empty outside Teams."""
    named = text_of(part(activity, "conversation"), "tenantId")
    return named or text_of(part(part(activity, "channelData"), "tenant"), "id")


def tenant_ids(activity: JsonObject) -> frozenset[str]:
    """Every tenant that the activity names, in small letters.

    They differ where someone writes from another organisation into a chat of this one.
    """
    named = (
        text_of(part(activity, "conversation"), "tenantId"),
        text_of(part(activity, "from"), "tenantId"),
        text_of(part(part(activity, "channelData"), "tenant"), "id"),
    )
    return frozenset(tenant.lower() for tenant in named if tenant)


def user_id(activity: JsonObject) -> str:
    """The sender's opaque id: the directory id, which is the same on each device, or the channel's.

    Empty when nobody sent it. Never a name.
    """
    sender = part(activity, "from")
    return text_of(sender, "aadObjectId") or text_of(sender, "id")


def expects_replies(activity: JsonObject) -> bool:
    """Whether the sender wants the replies in the answer instead of through the connector."""
    return activity.get("deliveryMode") == "expectReplies"


def reply_to(activity: JsonObject, **content: Json) -> JsonObject:
    """An activity addressed back to where this one came from, a message unless told otherwise.

    Replies are stored, so they are addressed by ids alone: nobody's name and no chat's.
    """
    reply: JsonObject = {"type": "message"}
    reply.update({name: activity[name] for name in _ADDRESS if activity.get(name)})
    reply["conversation"] = whereabouts(activity)
    if _LOCALE.fullmatch(text_of(activity, "locale")):
        reply["locale"] = activity["locale"]
    for ours, theirs in (("from", "recipient"), ("recipient", "from")):
        if id_ := text_of(part(activity, theirs), "id"):
            reply[ours] = {"id": id_}
    # A conversationUpdate is not a message in the chat, so nothing can be a reply to it.
    if activity.get("id") and activity.get("type") != "conversationUpdate":
        reply["replyToId"] = activity["id"]
    reply.update(content)
    return reply


def whereabouts(activity: JsonObject) -> JsonObject:
    """A conversation as it is stored: ids and kind, each of the form Teams gives it; no name."""
    where = part(activity, "conversation")
    found: JsonObject = {"id": where["id"]} if "id" in where else {}
    if _TENANT.fullmatch(text_of(where, "tenantId")):
        found["tenantId"] = where["tenantId"]
    if where.get("conversationType") in _KINDS:
        found["conversationType"] = where["conversationType"]
    if isinstance(where.get("isGroup"), bool):
        found["isGroup"] = where["isGroup"]
    return found


def is_card_action(activity: JsonObject) -> bool:
    """Whether a card's Action.Execute was pressed."""
    return activity.get("type") == "invoke" and activity.get("name") == CARD_ACTION


def card_text(words: str) -> JsonObject:
    """The invoke result that leaves the pressed card as it is and shows a word about it."""
    body: JsonObject = {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": words,
    }
    return {"status": 200, "body": body}


def card_error(status: int, code: str, message: str) -> JsonObject:
    """The invoke result that makes a client show a card action as failed.

    The HTTP status is 200 whatever went wrong: the card protocol asks for that as soon as the bot
    took part, and clients read ``statusCode`` in the body.
    """
    error: JsonObject = {"code": code, "message": message}
    body: JsonObject = {
        "statusCode": status,
        "type": "application/vnd.microsoft.error",
        "value": error,
    }
    return {"status": 200, "body": body}
