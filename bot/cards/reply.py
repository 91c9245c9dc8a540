"""Screens as activities to send."""

from __future__ import annotations

from bot.activity import JsonObject, expects_replies, reply_to, text_of
from bot.cards.card import CARD_TYPE, card
from bot.cards.text import plain
from content.release import Release
from dialogs.encounter import Json
from dialogs.screen import Screen

TEAMS = "msteams"


def message(
    activity: JsonObject, screen: Screen, encounter: str, revision: int, release: Release | None
) -> JsonObject:
    """A screen as a message: a card, and the same in words.

    Teams shows a message's text above its card, so there the words go into the summary, which it
    uses for notifications and screen readers.
    """
    words = plain(screen, release)
    content: JsonObject = {
        "attachments": [attachment(screen, encounter, revision, release)],
        "speak": words,
        "textFormat": "plain",
        "inputHint": "expectingInput",
    }
    teams = text_of(activity, "channelId") == TEAMS and not expects_replies(activity)
    content["summary" if teams else "text"] = words
    return reply_to(activity, **content)


def said(activity: JsonObject, words: str) -> JsonObject:
    """Plain words as a message."""
    return reply_to(activity, text=words, textFormat="plain", speak=words)


def attachment(screen: Screen, encounter: str, revision: int, release: Release | None) -> Json:
    """A screen's card as an attachment."""
    drawn = card(screen, encounter, revision, release)
    return {"contentType": CARD_TYPE, "content": drawn}


def card_result(screen: Screen, release: Release | None) -> JsonObject:
    """The answer to a card action: the card that takes the pressed one's place."""
    body: JsonObject = {"statusCode": 200, "type": CARD_TYPE, "value": card(screen, "", 0, release)}
    return {"status": 200, "body": body}
