"""An encounter whose guidance this process does not have: what an officer can do meanwhile.

While processes are upgraded one after the other, an encounter begun at one that has new guidance is
pressed at one that does not yet. The chat keeps its encounter, so that the same press goes on a
minute later. Guidance that was taken away for good looks the same from here: so what needs no
encounter still works, the ways to another encounter among it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeGuard

from bot.cards import buttons
from bot.conversation.acts import act
from bot.conversation.questions import question
from bot.conversation.speech import Speech
from content.command_words import ALWAYS
from content.found import Context
from dialogs.event import Json
from dialogs.interpret import Intent, interpret
from dialogs.screen import Act, Show, Train

_FREE = frozenset({*ALWAYS, "answer", "answer-today", "briefing", "pickup", "switch"})
_ANSWERED = ("answer", "emergency", "offer")


def typed(speech: Speech, text: str) -> None:
    """Do what was typed if it needs no encounter; danger and approved answers come through."""
    meant = interpret(text, None, None, speech.day.start_words)
    found = speech.asked_day.find(text, Context(None, None, speech.person.post or None))
    if _needs_none(meant):
        _do(speech, meant)
    elif found.decision in _ANSWERED:
        told = speech.said.shown.pop()
        question(speech, text)
        speech.said.shown.append(told)  # never above danger


def pressed(speech: Speech, data: Mapping[str, Json]) -> None:
    """Do what a pressed button asks for if it needs no encounter. Otherwise nothing is recorded."""
    try:
        meant = buttons.act(buttons.read(data), None)
    except buttons.BadPress:
        return
    if _needs_none(meant):
        _do(speech, meant)
    else:
        speech.said.toast = "Not recorded: see below."


def _do(speech: Speech, meant: Act) -> None:
    """Do it, and say no more that the encounter cannot go on here."""
    speech.said.shown.clear()
    act(speech, meant)


def _needs_none(meant: Intent) -> TypeGuard[Act]:
    return isinstance(meant, Train) or (isinstance(meant, Show) and meant.what in _FREE)
