"""What an officer thinks of an answer: a press or a typed thumb, thanked for and noted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.conversation.speech import Speech
from bot.feedback.kept import Kind, heard
from content.found import Context, Found
from content.release import Edition
from content.schedule.verdict import NAME
from dialogs.approved import approved
from dialogs.screen import Rate, Screen

THANKS = "Thank you. Only that it helped was noted, not your words."
SORRY = "Thank you, noted without your words. Try other words, or say “contacts”."
_THUMBS = {"👍": True, "👎": False}


def typed(speech: Speech, text: str) -> Rate | None:
    """A thumb typed for the last answer, if that is what the text is."""
    good = _THUMBS.get(text.strip()[:1])
    last = speech.said.state.get("told")
    return Rate(str(last), good) if good is not None and last and len(text.strip()) <= 2 else None


def rate(speech: Speech, meant: Rate) -> None:
    """Note what was thought of an answer, and settle its card."""
    known = speech.asked_day.answers.get(meant.answer)
    if known is None and meant.answer != NAME:
        speech.notice(THANKS)
        return
    # A button's words come from outside: only those that the guidance knows count.
    words = speech.asked_day.find(" ".join(meant.words)[:300], Context()).tokens
    nearest = named(meant.answer, known[1]) if known else NAME
    note(speech, Kind.GOOD if meant.good else Kind.BAD, words, [nearest])
    if known is not None:
        shown = approved(*known, speech.asked_day.reading, speech.seen())
        speech.said.used = _settled(shown, good=meant.good)
    speech.notice(THANKS if meant.good else SORRY)


def missed(speech: Speech, found: Found) -> None:
    """Note a question that nothing approved answers."""
    near = [named(hit.answer.id, hit.edition) for hit in found.hits]
    note(speech, Kind.MISS, found.tokens, near)


def note(speech: Speech, kind: Kind, words: Iterable[str], nearest: list[str]) -> None:
    """Have something kept once the turn has been stored."""
    versions = speech.asked_day.reading.release.versions()
    post = speech.person.post
    speech.said.heard.append(heard(kind, words, nearest, versions, post))


def named(answer: str, edition: Edition) -> str:
    """An answer with the version it comes from: "s4-list@2026.1"."""
    return f"{answer}@{edition.guide.version}"


def _settled(shown: Screen, *, good: bool) -> Screen:
    """The answer as it stays in the chat, its buttons gone."""
    mark = "👍 Noted" if good else "👎 Noted"
    return replace(shown, choices=(), nav=(), progress=f"{shown.progress} · {mark}")
