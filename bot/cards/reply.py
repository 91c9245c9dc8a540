"""Screens as activities to send."""

from __future__ import annotations

import json

from bot.activity import JsonObject, expects_replies, part, reply_to, text_of
from bot.cards.card import CARD_TYPE, card
from bot.cards.fit import fits, slim
from bot.cards.refresh import refresh
from bot.cards.text import plain
from content.release import Release
from dialogs.encounter import Encounter
from dialogs.screen import Screen

TEAMS = "msteams"
LONGEST = 20 * 1024  # bytes of words in one message; Teams takes 28 KB, addresses included


def message(
    activity: JsonObject, screen: Screen, encounter: Encounter | None, release: Release | None
) -> JsonObject:
    """A screen as a message: a card, and the same in words.

    Teams shows a message's text above its card, so there the words go into the summary, which it
    uses for notifications and screen readers.
    """
    words = plain(screen, release)
    drawn = _drawn(activity, screen, encounter, release)
    told: JsonObject = {"summary": words} if _in_teams(activity) else {"text": words}
    return reply_to(
        activity,
        attachments=[{"contentType": CARD_TYPE, "content": drawn}],
        textFormat="plain",
        inputHint="expectingInput",
        **told | _spoken(activity, words),
    )


def messages(
    activity: JsonObject, screen: Screen, encounter: Encounter | None, release: Release | None
) -> list[JsonObject]:
    """A screen as a message, with others ahead of it where Teams would refuse one so large."""
    whole = message(activity, screen, encounter, release)
    if not _in_teams(activity) or fits(whole):
        return [whole]
    small, words = slim(whole)
    return [*said(activity, words), small]


def said(activity: JsonObject, words: str) -> list[JsonObject]:
    """Plain words as a message, or as several where Teams would refuse one so long."""
    pieces = split(words, LONGEST) if _in_teams(activity) else [words]
    return [
        reply_to(activity, text=piece, textFormat="plain", **_spoken(activity, piece))
        for piece in pieces
    ]


def split(words: str, longest: int) -> list[str]:
    """Text in pieces that end at the end of a line, each of at most so many bytes on the way."""
    pieces, piece, size = [], list[str](), 0
    for line in words.split("\n"):
        length = len(json.dumps(line))
        if piece and size + length > longest:
            pieces.append("\n".join(piece))
            piece, size = [], 0
        piece.append(line)
        size += length
    return [*pieces, "\n".join(piece)]


def _in_teams(activity: JsonObject) -> bool:
    return text_of(activity, "channelId") == TEAMS and not expects_replies(activity)


def _spoken(activity: JsonObject, words: str) -> JsonObject:
    """What other channels read out. Teams reads the message, and counts this against its size."""
    return {} if _in_teams(activity) else {"speak": words}


def card_result(
    activity: JsonObject, screen: Screen, encounter: Encounter | None, release: Release | None
) -> JsonObject:
    """The answer to a card action: the card that takes the pressed one's place."""
    drawn = _drawn(activity, screen, encounter, release)
    return {"status": 200, "body": {"statusCode": 200, "type": CARD_TYPE, "value": drawn}}


def is_settled(screen: Screen) -> bool:
    """Whether nothing on the screen's card can be pressed any more."""
    return not (screen.choices or screen.fields or screen.nav or screen.send)


def _drawn(
    activity: JsonObject, screen: Screen, encounter: Encounter | None, release: Release | None
) -> JsonObject:
    """The card, with its refresh for whoever reads it."""
    id_, revision = (encounter.id, encounter.revision) if encounter else ("", 0)
    drawn = card(screen, id_, revision, release)
    again = refresh(screen, id_, revision, text_of(part(activity, "from"), "id"))
    return {**drawn, "refresh": again} if again else drawn
