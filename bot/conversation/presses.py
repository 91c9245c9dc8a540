"""Pressed buttons: whose they are, what they ask for, and what the used card turns into."""

from __future__ import annotations

from collections.abc import Mapping

from bot.activity import JsonObject, part
from bot.cards import buttons
from bot.conversation.acts import act
from bot.conversation.redraw import redraw
from bot.conversation.speech import Speech
from dialogs import lobby
from dialogs.asking import settled, title
from dialogs.commands import Answer, Confirm, Look, Remind
from dialogs.event import Json
from dialogs.facts import Key
from dialogs.reminders import AGREED
from dialogs.screen import Act, Rate, Screen, Show, Train
from dialogs.sharing import may_open
from dialogs.view import View


def press_data(activity: JsonObject) -> Mapping[str, Json] | None:
    """What a pressed button carried, by Execute or Submit; None if none was pressed."""
    value = activity.get("value")
    if activity["type"] == "invoke":
        return part(part(part(activity, "value"), "action"), "data")
    if activity["type"] == "message" and isinstance(value, dict) and value:
        return value
    return None


def wanted(data: Mapping[str, Json] | None) -> str | None:
    """The id of the encounter that a press needs loaded, if any."""
    if data is None:
        return None
    named = data.get("step" if data.get("what") in ("switch", "pickup") else "encounter")
    return named if isinstance(named, str) and named else None


def press(speech: Speech, data: Mapping[str, Json]) -> None:
    """Do what a pressed button asks for."""
    try:
        pressed = buttons.read(data)
        if _is_ours(speech, pressed):
            _do(speech, buttons.act(pressed, speech.said.release), pressed.screen)
    except buttons.BadPress as problem:
        speech.said.used = lobby.notice(str(problem))
        speech.current(str(problem))


def _is_ours(speech: Speech, pressed: buttons.Press) -> bool:
    """Whether the button is of the current encounter; otherwise says what it is."""
    mine, theirs = speech.said.encounter, speech.setting.pressed
    if not pressed.encounter or (mine and pressed.encounter == mine.id):
        return True
    if theirs is None or not may_open(theirs, speech.by):
        message = "That card belongs to another officer's encounter. Nothing was recorded."
        speech.said.used = lobby.notice(message)
        speech.current(message)
        return False
    if mine is None:
        speech.said.state["encounter"] = theirs.id
        return speech.adopt(theirs)
    speech.show(lobby.elsewhere(theirs.code, theirs.id, speech.seen()))
    speech.said.used = lobby.notice(f"That card is from encounter {theirs.code}.")
    return False


def _do(speech: Speech, meant: Act, drawn: str) -> None:
    before = speech.seen()
    act(speech, meant)
    if speech.said.used is None:
        speech.said.used = speech.live() or _used(speech, meant, drawn, before)


def _used(speech: Speech, meant: Act, drawn: str, before: View | None) -> Screen | None:
    """What the pressed card turns into; None if that cannot be told."""
    seen = speech.seen()
    if speech.said.opened is not None:
        return lobby.notice(f"✓ Encounter {speech.said.opened.code} opened")
    if isinstance(meant, Show | Rate | Train) or seen is None:
        return redraw(speech, drawn)
    if isinstance(meant, Answer):
        return recorded(seen, seen.reading.key(meant.person, meant.step))
    if isinstance(meant, Confirm) and before and before.facts.proposal:
        return recorded(seen, before.facts.proposal.key)
    return lobby.notice(_done(meant))


def recorded(seen: View, key: Key) -> Screen:
    """A step's used card: the answer in use, or that nothing was recorded."""
    if seen.facts.proposal is not None and seen.facts.proposal.key == key:
        return lobby.notice(f"{title(seen, key)}: see below to confirm.")
    stop = seen.stop(key)
    if stop is not None and stop.answered is not None:
        return settled(seen, key, stop.answered.value)
    if key[1] == seen.release.roster and seen.facts.people:
        count = len(seen.facts.people)
        return lobby.notice(f"✓ {count} {'person' if count == 1 else 'people'} listed")
    return lobby.notice(f"{title(seen, key)}: nothing was recorded.")


def _done(meant: Act) -> str:
    if isinstance(meant, Remind):
        return f"✓ {AGREED[meant.how]}" if meant.how in AGREED else "→ Nothing has changed"
    if isinstance(meant, Look):
        return "→ Board" if meant.step is None else "→ Opened below"
    return f"✓ {type(meant).__name__}"
