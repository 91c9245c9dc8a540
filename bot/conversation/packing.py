"""What a turn comes to, packed as activities to send and as work for the store.

A message that replaces an earlier one is kept among the replies as a ``messageUpdate``, so that a
repeated delivery has it too.
"""

from __future__ import annotations

from datetime import datetime

from bot.activity import (
    JsonObject,
    card_text,
    expects_replies,
    is_card_action,
    text_of,
    user_id,
)
from bot.cards import reply
from bot.conversation import live
from bot.conversation.presses import press_data
from bot.conversation.speech import Said, Shown
from bot.heed import is_group
from bot.reminding import scheduled
from bot.storage.records import Append, Conversation, StoredTurn, Work
from bot.training.spaced import wanted
from dialogs.event import Kind
from dialogs.facts import fold


def pack(activity: JsonObject, key: str, before: Conversation, said: Said, at: datetime) -> Work:
    """Everything that one turn changes."""
    told = [(it, one) for it in said.shown for one in _activities(activity, it, said)]
    lively = [n for n, (it, _) in enumerate(told) if it.screen is not None and it.screen.live]
    replies = live.in_place(
        activity,
        _numbered(key, [one for _, one in told]),
        lively[-1] if lively else None,
        said.state,
        key=key,
        pressed=press_data(activity) is not None,
    )
    turn = StoredTurn(
        key,
        (*replies, *_settled(activity, said)),
        _invoke(activity, said),
        answered=expects_replies(activity),
    )
    return Work(
        turn=turn,
        conversation=_chat(before, said),
        at=at,
        opened=said.opened,
        appended=_append(said),
        conversation_changed=said.state != before.state,
        by=user_id(activity),
        schedule=scheduled(activity, said, at),
        practice=said.practice,
        check=wanted(activity, said),
    )


def _chat(before: Conversation, said: Said) -> Conversation:
    moved = said.state.get("encounter") != before.state.get("encounter")
    return Conversation(before.key, said.state, before.version, moved, before.left)


def new(turn: StoredTurn) -> tuple[JsonObject, ...]:
    """The turn's replies that are new messages."""
    return tuple(live.bare(one) for one in turn.replies if one["type"] != live.REPLACES)


def updates(turn: StoredTurn) -> tuple[tuple[str, JsonObject], ...]:
    """The turn's replies that replace messages, with the ids of those."""
    return tuple(
        (text_of(one, "id"), {**live.bare(one), "type": "message"})
        for one in turn.replies
        if one["type"] == live.REPLACES
    )


def _activities(activity: JsonObject, shown: Shown, said: Said) -> list[JsonObject]:
    if shown.screen is None:
        return reply.said(activity, shown.words)
    release = said.release or said.reference
    return reply.messages(activity, shown.screen, said.encounter, release)


def _numbered(key: str, replies: list[JsonObject]) -> tuple[JsonObject, ...]:
    """The replies with ids that are the same whenever the turn is told again."""
    return tuple({**one, "id": f"{key[:24]}-{number}"} for number, one in enumerate(replies, 1))


def _invoke(activity: JsonObject, said: Said) -> JsonObject | None:
    if not is_card_action(activity):
        return None
    if said.used is None:
        return card_text(said.toast or "See below.")
    return reply.card_result(activity, said.used, said.encounter, said.release)


def _settled(activity: JsonObject, said: Said) -> tuple[JsonObject, ...]:
    """What the pressed card becomes for whoever sees it, on each device.

    The answer to Action.Execute changes the card only where it was pressed, and that to
    Action.Submit nothing, so the message itself is replaced. In a group the card is everyone's and
    stays; so does a card that was pressed only to look.
    """
    pressed = text_of(activity, "replyToId")
    if said.used is None or said.used.live or not pressed or is_group(activity):
        return ()
    if is_card_action(activity) and (expects_replies(activity) or not reply.is_settled(said.used)):
        return ()
    replaced = reply.message(activity, said.used, said.encounter, said.release)
    return ({**replaced, "type": live.REPLACES, "id": pressed},)


def _append(said: Said) -> Append | None:
    if not said.events or said.encounter is None:
        return None
    before = said.encounter.revision - len(said.events)
    took_back = any(event.kind is Kind.UNDONE for event in said.events)
    closed = fold(said.encounter.log).closed if took_back else None
    return Append(said.encounter.id, before, said.events, closed)
