"""Screens of approved answers, of what is not covered, and of whom to call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from content.days import long_day
from content.guide import Answer
from content.release import Edition, Release
from content.steps import Ask
from dialogs.commands import Answer as CommandAnswer
from dialogs.commands import Look
from dialogs.facts import fold
from dialogs.lobby import EMERGENCY
from dialogs.reading import Reading
from dialogs.screen import Choice, Rate, Screen, Show
from dialogs.starting import USUAL
from dialogs.view import View
from dialogs.wording import slot, statements

DANGER = "danger"  # the step that asks whether anyone is in danger


def approved(
    answer: Answer,
    edition: Edition,
    reading: Reading,
    seen: View | None,
    history: date | None = None,
    asked: tuple[str, ...] = (),
) -> Screen:
    """An approved answer with its version and sources; marked when it is that of an earlier day.

    ``asked`` are the words of the question that the guidance knows, for the thumbs to carry.
    """
    guide = edition.guide
    return Screen(
        kind="answer",
        title=f"HISTORY, {long_day(history)}: {answer.title}" if history else answer.title,
        said=statements(answer.say, answer.cite, reading, None),
        more=statements((*answer.then, *answer.why), answer.cite, reading, None),
        choices=() if history else _opening(answer, seen),
        nav=() if history else thumbs(answer.id, asked),
        progress=f"Guidance {guide.guide} {guide.version}, {_window(edition)}",
    )


def thumbs(answer: str, asked: tuple[str, ...]) -> tuple[Choice, ...]:
    """The two ways to say what an answer was worth, folded away."""
    words = tuple(dict.fromkeys(asked))
    return (
        Choice("👍 Helped", Rate(answer, good=True, words=words)),
        Choice("👎 Not right", Rate(answer, good=False, words=words)),
    )


def _window(edition: Edition) -> str:
    window = edition.guide.effective
    since = f"in force from {long_day(window.from_)}"
    return f"{since} until {long_day(window.until)}" if window.until else since


def as_at(day: date, answers: int) -> Screen:
    """Questions are answered from an earlier day's guidance from now on.

    A day that has none may be somebody's date of birth, so it is not repeated.
    """
    if not answers:
        return Screen(
            kind="as-at",
            title="No guidance is held for that day",
            lines=("Questions are answered as before.",),
        )
    return Screen(
        kind="as-at",
        title=f"Guidance as at {long_day(day)}",
        lines=(
            "**HISTORY, for questions only. Encounters always use today’s guidance.**",
            "Ask your question, or say “as at today” to go back.",
        ),
    )


def _opening(answer: Answer, seen: View | None) -> tuple[Choice, ...]:
    """A way to the step the answer is about, where the encounter has it."""
    if seen is None or answer.opens is None:
        return ()
    person = seen.at.key[0] if seen.at else None
    key = seen.reading.key(person, answer.opens)
    if seen.stop(key) is None:
        return ()
    return (Choice("Show me the step", Look(key[0], key[1], revisit=True)),)


def did_you_mean(titles: Iterable[tuple[str, str]]) -> Screen:
    """Up to three approved answers that may be meant, one press each.

    What is unclear may be danger that was not recognised, so the radio is named here as well.
    """
    return Screen(
        kind="offer",
        title="Did you mean…",
        lines=(EMERGENCY,),
        choices=tuple(_titled(titles)),
    )


def _titled(titles: Iterable[tuple[str, str]], what: str = "answer") -> Iterator[Choice]:
    return (Choice(title, Show(what, step=key)) for key, title in titles)


def not_covered(reading: Reading) -> Screen:
    """No approved guidance on that, and whom to ask."""
    release = reading.release
    lead = next((slot(release, key) for key in release.slots if "lead" in key), None)
    who = f"Ask {lead} or your supervisor." if lead else "Ask your supervisor."
    return Screen(
        kind="not-covered",
        title="I don’t have approved guidance on that",
        lines=(f"I only cover first response to modern slavery. {who}", EMERGENCY),
    )


def contacts(reading: Reading, answer: Answer | None) -> Screen:
    """Whom to call: the force's own contacts and the approved national ones."""
    release = reading.release
    own = tuple(
        f"**{declared.label}**: {slot(release, key)}"
        if key in release.local
        else slot(release, key)
        for key, declared in release.slots.items()
    )
    said = statements((*answer.say, *answer.then), answer.cite, reading, None) if answer else ()
    return Screen(
        kind="contacts",
        title="Who to call",
        lines=(EMERGENCY, *own[:8]),
        said=said,
    )


def emergency(
    release: Release, seen: View | None, further: Iterable[tuple[str, str]] = ()
) -> Screen:
    """Life at risk: what the first safety step says, before anything else.

    ``further`` are the id and title of what else was asked about, one press away. They open
    today's answers, whatever day questions are about.
    """
    placed = release.placed.get(DANGER)
    asked = placed.step if placed else None
    reading = Reading(release, fold(()))
    said = statements(asked.say, asked.cite, reading, None) if isinstance(asked, Ask) else ()
    if seen is not None and seen.stop((None, DANGER)):
        act = Choice("Record: danger now", CommandAnswer(None, DANGER, "now"), main=True)
    else:
        act = replace(USUAL, main=True)
    return Screen(
        kind="emergency",
        title="Danger to life: act now",
        lines=(f"**{EMERGENCY}**",),
        said=said,
        choices=(act, *_titled(further, "answer-today")),
    )
