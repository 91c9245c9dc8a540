"""What a card becomes when it is refreshed where it is.

A refresh only reads: it is no turn, records nothing and sends nothing, so that Teams may ask for it
as often as it likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.activity import JsonObject, card_text, is_card_action
from bot.cards import reply
from bot.cards.refresh import KINDS, VERB
from bot.conversation.presses import press_data, recorded
from bot.conversation.redraw import redraw
from bot.conversation.speech import MISSING, Setting, Speech
from dialogs import lobby
from dialogs.asking import step
from dialogs.board import screen
from dialogs.chain import takes_lines
from dialogs.event import Json
from dialogs.screen import Choice, Screen, Show
from dialogs.view import View

NOT_YOURS = "Only the officer whose encounter it is can refresh that card, in their own chat."
_ON = Choice("Carry on", Show("current"), main=True)


def is_refresh(activity: JsonObject) -> bool:
    """Whether a card asks for what it should show now."""
    data = press_data(activity) if is_card_action(activity) else None
    return data is not None and data.get("act") == VERB


def refreshed(activity: JsonObject, setting: Setting) -> JsonObject:
    """The invoke result: the card as it is now, or a word when it is not this person's to see."""
    if setting.encounter is None:
        return card_text(NOT_YOURS)
    speech = Speech(activity, setting)
    if not speech.adopt(setting.encounter):
        return card_text(MISSING)
    seen = speech.seen()
    data = press_data(activity) or {}
    now = _now(speech, seen, data) if seen else lobby.notice(MISSING)
    return reply.card_result(activity, now, speech.said.encounter, speech.said.release)


def _now(speech: Speech, seen: View, data: Mapping[str, Json]) -> Screen:
    """The same step while it waits for an answer, the settled form after, or the list redrawn."""
    if takes_lines(seen):
        return screen(seen)  # the one card of a call is always where the call is
    person, named = data.get("person"), data.get("step")
    if not isinstance(named, str):
        kind = data.get("screen")
        drawn = redraw(speech, kind) if isinstance(kind, str) and kind in KINDS else None
        return drawn or screen(seen)
    key = (person if isinstance(person, str) else None, named)
    stop = seen.stop(key)
    here = seen.at is not None and seen.at.key == key
    if seen.facts.proposal is None and stop is not None and (here or stop.answered is None):
        return step(seen, stop)
    # What is settled stays so, beside one way to where the encounter is now.
    return replace(recorded(seen, key), choices=(_ON,))
