"""The message extension: searching the guidance from the compose box, nothing of it stored."""

from __future__ import annotations

from dataclasses import dataclass

from bot.activity import JsonObject, part, text_of
from bot.cards.card import CARD_TYPE, card
from bot.cards.text import said
from bot.found import page, search
from bot.guidance import Day
from content.release import Release
from dialogs.event import Json
from dialogs.screen import Screen

QUERY = "composeExtension/query"
COMMAND = "searchGuidance"
PARAMETER = "query"
MOST = 25  # results of one answer
LONGEST = 200  # characters of a search that are looked at
PREVIEW = 120  # characters of the line below a result's title
UNKNOWN = "I only know how to search the guidance."


@dataclass(frozen=True, slots=True)
class Asked:
    """What the compose box asks for: some words, and which part of what is found."""

    text: str
    skip: int
    count: int


def is_search(activity: JsonObject) -> bool:
    """Whether someone searches from the compose box."""
    return activity.get("type") == "invoke" and text_of(activity, "name") == QUERY


def asked(activity: JsonObject) -> Asked | None:
    """What is asked for; None for a command that is not ours."""
    value = part(activity, "value")
    if text_of(value, "commandId") != COMMAND:
        return None
    options = part(value, "queryOptions")
    skip, count = _number(options, "skip", 0), _number(options, "count", MOST)
    return Asked(_typed(value)[:LONGEST], skip, min(count, MOST) or MOST)


def answer(activity: JsonObject, day: Day, post: str) -> JsonObject:
    """The invoke result: cards to insert, or a word when nothing approved fits."""
    wanted = asked(activity)
    if wanted is None:
        return told(UNKNOWN)
    found = search(day, wanted.text, post)
    if found.word:
        return told(found.word)
    release = day.reading.release
    shown = page(day, found, wanted.skip, wanted.count)
    attachments: list[Json] = [_result(screen, release) for screen in shown]
    listed: JsonObject = {"type": "result", "attachmentLayout": "list", "attachments": attachments}
    return {"status": 200, "body": {"composeExtension": listed}}


def told(words: str) -> JsonObject:
    """The invoke result that shows words in place of results."""
    shown: JsonObject = {"type": "message", "text": words}
    return {"status": 200, "body": {"composeExtension": shown}}


def _typed(value: JsonObject) -> str:
    """The words typed; none when the box has only just been opened."""
    parameters = value.get("parameters")
    for one in parameters if isinstance(parameters, list) else []:
        if isinstance(one, dict) and one.get("name") == PARAMETER:
            return text_of(one, "value")
    return ""


def _number(options: JsonObject, name: str, usual: int) -> int:
    value = options.get(name)
    return value if type(value) is int and value >= 0 else usual


def _result(screen: Screen, release: Release) -> Json:
    """A card to insert, and how it is listed until then."""
    drawn = card(screen, "", 0, release)
    line = next(iter((*map(said, screen.said[:1]), *screen.lines)), screen.progress)
    preview: JsonObject = {"title": screen.title, "text": _cut(line)}
    return {
        "contentType": CARD_TYPE,
        "content": drawn,
        "preview": {"contentType": "application/vnd.microsoft.card.thumbnail", "content": preview},
    }


def _cut(text: str) -> str:
    if len(text) <= PREVIEW:
        return text
    return f"{text[:PREVIEW].rpartition(' ')[0]} …"
