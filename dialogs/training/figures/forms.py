"""A stage as it was worded when it was decided, so that no figure mixes two wordings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from content.decision import Decision
from content.quiz_files import Question
from content.scenario import Scenario
from dialogs.training import quick
from dialogs.training.course import digest, option_id, stage_id


@dataclass(frozen=True)
class Form:
    """One wording of a stage.

    Attributes:
        scenario, case: id and title of its scenario.
        stage, title: id and name of the stage.
        ask: what was to be decided, or "" for the usual question.
        themes: what it is about; no part of the wording.
        options: (id, words) of each choice, the right one first.
    """

    scenario: str
    case: str
    stage: str
    title: str
    ask: str
    themes: tuple[str, ...]
    options: tuple[tuple[str, str], ...]

    @cached_property
    def id(self) -> str:
        """The same as long as the words are."""
        ids = (option for option, _ in self.options)
        return digest(self.scenario, self.stage, self.title, self.ask, *ids)

    @property
    def names(self) -> tuple[str, ...]:
        """What its case may be called by whoever types it, in small letters."""
        return self.scenario, self.scenario.replace("-", " "), self.case.casefold()

    @property
    def right(self) -> str:
        """The id of the right choice."""
        return self.options[0][0]

    def to_json(self) -> str:
        """The words, as text to keep."""
        told = [self.scenario, self.case, self.stage, self.title, self.ask]
        return json.dumps([*told, list(self.themes), [list(one) for one in self.options]])

    @staticmethod
    def from_json(text: str) -> Form:
        """What ``to_json`` wrote."""
        scenario, case, stage, title, ask, themes, options = json.loads(text)
        pairs = tuple((id_, say) for id_, say in options)
        return Form(scenario, case, stage, title, ask, tuple(themes), pairs)


Forms = Mapping[str, Form]


def forms_of(scenario: Scenario, questions: Iterable[Question] = ()) -> dict[str, Form]:
    """Each stage as it is worded now, by stage id.

    Each question of a quick check has the theme that ``questions`` gives it.
    """
    themes = {stage_id(one.about): (one.theme.value,) for one in questions}
    usual = tuple(theme.value for theme in scenario.themes)
    if scenario.scenario != quick.NAME:
        themes = {}
    return {
        form.stage: form
        for decision in scenario.decisions
        for form in (_form(scenario, decision, themes.get(stage_id(decision.stage), usual)),)
    }


def _form(scenario: Scenario, decision: Decision, themes: tuple[str, ...]) -> Form:
    says = (decision.choose or "", *(wrong.say for wrong in decision.instead))
    return Form(
        scenario.scenario,
        scenario.title,
        stage_id(decision.stage),
        decision.stage,
        decision.ask or "",
        themes,
        tuple((option_id(say), say) for say in says),
    )


def wordings(known: Iterable[Scenario], questions: Iterable[Question]) -> frozenset[str]:
    """The ids of every stage and question as they are worded now."""
    asked = tuple(questions)
    every = [one for one in known if one.trains]
    if asked:
        every.append(quick.scenario(asked, (stage_id(one.about) for one in asked)))
    return frozenset(form.id for one in every for form in forms_of(one).values())
