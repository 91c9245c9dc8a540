"""Training alone: picking a case, deciding it stage by stage, and what to make of it.

Nothing here touches an encounter. Whoever begins to train has theirs put away first, and no
encounter is at hand until they go back to one.
"""

from __future__ import annotations

from bot.conversation.speech import Asks, Speech
from bot.reminding import address
from bot.training.at_hand import go_on, start
from bot.training.courses import Changed
from bot.training.practice import Desk
from content.days import long_day
from content.scenario import Role, Theme
from dialogs.lobby import with_notice
from dialogs.screen import Train
from dialogs.training import menus, picking, quick
from dialogs.training.exercise import Feedback, Terms
from dialogs.training.picking import Wanted

NONE_LIKE_IT = "There is no case like that. Choose another way."
CHANGED = "That case has changed since. Begin it again: what you decided is kept."


def train(speech: Speech, wanted: Train) -> None:
    """Do what was pressed or typed about training."""
    try:
        _do(Desk(speech), wanted)
    except Changed:
        speech.said.state.pop("training", None)
        speech.show(with_notice(CHANGED, Desk(speech).menu()))


def leave(speech: Speech) -> None:
    """Put the exercise away for now."""
    speech.said.state.pop("training", None)
    speech.show(menus.put_away())


def _do(desk: Desk, wanted: Train) -> None:
    speech, known = desk.speech, desk.known
    match wanted.what:
        case "themes":
            speech.show(menus.themes(known.values()))
        case "roles":
            speech.show(menus.roles(known.values()))
        case "give":
            _give(desk, _pressed(desk, wanted))
        case "asked":
            _asked(desk, wanted.name)
        case "begin" if wanted.name in known:
            feedback = Feedback.END if wanted.stage == "end" else Feedback.NOW
            terms = Terms(feedback, desk.day(wanted.option))
            start(desk, known[wanted.name], terms)
        case "quick":
            _quick(desk)
        case "space" | "unquick":
            _space(desk, on=wanted.name == "on")
        case "on" | "choose" | "debrief" | "path" | "again" | "handover":
            go_on(desk, wanted)
        case _:
            speech.show(desk.menu())


def _pressed(desk: Desk, wanted: Train) -> Wanted:
    theme = next((one for one in Theme if one.value == wanted.stage), None)
    role = next((one for one in Role if one.value == wanted.option), None)
    missed, day = wanted.name == "wrong", desk.day(wanted.name)
    return Wanted(theme=theme, role=role, missed=missed, as_at=day)


def _asked(desk: Desk, said: str) -> None:
    try:
        wanted = picking.read(said, desk.known)
    except ValueError:
        desk.speech.current("Write the day as year-month-day: train as at 2017-10-01.")
        return
    if wanted is None:
        desk.speech.show(with_notice(NONE_LIKE_IT, desk.menu()))
    else:
        _give(desk, wanted)


def _give(desk: Desk, wanted: Wanted) -> None:
    speech = desk.speech
    past, posts = desk.past(), speech.person.posts
    given = picking.give(desk.known, wanted, past, posts, speech.setting.command)
    if given is None:
        speech.show(with_notice(NONE_LIKE_IT, desk.menu()))
    else:
        speech.show(menus.brief(given, wanted.as_at))


def _quick(desk: Desk) -> None:
    speech, questions = desk.speech, desk.courses.questions
    if not questions:
        speech.show(with_notice(NONE_LIKE_IT, desk.menu()))
        return
    today = speech.setting.now.date()
    known = quick.streaks(questions, desk.exercises())
    names = quick.due(questions, known, today, speech.setting.command)
    start(desk, quick.scenario(questions, names), Terms(questions=names))


def _space(desk: Desk, *, on: bool) -> None:
    """Have quick checks offered again by themselves, spaced over days, or no more."""
    speech = desk.speech
    if on:
        day = desk.next_check()
        speech.said.state["check_due"] = day.isoformat()
        speech.said.asks = Asks(day)
        sent = "serviceUrl" in address(speech.activity)
        how = "I ask here, in the daytime" if sent else "I ask when you next come here"
        speech.show(menus.note(f"Agreed. From {long_day(day)} {how}. “Stop asking me” ends it."))
    else:
        speech.said.state.pop("check_due", None)
        speech.said.asks = Asks(None)
        speech.show(menus.note("Agreed. I do not ask any more. Type “quick check” at any time."))
