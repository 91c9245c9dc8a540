"""Whoever began an encounter sees on their live card that it was taken over, without asking."""

from __future__ import annotations

from bot.activity import JsonObject, text_of
from bot.cards import reply
from bot.conversation import live
from bot.guidance import Guidance
from bot.storage.store import Store
from content.library import Unavailable
from content.link import LinkError
from dialogs.board import screen
from dialogs.encounter import Encounter
from dialogs.event import Json
from dialogs.view import view

_ADDRESS = ("channelId", "serviceUrl", "conversation")


async def for_owner(
    store: Store, guidance: Guidance, encounter: Encounter
) -> tuple[tuple[str, JsonObject], ...]:
    """The owner's live card as it is now, with the id of its message; nothing where none is known.

    Only the message in Teams can be changed unasked; elsewhere it shows with their next card.
    """
    shown = await _shown(store, encounter.id)
    if shown is None:
        return ()
    try:
        release = guidance.pinned(encounter.pin)
    except (Unavailable, LinkError):
        return ()
    seen = view(release, encounter, encounter.owner)
    told = reply.message(_asked_by(shown), screen(seen), encounter, release)
    return ((text_of(shown, live.PLACED), told),)


async def _shown(store: Store, encounter: str) -> JsonObject | None:
    """The message that holds the owner's live card of this encounter, if the channel has it."""
    chat = await store.chat_of(encounter)
    state = (await store.load("", chat)).conversation.state if chat else {}
    card = live.remembered(state)
    if not card or card.get("encounter") != encounter:
        return None
    turn = (await store.load(str(card["turn"]), "")).turn
    replies = turn.replies if turn is not None else ()
    return next((one for one in replies if one.get(live.PLACED)), None)


def _asked_by(shown: JsonObject) -> JsonObject:
    """What the message would be a reply to: the same chat, from its reader to the bot."""
    place: dict[str, Json] = {name: shown[name] for name in _ADDRESS if name in shown}
    return {**place, "from": shown.get("recipient"), "recipient": shown.get("from")}
