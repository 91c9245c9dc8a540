"""Whether the choices of an exercise or a quick check give the right one away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from content.issue import Issue, Level
from content.strict_yaml import Document

Loc = tuple[str | int, ...]

FEW = 3  # fewer stages than this show no pattern
ALIKE = 0.8  # how much of the words of two choices must be the same for them to be alike
# What holds without exception is seldom so, and officers who take tests know it.
ABSOLUTE = re.compile(
    r"\b(always|never|without exception|in (?:all|every) cases?|under no circumstances)\b"
)
# The order of choices is drawn for each officer, so there is no "above".
POINTING = re.compile(r"\b((?:all|any|both|either|none|neither) of (?:the above|these(?! \w)))\b")


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen at one stage or question: the right choice first, each with its place."""

    title: str
    choices: tuple[tuple[Loc, str], ...]

    @property
    def right(self) -> str:
        """The right choice."""
        return self.choices[0][1]

    @property
    def wrong(self) -> tuple[str, ...]:
        """The other choices."""
        return tuple(say for _, say in self.choices[1:])


def told(document: Document, offers: Sequence[Offer]) -> Iterator[Issue]:
    """What in a file tells the right choice to somebody who knows nothing of the matter."""
    yield from _longest(document, offers)
    for offer in offers:
        yield from _alike(document, offer)
        yield from _absolute(document, offer)
        yield from _pointing(document, offer)


def _longest(document: Document, offers: Sequence[Offer]) -> Iterator[Issue]:
    found = [offer for offer in offers if len(offer.right) > max(map(len, offer.wrong))]
    if len(offers) < FEW or len(found) * 2 <= len(offers):
        return
    titles = ", ".join(f"“{offer.title}”" for offer in found)
    message = f"The right choice is the longest at {len(found)} of {len(offers)}: {titles}."
    fix = "Say it in fewer words, or say more of why somebody would do the wrong one."
    yield _issue(document, found[0].choices[0][0], "right-is-longest", message, fix)


def _alike(document: Document, offer: Offer) -> Iterator[Issue]:
    for (_, one), (loc, other) in combinations(offer.choices, 2):
        if SequenceMatcher(None, _words(one), _words(other)).ratio() >= ALIKE:
            message = f"“{other}” is nearly the same as “{one}”."
            fix = "Make plain what differs, or offer something else."
            yield _issue(document, loc, "choices-alike", message, fix)


def _absolute(document: Document, offer: Offer) -> Iterator[Issue]:
    found = [(loc, say, ABSOLUTE.search(say.casefold())) for loc, say in offer.choices]
    with_it = [(loc, hit[1], say == offer.right) for loc, say, hit in found if hit]
    if len({right for _, _, right in with_it}) != 1:
        return
    loc, word, right = with_it[0]
    side = "the right choice" if right else "a wrong choice"
    message = f"“{word}” stands in {side} of “{offer.title}” and not on the other side."
    yield _issue(document, loc, "giveaway-word", message, "Say it without, or on both sides.")


def _pointing(document: Document, offer: Offer) -> Iterator[Issue]:
    for loc, say in offer.choices:
        if hit := POINTING.search(say.casefold()):
            message = f"“{hit[1]}” points at other choices, and their order changes."
            yield _issue(document, loc, "points-at-choices", message, "Say what is meant.")


def _words(say: str) -> list[str]:
    return re.findall(r"[\w']+", say.casefold())


def _issue(document: Document, loc: Loc, rule: str, message: str, fix: str) -> Issue:
    return Issue(document.file, document.line(loc), rule, message, fix, Level.WARN)
