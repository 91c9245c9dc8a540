"""Figures of training in the chat, for those who may see them."""

from __future__ import annotations

from bot.access.people import Right
from bot.conversation.questions import question
from bot.conversation.speech import NeedsFigures, Shown, Speech
from dialogs.screen import OF, Screen
from dialogs.training.figures import screens
from dialogs.training.figures.found import Found
from dialogs.training.figures.tables import in_short, of_case
from dialogs.training.menus import MARK

NOT_YOURS = "Only trainers, the content owner and admins see figures of training."


def figures(speech: Speech, view: str) -> None:
    """Show a view of the figures, or the table to copy. Raises NeedsFigures until fetched."""
    if not speech.person.may(Right.FIGURES):
        if view.startswith(OF):  # a question that begins like the command
            question(speech, f"figures {view.removeprefix(OF)}")
        else:
            speech.notice(NOT_YOURS)
        return
    if view.startswith(screens.TABLE):
        words = _table(speech, view.removeprefix(screens.TABLE).removeprefix(OF))
        speech.said.shown.append(Shown(words=f"{MARK}. {screens.COPY}\n\n{words}"))
        return
    speech.show(_screen(speech, view))


def figures_screen(speech: Speech, view: str) -> Screen | None:
    """A view as it would be shown now; None for whoever may not see it."""
    return _screen(speech, view) if speech.person.may(Right.FIGURES) else None


def _table(speech: Speech, case: str) -> str:
    found, now = _found(speech), speech.setting.guidance.courses.wordings
    return of_case(case, found, now) if case else in_short(found, now)


def _screen(speech: Speech, view: str) -> Screen:
    return screens.figures(view, _found(speech), speech.setting.guidance.courses.wordings)


def _found(speech: Speech) -> Found:
    if speech.setting.figures is None:
        raise NeedsFigures
    return speech.setting.figures
