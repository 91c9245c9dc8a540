"""Training alone: picking a case, deciding it stage by stage, and what to make of it.

Nothing here touches an encounter. Whoever begins to train has theirs put away first, and no
encounter is at hand until they go back to one.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.speech import Shown, Speech
from bot.training.courses import Changed
from bot.training.practice import Desk
from content.days import long_day
from content.scenario import Role, Scenario, Theme
from dialogs import handover, handover_text
from dialogs.commands import Refusal, Stamp
from dialogs.lobby import with_notice
from dialogs.screen import Screen, Train
from dialogs.training import menus, picking, quick, telling
from dialogs.training.deciding import Standing, begin, choose, decided, standing
from dialogs.training.exercise import Feedback, Terms
from dialogs.training.picking import Wanted

NONE_LIKE_IT = "There is no case like that. Choose another way."
CHANGED = "That case has changed since. Begin it again: what you decided is kept."
NOT_YOURS = "I cannot find that exercise among yours."


def train(speech: Speech, wanted: Train) -> None:
    """Do what was pressed or typed about training."""
    try:
        _do(Desk(speech), wanted)
    except Changed:
        speech.said.state.pop("training", None)
        speech.show(with_notice(CHANGED, Desk(speech).menu()))


def train_screen(speech: Speech, kind: str) -> Screen | None:
    """A screen of training as it would be shown now; None if it cannot be told."""
    desk = Desk(speech)
    family, _, rest = kind.partition("/")
    known = desk.known
    match family:
        case "train":
            return desk.menu()
        case "train-themes":
            return menus.themes(known.values())
        case "train-roles":
            return menus.roles(known.values())
        case "train-left":
            return menus.put_away()
        case "train-brief":
            name, _, day = rest.partition("/")
            return menus.brief(known[name], desk.day(day)) if name in known else None
    try:
        now = desk.standing()
    except Changed:
        return None
    if now is None:
        return None
    if family == "train-stage":
        return None if now.done else telling.deciding(now)
    if family in ("train-debrief", "train-path") and now.done:
        if family == "train-path":
            return telling.path(now, desk.rules(now))
        spaced = bool(speech.said.state.get("check_due"))
        return telling.debrief(now, desk.rules(now), spaced=spaced)
    return None


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
            _begin(desk, known[wanted.name], terms)
        case "quick":
            _quick(desk)
        case "space":
            _space(desk, on=wanted.name == "on")
        case "on" | "choose" | "debrief" | "path" | "again" | "handover":
            _go_on(desk, wanted)
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


def _begin(desk: Desk, scenario: Scenario, terms: Terms) -> None:
    speech = desk.speech
    made = desk.courses.begun(scenario, speech.setting.now.date())
    put_away = desk.put_encounter_away()
    exercise = begin(made, speech.setting.new()[0], speech.by, speech.setting.now, terms)
    desk.begin(exercise)
    if speech.said.used is None:
        speech.said.used = replace(menus.brief(scenario), choices=(), more=())
    shown = telling.deciding(standing(made, exercise))
    speech.show(with_notice(put_away, shown) if put_away else shown)


def _quick(desk: Desk) -> None:
    speech, questions = desk.speech, desk.courses.questions
    if not questions:
        speech.show(with_notice(NONE_LIKE_IT, desk.menu()))
        return
    today = speech.setting.now.date()
    known = quick.streaks(questions, desk.exercises())
    names = quick.due(questions, known, today, speech.setting.command)
    _begin(desk, quick.scenario(questions, names), Terms(questions=names))


def _space(desk: Desk, *, on: bool) -> None:
    """Have quick checks offered again by themselves, spaced over days, or no more."""
    speech = desk.speech
    if on:
        day = desk.next_check()
        speech.said.state["check_due"] = day.isoformat()
        speech.show(menus.note(f"Agreed. From {long_day(day)} I ask when you next come here."))
    else:
        speech.said.state.pop("check_due", None)
        speech.show(menus.note("Agreed. I do not ask any more. Type “quick check” at any time."))


def _go_on(desk: Desk, wanted: Train) -> None:
    speech = desk.speech
    exercise = desk.find(wanted.name)
    if exercise is None:
        speech.show(with_notice(NOT_YOURS, desk.menu()))
        return
    now = standing(desk.courses.pinned(exercise.pin), exercise)
    match wanted.what:
        case "choose":
            _choose(desk, now, wanted)
        case "again":
            if now.done:
                done = telling.debrief(now, desk.rules(now))
                speech.said.used = replace(done, choices=())
            terms = replace(exercise.pin.terms, attempt=exercise.pin.terms.attempt + 1)
            _begin(desk, now.course.scenario, terms)
        case "handover" if now.done and now.course.end is not None:
            words = handover_text.text(handover.summarise(now.course.end))
            speech.said.shown.append(Shown(words=words))
            _show(desk, now)
        case "path" if now.done:
            desk.take_up(exercise)
            speech.show(telling.path(now, desk.rules(now)))
        case _:
            _resume(desk, now)


def _resume(desk: Desk, now: Standing) -> None:
    put_away = desk.put_encounter_away()
    if put_away:
        desk.speech.notice(put_away)
    _show(desk, now)


def _choose(desk: Desk, now: Standing, wanted: Train) -> None:
    speech = desk.speech
    stamp = Stamp(speech.setting.now, speech.by, speech.setting.command)
    outcome = choose(now, wanted.stage, wanted.option, stamp)
    stage = now.course.stage(wanted.stage)
    if isinstance(outcome, Refusal):
        if stage is not None and wanted.stage in now.chosen:
            speech.said.used = telling.committed(stage, now.chosen[stage.id])
        speech.tell(menus.note(outcome.message))
        _resume(desk, now)
        return
    exercise = decided(now.exercise, outcome)
    desk.decide(now, outcome)
    after = standing(now.course, exercise)
    if after.done and exercise.pin.scenario == quick.NAME and speech.said.state.get("check_due"):
        speech.said.state["check_due"] = desk.next_check(exercise).isoformat()
    if stage is not None:
        speech.said.used = telling.committed(stage, after.chosen[stage.id])
        if exercise.pin.terms.feedback is Feedback.NOW:
            speech.tell(telling.told(after, stage, desk.rules(after)))
    _resume(desk, after)


def _show(desk: Desk, now: Standing) -> None:
    """The stage at hand or, once all are decided, the debrief."""
    desk.take_up(now.exercise)
    spaced = bool(desk.speech.said.state.get("check_due"))
    done = now.done
    desk.speech.show(
        telling.debrief(now, desk.rules(now), spaced=spaced) if done else telling.deciding(now)
    )


def carry_on(speech: Speech) -> None:
    """Show the stage at hand again, below the answer to a question."""
    if str(speech.said.state.get("shown")) == "train-stage":
        drawn = train_screen(speech, "train-stage")
        if drawn is not None:
            speech.show(drawn)
