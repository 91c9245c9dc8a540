"""What the bot says where others read along: guidance, and never anything of an encounter.

Encounters are begun, carried on and shown in the officer's own chat with the bot alone. Nothing is
loaded here that could be shown by mistake: a turn in a group has no encounter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.activity import text_of
from bot.cards import buttons
from bot.conversation.acts import act
from bot.conversation.pickup import is_code
from bot.conversation.questions import question
from bot.conversation.redraw import on_screen
from bot.conversation.speech import Speech
from bot.heed import spoken
from dialogs import lobby
from dialogs.event import Json
from dialogs.interpret import Question, interpret
from dialogs.screen import Act, Link, Rate, Screen, Show

PRIVATE = "That is only for our personal chat. Nothing was shown or recorded here."
MENTION_AGAIN = "I only read new messages. Mention me again if it was for me."
_OPEN = frozenset(("help", "welcome", "ask", "contacts", "answer", "answer-today", "briefing"))
_CHAT = "https://teams.microsoft.com/l/chat/0/0?users="


def hear(speech: Speech, data: Mapping[str, Json] | None, longest: int) -> None:
    """Answer something said or pressed in a group. ``data`` is what a pressed button carried."""
    activity = speech.activity
    if data is not None:
        _pressed(speech, data)
    elif activity["type"] in ("conversationUpdate", "installationUpdate"):
        if not speech.said.state.get("welcomed"):
            speech.said.state["welcomed"] = True
            speech.show(_welcome(speech))
    elif activity["type"] == "messageUpdate":
        speech.notice(MENTION_AGAIN)
    else:
        _typed(speech, spoken(activity)[:longest])


def _typed(speech: Speech, text: str) -> None:
    offered = speech.said.state.get("shown") == "offer"
    meant = interpret(text, None, on_screen(speech) if offered else None, speech.day.start_words)
    if is_code(text):
        _private(speech)
    elif isinstance(meant, Question):
        _asked(speech, text)
    elif isinstance(meant, Show | Rate):
        _do(speech, meant)
    else:
        _private(speech)


def _asked(speech: Speech, text: str) -> None:
    if text:
        question(speech, text)
    else:
        speech.show(_welcome(speech))


def _pressed(speech: Speech, data: Mapping[str, Json]) -> None:
    """Whoever pressed it, and wherever the card came from: only guidance is shown."""
    try:
        pressed = buttons.read(data)
        meant = buttons.act(pressed, None)
    except buttons.BadPress as problem:
        speech.said.toast = str(problem)
        return
    if pressed.encounter:
        speech.said.toast = PRIVATE
        if speech.activity["type"] == "message":  # by Action.Submit, which has no other answer
            _private(speech)
    elif isinstance(meant, Show | Rate):
        _do(speech, meant)
    else:
        _private(speech)


def _do(speech: Speech, meant: Act) -> None:
    if isinstance(meant, Show) and meant.what in ("help", "welcome"):
        speech.show(_welcome(speech))
    elif isinstance(meant, Rate):
        act(speech, meant)
        speech.said.shown.clear()  # whoever rated sees it on the card; nobody else need
    elif isinstance(meant, Show) and meant.what in _OPEN:
        act(speech, meant)
    else:
        _private(speech)


def _welcome(speech: Speech) -> Screen:
    """What the bot does in a group."""
    return Screen(
        kind="group",
        title="Modern slavery first response",
        lines=(
            f"**{lobby.EMERGENCY}**",
            "Mention me with a question and I answer from approved guidance.",
            "Encounters are in our personal chat, where only you see them.",
        ),
        progress=lobby.NO_NAMES,
        links=_links(speech),
    )


def _private(speech: Speech) -> None:
    """Send the officer to their own chat, saying nothing of what is there."""
    speech.show(Screen(kind="private", title=PRIVATE, links=_links(speech)))


def _links(speech: Speech) -> tuple[Link, ...]:
    """The way to the bot's own chat, where the channel has one."""
    recipient = speech.activity.get("recipient")
    ours = text_of(recipient, "id") if isinstance(recipient, dict) else ""
    known = text_of(speech.activity, "channelId") == "msteams"
    if not known or not re.fullmatch(r"28:[0-9A-Za-z-]+", ours):
        return ()
    return (Link("Open our personal chat", f"{_CHAT}{ours}"),)
