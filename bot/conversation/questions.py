"""Typed questions: an approved answer, an offer of a few, or an honest "not covered"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from bot.conversation import leaning
from bot.conversation.discretion import advise
from bot.conversation.speech import Speech
from bot.feedback import ratings
from bot.guidance import Day
from content.found import Context, Found, Hit
from content.schedule.verdict import NAME, Verdict
from dialogs import approved as screens
from dialogs.event import Json
from dialogs.personal import personal, without_personal
from dialogs.schedule_screen import schedule_screen
from dialogs.screen import Screen

MISSES = 3  # questions without an answer before the contacts are shown as well


def question(speech: Speech, text: str) -> None:
    """Look a question up and, in the middle of a step, come back to the step."""
    rated = ratings.typed(speech, text)
    if rated is not None:
        ratings.rate(speech, rated)
        return
    seen = speech.seen()
    context = leaning.context(speech)
    found, held = speech.asked_day.find(text, context), personal(text)
    leaning.remember(speech, found)
    if found.decision == "emergency":
        found = speech.day.find(text, context)  # nobody is helped by guidance of another day
    if held:
        found = _looked_past(speech, text, found, context)
    _found(speech, found)
    if found.verdict is not None:
        _on_schedule_four(speech, found.verdict, found)
    if found.decision != "emergency":
        advise(speech, held)
    if (
        found.decision != "emergency"
        and seen is not None
        and (seen.at is not None or seen.facts.proposal is not None)
    ):
        speech.current()


def _looked_past(speech: Speech, text: str, found: Found, context: Context) -> Found:
    """What is found when personal data is left out, if the whole message has no answer.

    Of such a message not even the known words are noted.
    """
    if found.decision not in ("answer", "emergency") and found.verdict is None:
        found = speech.asked_day.find(without_personal(text), context)
    return replace(found, tokens=())


def _found(speech: Speech, found: Found) -> None:
    match found.decision:
        case "answer" if found.verdict is not None and not found.several:
            pass  # The list itself answers.
        case "answer":
            for hit in found.hits if found.several else found.hits[:1]:
                approved(speech, hit.answer.id, found.tokens)
        case "emergency":
            _offer(speech, found.hits[:1])
            speech.show(emergency(speech))
        case "offer":
            _offer(speech, found.hits)
            speech.show(offered(speech))
        case "empty":
            speech.notice("Type a word or a question, or press a button.")
        case "language":
            _language(speech, found)
        case _:
            ratings.missed(speech, found)
            _missed(speech)


def _on_schedule_four(speech: Speech, verdict: Verdict, found: Found) -> None:
    """Say what the list of Schedule 4 has on an offence."""
    day = speech.asked_day
    if day.schedule is not None:
        speech.said.state |= leaning.told(speech, NAME)
        history = _history(speech, day)
        nav = () if history else screens.thumbs(NAME, found.tokens)
        speech.tell(schedule_screen(verdict, day.schedule.file, history, nav))


def offered(speech: Speech) -> Screen:
    """The answers last offered, still in force, to choose one from."""
    return screens.did_you_mean(_titles(speech, speech.asked_day))


def emergency(speech: Speech) -> Screen:
    """The life-at-risk card, before anything else, and what it was asked with one press away."""
    return screens.emergency(speech.day.release, speech.seen(), _titles(speech, speech.day))


def _offer(speech: Speech, hits: Iterable[Hit]) -> None:
    names: list[Json] = [hit.answer.id for hit in hits]
    speech.said.state["offered"] = names


def _titles(speech: Speech, day: Day) -> Iterator[tuple[str, str]]:
    names = speech.said.state.get("offered")
    known = [str(name) for name in names] if isinstance(names, list) else []
    return ((name, day.answers[name][0].title) for name in known if name in day.answers)


def approved(speech: Speech, name: str, asked: tuple[str, ...] = ()) -> None:
    """Show the approved answer with this id; ``asked`` are the known words of the question."""
    _answer(speech, name, speech.asked_day, asked)


def answer(speech: Speech, name: str, *, today: bool) -> None:
    """Show an answer that was pressed: today's, or that of the day that questions are about."""
    _answer(speech, name, speech.day if today else speech.asked_day, ())


def _answer(speech: Speech, name: str, day: Day, asked: tuple[str, ...]) -> None:
    found = day.answers.get(name)
    if found is None:
        speech.notice("That answer has been replaced. Ask again in your own words.")
        return
    speech.said.state |= leaning.told(speech, name)
    history = _history(speech, day)
    speech.tell(screens.approved(*found, day.reading, speech.seen(), history, asked))


def again(speech: Speech) -> bool:
    """Show the last answer once more, for its reasons and sources; False if there is none."""
    last = speech.said.state.get("told")
    if not isinstance(last, str) or last not in speech.asked_day.answers:
        return False
    approved(speech, last)
    return True


def _history(speech: Speech, day: Day) -> date | None:
    """The day of the guidance shown, if it is not today's."""
    return day.on if day.on != speech.day.on else None


def as_at(speech: Speech, day: date | None) -> None:
    """Answer from the guidance of another day from now on; None goes back to today's."""
    if day is None or day == speech.day.on:
        speech.said.state.pop("as_at", None)
        speech.notice("Questions are answered from today’s guidance again.")
        return
    answers = len(speech.setting.guidance.on(day).answers)
    if answers:
        speech.said.state["as_at"] = day.isoformat()
    speech.tell(screens.as_at(day, answers))


def _language(speech: Speech, found: Found) -> None:
    speech.notice("I only understand English. To speak with someone, get an interpreter.")
    if found.hits:
        approved(speech, found.hits[0].answer.id)


def _missed(speech: Speech) -> None:
    """Nothing approved on that; after a few of these, whom to call."""
    before = speech.said.state.get("misses")
    misses = (before if isinstance(before, int) else 0) + 1
    speech.said.state["misses"] = misses
    speech.tell(screens.not_covered(speech.asked_day.reading))
    if misses >= MISSES:
        speech.said.state["misses"] = 0
        contacts(speech)


def contacts(speech: Speech) -> None:
    """Show whom to call."""
    helplines = speech.asked_day.about("support-providers-helplines")
    speech.tell(screens.contacts(speech.asked_day.reading, helplines))
