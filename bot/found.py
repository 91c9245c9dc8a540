"""What a search from the compose box finds: approved answers to insert, each with its source.

Typing is still going on while the box searches, so the beginning of a title counts as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.cards.text import sources
from bot.guidance import Day
from content.found import Context
from content.text import fold, words
from dialogs import approved
from dialogs.schedule_screen import schedule_screen
from dialogs.screen import Screen

WHOLE = 1000  # words: nothing of what an answer says is folded away
# What is asked most is offered before anything is typed: concepts of the guidance.
_FIRST = (
    "indicators-general", "first-account-questions", "nrm-consent", "consent-refused",
    "duty-to-notify", "child-referral", "s45-when-and-how", "support-providers-helplines",
)  # fmt: skip
_BY_POST: Mapping[str, tuple[str, ...]] = {
    "control_room": ("control-room-call-handling", "thrive-grading"),
    "custody": ("custody-considerations", "s45-adult", "s45-child"),
}


@dataclass(frozen=True, slots=True)
class Results:
    """What was found: screens and ids of answers, best first, or a word when there is nothing."""

    found: tuple[Screen | str, ...] = ()
    word: str = ""


def page(day: Day, results: Results, skip: int, count: int) -> list[Screen]:
    """Some of the results as screens to insert."""
    return [
        _shown(day, one) if isinstance(one, str) else one
        for one in results.found[skip : skip + count]
    ]


def search(day: Day, text: str, post: str) -> Results:
    """What the guidance of a day has on a text; the usual answers when there is none."""
    found = day.find(text, Context(role=post or None))
    match found.decision:
        case "empty":
            return Results(tuple(_usual(day, post)))
        case "language":
            return Results(word="I only understand English.")
    hits = [] if found.decision == "decline" else [hit.answer.id for hit in found.hits]
    first = [approved.emergency(day.release, None)] if found.decision == "emergency" else []
    if found.verdict is not None and day.schedule is not None:
        first.append(schedule_screen(found.verdict, day.schedule.file))
    names = dict.fromkeys((*hits, *_titled(day, text)))
    every: tuple[Screen | str, ...] = (*map(_plain, first), *names)
    return Results(every) if every else Results(word=_nothing(day))


def _usual(day: Day, post: str) -> Iterator[str]:
    """What the post asks most, then what everyone does, then everything else."""
    asked = (*_BY_POST.get(post, ()), *_FIRST)
    leading = (day.about(concept) for concept in asked)
    yield from dict.fromkeys((*(one.id for one in leading if one), *day.answers))


def _titled(day: Day, text: str) -> Iterator[str]:
    """Answers whose titles have every word typed, the last of which may be half typed."""
    typed = words(fold(text))
    for name, (answer, _) in day.answers.items():
        title = words(fold(answer.title))
        if typed and all(any(one.startswith(word) for one in title) for word in typed):
            yield name


def _shown(day: Day, name: str) -> Screen:
    """An answer as it is inserted: whoever reads it there sees its version and its sources."""
    shown = _plain(approved.approved(*day.answers[name], day.reading, None))
    named = sources((*shown.said, *shown.more), day.reading.release)
    told = "; ".join(f"{one.title} ({one.edition})" for one in named)
    return replace(shown, progress=f"{shown.progress}. Source: {told}" if told else shown.progress)


def _plain(shown: Screen) -> Screen:
    """All that is said, unfolded, and no buttons: the bot may not be where the card goes to."""
    return replace(shown, choices=(), nav=(), room=WHOLE)


def _nothing(day: Day) -> str:
    declined = approved.not_covered(day.reading)
    return f"{declined.title}. {declined.lines[0]}"
