"""A gentle word to an officer who typed personal data, once in an encounter."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.speech import Shown, Speech
from bot.heed import is_group
from dialogs.personal import Personal
from dialogs.screen import Screen

NO_ENCOUNTER = "-"


def advise(speech: Speech, held: Sequence[Personal]) -> None:
    """Put a word above what is shown if a message seemed to hold personal data.

    Only that it was said is remembered, so that it is said once: of each encounter, or of a chat
    while it has none.
    """
    encounter = speech.said.encounter
    here = encounter.id if encounter else NO_ENCOUNTER
    if held and speech.said.state.get("advised") != here:
        speech.said.state["advised"] = here
        speech.said.shown.insert(0, Shown(_advice(speech, held)))


def _advice(speech: Speech, held: Sequence[Personal]) -> Screen:
    *most, last = (one.value for one in held)
    named = f"{', '.join(most)} and {last}" if most else last
    chat = "others read this chat, and it keeps" if is_group(speech.activity) else "the chat keeps"
    told = f"That looked like {named}. I kept none of it, but {chat} its own copy."
    return Screen(kind="notice", title="“Person 1” is enough", lines=(told,))
