"""What every reply must keep to, so that it can be read and pressed on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.chat import Activity, Card, buttons, inputs, size
from tests.journey import release

MOST_BUTTONS = 6
LONGEST_LABEL = 30  # characters
MOST_WORDS = 60  # before anything is unfolded, alerts left out
MOST_WORDS_URGENT = 40
LARGEST = 28 * 1024  # bytes

_WORD = re.compile(r"\w")
_NUMBERED = re.compile(r"\d+\. (.+)")


def breaches(reply: Activity) -> list[str]:
    """Every rule that a reply breaks, each with the place it breaks it at."""
    cards = [one["content"] for one in reply.get("attachments", [])]
    found = [] if str(reply.get("text", "")).strip() else ["a reply has no text"]
    for card in cards:
        found += [f"{place(card)}: {problem}" for problem in _of_text(reply["text"], card)]
        found += card_breaches(card)
    return found


def card_breaches(card: Card) -> list[str]:
    """Every rule that a card breaks."""
    return [f"{place(card)}: {problem}" for problem in (*_of_words(card), *_of_form(card))]


def place(card: Card) -> str:
    """The guide and step a card asks for, or else its heading."""
    for button in buttons(card):
        placed = release().placed.get(str(button["data"].get("step")))
        if placed is not None and button["data"]["act"] in ("answer", "form"):
            return f"{placed.guide}/{button['data']['step']}"
    return next((block["text"] for block in card["body"] if block["type"] == "TextBlock"), "?")


def read(card: Card) -> str:
    """What a card says before anything is unfolded, alerts, boxes and buttons left out."""
    labels = (one["label"] for one in inputs(card))
    return " ".join([*(one["text"] for one in card["body"] if one["type"] == "TextBlock"), *labels])


def words(text: str) -> int:
    """How many words: what holds a letter or a digit, so that a bullet is none."""
    return sum(1 for word in text.split() if _WORD.search(word))


def every(card: Card) -> Iterator[Card]:
    """A card and those folded away in it."""
    yield card
    for action in card.get("actions", []):
        if "card" in action:
            yield from every(action["card"])


def _of_words(card: Card) -> Iterator[str]:
    count, most = words(read(card)), MOST_WORDS_URGENT if _urgent(card) else MOST_WORDS
    if count > most:
        yield f"{count} words, at most {most}"


def _urgent(card: Card) -> bool:
    steps = [str(button["data"].get("step")) for button in buttons(card)]
    placed = release().placed
    return any(getattr(placed[step].step, "urgent", False) for step in steps if step in placed)


def _of_form(card: Card) -> Iterator[str]:
    if size(card) >= LARGEST:
        yield f"{size(card)} bytes"
    for one in every(card):
        if one["version"] != "1.5" or one["type"] != "AdaptiveCard":
            yield f"a card of the version {one['version']}"
        actions = one.get("actions", [])
        if len(actions) > MOST_BUTTONS:
            yield f"{len(actions)} buttons"
        for action in actions:
            if len(action["title"]) > LONGEST_LABEL:
                yield f"a label of {len(action['title'])} characters: {action['title']}"


def _of_text(text: str, card: Card) -> Iterator[str]:
    """A reply in words alone must number what can be chosen, or say how to fill in a form."""
    numbered = {found[1] for line in text.splitlines() if (found := _NUMBERED.match(line))}
    fields = list(inputs(card))
    for title in (choice["title"] for one in fields for choice in one.get("choices", [])):
        if title not in numbered:
            yield f"the text does not number {title!r}"
    if any(one["id"] != "place" for one in fields):
        if "Reply" not in text:
            yield "the text does not say how to fill the form in"
        return
    for action in card["actions"]:
        if (
            action["type"] == "Action.Execute"
            and not _sends(action)
            and action["title"] not in numbered
        ):
            yield f"the text does not number {action['title']!r}"


def _sends(action: dict[str, Any]) -> bool:
    return action["data"]["act"] in ("form", "go")
