"""What officers asked in vain and how answers were rated, in the chat, for who may see it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.access.people import Right
from bot.conversation.speech import NeedsFeedback, Speech
from bot.feedback.clusters import Cluster, clusters
from bot.feedback.kept import KEPT, Kind
from dialogs.screen import Screen

MOST = 8  # groups of questions on one card
NOT_YOURS = "Only the content owner and admins see what was missed."


def review(speech: Speech) -> None:
    """Show what was missed. Raises NeedsFeedback until it has been fetched."""
    if not speech.person.may(Right.REVIEW):
        speech.notice(NOT_YOURS)
        return
    if speech.setting.kept is None:
        raise NeedsFeedback
    speech.tell(review_screen(clusters(speech.setting.kept)))


def review_screen(found: list[Cluster]) -> Screen:
    """The groups asked most, in the words that were kept of them."""
    lines = tuple(_lines(found)) or ("Nothing is waiting to be looked at.",)
    more = f" {len(found)} groups, {MOST} shown." if len(found) > MOST else ""
    return Screen(
        kind="missed",
        title="What was missed",
        lines=lines,
        progress=f"Kept {KEPT.days} days, in known words only.{more} Drafts: python app.py review",
    )


def _lines(found: list[Cluster]) -> Iterator[str]:
    for cluster in found[:MOST]:
        counts = ((cluster.times(Kind.MISS), "asked"), (cluster.times(Kind.BAD), "👎"))
        told = ", ".join(f"{count} {what}" for count, what in counts if count)
        yield f"**{cluster.wording}**: {told}"
