"""The exercise at hand: begun, decided stage by stage, looked back on, tried again."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.speech import Asks, Shown
from bot.training.practice import Desk
from content.scenario import Scenario
from dialogs import handover, handover_text
from dialogs.commands import Refusal, Stamp
from dialogs.lobby import with_notice
from dialogs.screen import Train
from dialogs.training import menus, quick, telling
from dialogs.training.deciding import Standing, begin, choose, decided, standing
from dialogs.training.exercise import Feedback, Terms

NOT_YOURS = "I cannot find that exercise among yours."


def start(desk: Desk, scenario: Scenario, terms: Terms) -> None:
    """Begin an exercise and show its first stage."""
    speech = desk.speech
    made = desk.courses.begun(scenario, speech.setting.now.date())
    put_away = desk.put_encounter_away()
    exercise = begin(made, speech.setting.new()[0], speech.by, speech.setting.now, terms)
    desk.begin(exercise)
    if speech.said.used is None:
        speech.said.used = replace(menus.brief(scenario), choices=(), more=())
    shown = telling.deciding(standing(made, exercise))
    speech.show(with_notice(put_away, shown) if put_away else shown)


def go_on(desk: Desk, wanted: Train) -> None:
    """Do what was pressed in an exercise already begun. Raises Changed."""
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
            start(desk, now.course.scenario, terms)
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
        day = desk.next_check(exercise)
        speech.said.state["check_due"] = day.isoformat()
        speech.said.asks = Asks(day)
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
