"""An officer's exercises in one turn: those they have, the one at hand, and what is added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.access.people import Right
from bot.conversation.speech import NeedsExercises, Speech
from bot.storage.exercises import Practice
from bot.training.courses import Courses
from content.scenario import Scenario
from dialogs.event import Event
from dialogs.facts import fold
from dialogs.reading import Reading
from dialogs.screen import Screen
from dialogs.training import menus, quick
from dialogs.training.deciding import Standing, standing
from dialogs.training.exercise import Exercise
from dialogs.training.figures.forms import forms_of
from dialogs.training.marking import Marked, marked
from dialogs.training.telling import Rule, Rules
from dialogs.wording import Said, statements


class Desk:
    """What there is to train on, and how this officer stands."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self.courses: Courses = speech.setting.guidance.courses
        self.known: Mapping[str, Scenario] = self.courses.scenarios

    def day(self, text: str) -> date | None:
        """A day carried by a button; None for none, and for what is no day."""
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            return None

    def exercises(self) -> tuple[Exercise, ...]:
        """Theirs, the last changed first. Raises NeedsExercises until they have been fetched."""
        if self.speech.setting.exercises is None:
            raise NeedsExercises
        return self.speech.setting.exercises

    def past(self) -> tuple[Marked, ...]:
        """Theirs, marked."""
        return marked(self.exercises(), self.known)

    def find(self, id_: str) -> Exercise | None:
        """The one with this id, or the one at hand, or the last that is not finished."""
        every = self.exercises()
        wanted = id_ or str(self.speech.said.state.get("training") or "")
        if wanted:
            return next((one for one in every if one.id == wanted), None)
        return next((one for one in every if self._open(one)), None)

    def standing(self) -> Standing | None:
        """Where the exercise at hand stands. Raises Changed."""
        at_hand = str(self.speech.said.state.get("training") or "")
        found = self.find(at_hand) if at_hand else None
        return standing(self.courses.pinned(found.pin), found) if found else None

    def menu(self) -> Screen:
        """The ways to an exercise."""
        past = self.past()
        begun = next((one.id for one in self.exercises() if self._open(one)), "")
        wrong = any(one.missed for one in past)
        shown = menus.menu(begun=begun, wrong=wrong, plays=sum(one.done for one in past))
        leads = self.speech.person.may(Right.TRAIN)
        return replace(shown, below=(menus.CLASS,)) if leads else shown

    def next_check(self, latest: Exercise | None = None) -> date:
        """When a quick check is worth taking again; ``latest`` is one as it is after this turn."""
        others = (one for one in self.exercises() if latest is None or one.id != latest.id)
        every = (*others, *((latest,) if latest else ()))
        known = quick.streaks(self.courses.questions, every)
        return quick.next_day(known, self.speech.setting.now.date())

    def begin(self, exercise: Exercise) -> None:
        """Have a new exercise stored, and at hand."""
        self.speech.said.practice = Practice(exercise, tenant=self.speech.person.tenant)
        self.take_up(exercise)

    def decide(self, now: Standing, events: tuple[Event, ...]) -> None:
        """Have a decision stored."""
        exercise = now.exercise
        forms = forms_of(now.course.scenario, self.courses.questions)
        self.speech.said.practice = Practice(
            None, exercise.id, exercise.revision, events, forms=forms
        )

    def take_up(self, exercise: Exercise) -> None:
        """Have an exercise at hand."""
        self.speech.said.state |= {"training": exercise.id, "welcomed": True}

    def put_encounter_away(self) -> str:
        """Let go of the live encounter, so that nothing can go into it; what to say of that."""
        said = self.speech.said
        encounter = said.encounter
        if encounter is None:
            return ""
        said.encounter, said.release = None, None
        said.state.pop("encounter", None)
        return f"Encounter {encounter.code} is put away: “encounters” brings it back."

    def rules(self, now: Standing) -> Rules:
        """The rules behind the stages on the past day that was asked for, beside today's."""
        day = now.exercise.pin.terms.as_at
        if day is None:
            return {}
        rules = ((stage.id, stage.decision.rule) for stage in now.course.stages)
        found = ((id_, self._rule(rule, day)) for id_, rule in rules if rule)
        return {id_: rule for id_, rule in found if rule is not None}

    def _rule(self, name: str, day: date) -> Rule | None:
        now = self._says(name, self.speech.setting.now.date())
        return Rule(day, self._says(name, day), now) if now is not None else None

    def _says(self, name: str, day: date) -> tuple[Said, ...] | None:
        that = self.speech.setting.guidance.on(day)
        found = that.answers.get(name)
        if found is None:
            return None
        reading = Reading(that.reading.release, fold(()))
        return statements(found[0].say, found[0].cite, reading, None)

    def _open(self, exercise: Exercise) -> bool:
        pin = exercise.pin
        scenario = self.known.get(pin.scenario) or self.courses.check(pin)
        decided = {event.step for event in exercise.log}
        return scenario is not None and len(decided) < len(scenario.decisions)
