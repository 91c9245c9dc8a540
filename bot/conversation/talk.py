"""One turn of the conversation, worked out without touching anything.

Given an activity, what the chat remembers and the encounter, this says what to reply, what to
record and what to remember. ``bot.conversation.turn`` loads, locks, stores and sends around it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.activity import JsonObject
from bot.conversation import absent, group
from bot.conversation.acts import act
from bot.conversation.discretion import advise
from bot.conversation.pickup import tried
from bot.conversation.presses import press, press_data
from bot.conversation.questions import as_at, question
from bot.conversation.redraw import on_screen
from bot.conversation.speech import Said, Setting, Shown, Speech
from bot.heed import is_group, spoken
from bot.training.redrawn import carry_on
from content.library import NotInForce
from content.link import LinkError
from dialogs.interpret import AsAt, Question, interpret
from dialogs.personal import personal
from dialogs.training.menus import MARK
from dialogs.typed import Unclear

LONGEST = 2000  # characters of a message that are looked at
NOT_IN_FORCE = "No guidance is in force today, so I cannot help. Tell your force's IT."


def talk(activity: JsonObject, setting: Setting) -> Said:
    """Work out one turn. Raises NeedsList if the officer's encounters are wanted first."""
    speech = Speech(activity, setting)
    here = speech.adopt(setting.encounter)
    try:
        speech.refer()
        _hear(speech) if here else _hear_without(speech)
    except (NotInForce, LinkError):
        speech.notice(NOT_IN_FORCE)
    _apart(speech.said)
    return speech.said


def _apart(said: Said) -> None:
    """Training ends where an encounter is taken up; all that is said in it is marked.

    What is asked in it counts nowhere.
    """
    if said.encounter is not None:
        said.state.pop("training", None)
    if said.state.get("training"):
        said.heard.clear()
        said.shown = [_marked(one) for one in said.shown]


def _marked(shown: Shown) -> Shown:
    return shown if shown.screen is None else Shown(replace(shown.screen, mark=MARK))


def _hear(speech: Speech) -> None:
    activity = speech.activity
    data = press_data(activity)
    text = spoken(activity)[:LONGEST]
    if is_group(activity):
        group.hear(speech, data, LONGEST)
    elif data is not None:
        press(speech, data)
    elif activity["type"] in ("conversationUpdate", "installationUpdate"):
        _welcome(speech)
    elif activity["type"] == "messageUpdate":
        speech.current("I only read new messages. Send it again if it was for me.")
    elif text.strip():
        _typed(speech, text)
    elif activity.get("attachments"):
        speech.current("I cannot take photos, recordings or files. Nothing was kept.")
    else:
        speech.current("Type a word or a question, or press a button.")


def _hear_without(speech: Speech) -> None:
    """The chat's encounter runs on guidance that is not here."""
    data, text = press_data(speech.activity), spoken(speech.activity)[:LONGEST]
    if data is not None:
        absent.pressed(speech, data)
    elif text.strip():
        absent.typed(speech, text)


def _welcome(speech: Speech) -> None:
    """Once per chat: Teams announces an installation in two ways."""
    if not speech.said.state.get("welcomed"):
        speech.said.state["welcomed"] = True
        speech.show(speech.welcome())


def _typed(speech: Speech, text: str) -> None:
    seen = speech.seen()
    meant = interpret(text, seen, on_screen(speech), speech.day.start_words)
    match meant:
        case Question(text=asked):
            if not tried(speech, asked):
                question(speech, asked)
                carry_on(speech)
        case AsAt(day=day):
            as_at(speech, day)
        case Unclear(message=message):
            speech.current(message)
            advise(speech, personal(text))
        case _:
            act(speech, meant)
