"""Screens drawn again: the one last shown, and the one whose button was pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversation.acts import listed
from bot.conversation.beginning import begin_screen, open_screen
from bot.conversation.pickup import offered_code
from bot.conversation.questions import emergency, offered
from bot.conversation.speech import Speech
from bot.training.figures import figures_screen
from bot.training.redrawn import train_screen
from dialogs import lobby
from dialogs.board import pick, tasks
from dialogs.kept import kept
from dialogs.reminders import choosing, reminder
from dialogs.screen import Screen
from dialogs.view import View
from dialogs.wish import wish

_OF_ENCOUNTER: Mapping[str, Callable[[View], Screen]] = {
    "pick": pick,
    "tasks": tasks,
    "add": lobby.adding,
    "handover": lobby.after_handover,
    "paused": lobby.paused,
    "reminder": reminder,
}
_HERE = frozenset({"step", "board", "confirm"})  # wherever the encounter is now


def on_screen(speech: Speech) -> Screen:
    """The screen last shown, so that numbers and labels mean what they said."""
    seen = speech.seen()
    if seen is not None and seen.facts.proposal is not None:
        return speech.here()
    return redraw(speech, str(speech.said.state.get("shown") or "")) or speech.here()


def redraw(speech: Speech, kind: str) -> Screen | None:
    """A screen of this kind as it would be shown now; None if it cannot be told."""
    seen = speech.seen()
    match kind:
        case "welcome":
            return speech.welcome()
        case "help":
            return lobby.help_screen(seen)
        case "data":
            return kept(speech.by)
        case "ask":
            return lobby.ask_screen(seen)
        case "offer":
            return offered(speech)
        case "emergency":
            return emergency(speech)
        case "pickup":
            return offered_code(speech)
        case "encounters":
            return lobby.encounters(listed(speech), seen)
    family, _, which = kind.partition("/")
    if family == "figures":
        return figures_screen(speech, which)
    if family.startswith("train"):
        return train_screen(speech, kind)
    if family in ("starts", "briefing"):
        return begin_screen(speech, family, which)
    if family == "already-open" and seen is not None:
        return open_screen(speech, seen, which)
    if kind == "remind" and seen is not None:
        return choosing(seen, wish(seen.encounter, speech.by))
    if kind in _HERE and seen is not None:
        return speech.here()
    draw = _OF_ENCOUNTER.get(kind)
    return draw(seen) if draw and seen is not None else None
