"""The one card of a call: replaced where it is, not sent again and again.

A typed answer cannot return a card, so the message that holds it is updated by the id the channel
gave it. Where that cannot be done, or the card has gone too far up, a new one is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.activity import JsonObject, expects_replies, part, text_of
from bot.storage.records import StoredTurn
from bot.storage.store import Store
from dialogs.event import Json

DRIFT = 6  # typed answers after which the card is sent again, so that it stays in sight
REPLACES = "messageUpdate"
MARK = "live"  # on a stored reply: the turn whose reply first held that card; never sent
PLACED = "placed"  # on a stored reply: the id that the channel gave it; never sent
DOUBTED = "doubted"  # on a stored reply: it may have left or not; never sent
REPLACED = "replaces"  # in channel data, for who gets replies in the answer: the id of the old card


def in_place(
    activity: JsonObject,
    replies: Sequence[JsonObject],
    place: int | None,
    state: dict[str, Json],
    *,
    key: str,
    pressed: bool,
) -> tuple[JsonObject, ...]:
    """The replies with the live one, at ``place``, put where the last live card was.

    ``state`` is what the chat remembers; where its card is now is written to it.
    """
    if place is None:
        return tuple(replies)
    card = remembered(state)
    shown = replies[place]
    if expects_replies(activity):
        state[MARK] = _card(state, key, text_of(shown, "id"))
        return _with(replies, place, _told_what_it_replaces(shown, card))
    typed = card.get("typed")
    near = pressed or (isinstance(typed, int) and typed < DRIFT)
    if card and near and len(replies) == 1:
        now = int(str(typed)) + (0 if pressed else 1)
        state[MARK] = {**card, "typed": now}
        return ({**shown, "type": REPLACES, "id": card["card"], MARK: card["turn"]},)
    state[MARK] = _card(state, key, text_of(shown, "id"))
    fresh = _with(replies, place, {**shown, MARK: key})
    return (*fresh, _continued(shown, card)) if card else fresh


def bare(reply: JsonObject) -> JsonObject:
    """A stored reply as it is sent."""
    return {name: value for name, value in reply.items() if name not in (MARK, PLACED, DOUBTED)}


def live_card(turn: StoredTurn) -> tuple[str, str]:
    """The id of a turn's live reply, and the turn that first held its card; "" without one."""
    for one in turn.replies:
        if one.get(MARK):
            return text_of(one, "id"), text_of(one, MARK)
    return "", ""


async def where(store: Store, turn: StoredTurn, named: str) -> str:
    """The id that the channel gave a message this turn replaces; "" if it is not known."""
    held = next((text_of(one, MARK) for one in turn.replies if text_of(one, "id") == named), "")
    if not held:
        return named  # a card that was pressed: it was the channel that said which
    stored = (await store.load(held, "")).turn
    found = (text_of(one, PLACED) for one in _replies(stored) if text_of(one, "id") == named)
    return next(found, "")


async def note(store: Store, turn: str, named: str, given: str) -> None:
    """Keep the id that the channel gave a live card."""
    await _change(store, (await store.load(turn, "")).turn, named, {PLACED: given})


async def doubt(store: Store, turn: str, named: str) -> bool:
    """Note that a reply may have left or not; whether that was noted before."""
    stored = (await store.load(turn, "")).turn
    if any(one.get(DOUBTED) for one in _replies(stored) if text_of(one, "id") == named):
        return True
    await _change(store, stored, named, {DOUBTED: True})
    return False


async def _change(store: Store, stored: StoredTurn | None, named: str, more: JsonObject) -> None:
    if stored is not None:
        replies = (
            {**one, **more} if text_of(one, "id") == named else one for one in stored.replies
        )
        await store.put_replies(stored.key, tuple(replies))


def _replies(stored: StoredTurn | None) -> tuple[JsonObject, ...]:
    return stored.replies if stored is not None else ()


def remembered(state: Mapping[str, Json]) -> JsonObject:
    """The card the chat remembers, if it is of the encounter it has now."""
    card = state.get(MARK)
    if not isinstance(card, dict) or card.get("encounter") != state.get("encounter"):
        return {}
    return card


def _card(state: Mapping[str, Json], key: str, named: str) -> JsonObject:
    return {"turn": key, "card": named, "encounter": state.get("encounter"), "typed": 0}


def _told_what_it_replaces(shown: JsonObject, card: JsonObject) -> JsonObject:
    told: JsonObject = {**part(shown, "channelData"), MARK: True}
    if card:
        told[REPLACED] = card["card"]
    return {**shown, "channelData": told}


def _with(replies: Sequence[JsonObject], place: int, one: JsonObject) -> tuple[JsonObject, ...]:
    return (*replies[:place], one, *replies[place + 1 :])


def _continued(shown: JsonObject, card: JsonObject) -> JsonObject:
    """What is left of a card that goes on further down."""
    kept = {k: v for k, v in shown.items() if k not in ("attachments", "summary", "text", "speak")}
    words = "↓ The call goes on below."
    return {**kept, "type": REPLACES, "id": card["card"], MARK: card["turn"], "text": words}
