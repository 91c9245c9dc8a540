"""What a role's rights put on the first card, beside what everyone is offered."""

from __future__ import annotations

from dataclasses import replace

from bot.access.people import Person, Right
from dialogs.screen import Choice, Screen, Show

_REVIEW = Choice("What was missed", Show("review"))
_TRAIN = Choice("Train on a case", Show("train"))
_HELP = Show("help")


def for_duties(person: Person, welcome: Screen) -> Screen:
    """The welcome for this person. It has room for five buttons: help can be typed as well."""
    mine = [_REVIEW] if person.may(Right.REVIEW) else [_TRAIN] if person.may(Right.TRAIN) else []
    if not mine:
        return welcome
    kept = (choice for choice in welcome.choices if choice.act != _HELP)
    return replace(welcome, choices=(*kept, *mine))
