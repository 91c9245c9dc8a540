"""The parts a card is made of: text, alerts and inputs."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from bot.cards.text import bullet
from dialogs.event import Json
from dialogs.screen import Field, Screen
from dialogs.view import Warned

Card: TypeAlias = dict[str, Json]

_STYLE = {"life": "attention", "child": "warning", "warning": "warning"}


def fitted(screen: Screen) -> tuple[list[Card], list[Card]]:
    """What a screen says, as far as it may stand on a card, and the rest."""
    texts = [*screen.lines, *map(bullet, screen.said)]
    blocks = [text_block(text, spacing="Small") for text in texts]
    count = sum(map(_words, (screen.title, screen.question, screen.progress)))
    for place, text in enumerate(texts):
        count += _words(text)
        if count > screen.room:
            return blocks[:place], blocks[place:]
    return blocks, []


@lru_cache(maxsize=4096)
def _words(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in text.split())


def text_block(text: str, **style: Json) -> Card:
    """Some text that wraps."""
    return {"type": "TextBlock", "text": text, "wrap": True, **style}


def alert_box(alert: Warned) -> Card:
    """An alert, to be seen first."""
    mark = "⚠ "
    return {
        "type": "Container",
        "style": _STYLE[alert.level],
        "bleed": True,
        "items": [text_block(f"{mark}{alert.said.text}", weight="Bolder")],
    }


def banner(mark: str) -> Card:
    """What marks a whole card, from edge to edge."""
    return {
        "type": "Container",
        "style": "accent",
        "bleed": True,
        "items": [text_block(mark, weight="Bolder", horizontalAlignment="Center")],
    }


def field_input(one: Field) -> Card:
    """The input for one field of a form."""
    match one.kind:
        case "ticks" | "pick":
            return _choice_set(one)
        case "date":
            return {"type": "Input.Date", "id": one.id, "label": one.label}
        case _:
            return {
                "type": "Input.Number",
                "id": one.id,
                "label": one.label,
                "min": one.low,
                "max": one.high,
                "value": one.value if one.value is not None else one.low,
                "errorMessage": f"A whole number from {one.low} to {one.high}.",
            }


def _choice_set(one: Field) -> Card:
    several = one.kind == "ticks"
    given = one.value if isinstance(one.value, list) else []
    return {
        "type": "Input.ChoiceSet",
        "id": one.id,
        "label": one.label,
        "isMultiSelect": several,
        "style": "expanded" if several else "compact",
        "placeholder": "Choose…",
        "wrap": True,
        "choices": [{"title": label, "value": key} for key, label in one.options],
        **({"value": ",".join(map(str, given))} if given else {}),
    }
