"""Screens of training drawn again, as they would be shown now."""

from __future__ import annotations

from bot.conversation.speech import Speech
from bot.training.courses import Changed
from bot.training.practice import Desk
from dialogs.screen import Screen
from dialogs.training import menus, spacing, telling


def train_screen(speech: Speech, kind: str) -> Screen | None:
    """A screen of training as it would be shown now; None if it cannot be told."""
    desk = Desk(speech)
    family, _, rest = kind.partition("/")
    return _menu(desk, family, rest) or _exercise(desk, family)


def _menu(desk: Desk, family: str, rest: str) -> Screen | None:
    known = desk.known
    match family:
        case "train":
            return desk.menu()
        case "train-themes":
            return menus.themes(known.values())
        case "train-roles":
            return menus.roles(known.values())
        case "train-left":
            return menus.put_away()
        case spacing.KIND:
            return spacing.settled()
        case "train-brief":
            name, _, day = rest.partition("/")
            return menus.brief(known[name], desk.day(day)) if name in known else None
        case _:
            return None


def _exercise(desk: Desk, family: str) -> Screen | None:
    try:
        now = desk.standing()
    except Changed:
        return None
    if now is None:
        return None
    match family:
        case "train-stage" if not now.done:
            return telling.deciding(now)
        case "train-path" if now.done:
            return telling.path(now, desk.rules(now))
        case "train-debrief" if now.done:
            spaced = bool(desk.speech.said.state.get("check_due"))
            return telling.debrief(now, desk.rules(now), spaced=spaced)
        case _:
            return None


def carry_on(speech: Speech) -> None:
    """Show the stage at hand again, below the answer to a question."""
    if str(speech.said.state.get("shown")) == "train-stage":
        drawn = train_screen(speech, "train-stage")
        if drawn is not None:
            speech.show(drawn)
