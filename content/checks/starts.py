"""Whether each word and button that begins a guide means one thing."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.folder import Folder, Moment
from content.checks.walk import Loc
from content.checks.wording import words
from content.command_words import RESERVED
from content.guide import Guide
from content.issue import Issue
from content.release import Edition
from content.steps import Step

BRIEFING = 120  # words that one briefing card shows before "More"


def check(folder: Folder) -> Iterator[Issue]:
    """Words and labels used twice or taken by a command, and briefings too long for one card."""
    for moment in folder.moments:
        yield from _taken(folder, moment)
        for edition in moment.editions.values():
            if edition.guide.start and edition.guide.start.briefing:
                yield from _long(folder, edition)


def _taken(folder: Folder, moment: Moment) -> Iterator[Issue]:
    first: dict[str, str] = dict.fromkeys(RESERVED, "a command")
    for edition in moment.editions.values():
        for loc, word in _named(edition.guide):
            taken = first.setdefault(word, f"the guide '{edition.guide.guide}'")
            if taken != f"the guide '{edition.guide.guide}'":
                message = f"“{word}” already means {taken}."
                yield folder.issue(edition, loc, "start-taken", message, "Choose other words.")


def _named(guide: Guide) -> Iterator[tuple[Loc, str]]:
    if guide.start:
        yield ("start", "label"), guide.start.label.casefold()
        for number, word in enumerate(guide.start.words):
            yield ("start", "words", number), word


def _long(folder: Folder, edition: Edition) -> Iterator[Issue]:
    for number, section in enumerate(edition.guide.sections):
        count = sum(map(_shown, section.steps))
        if count > BRIEFING:
            message = f"The card “{section.title}” shows {count} words."
            fix = f"At most {BRIEFING}; move the rest under `more`."
            place = ("sections", number, "title")
            yield folder.issue(edition, place, "briefing-too-long", message, fix)


def _shown(step: Step) -> int:
    return sum(words(one.text) for one in getattr(step, "say", ()))
