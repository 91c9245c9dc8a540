"""The typed model of a scenario: one case, played as a test now and as training later.

A scenario gives answers keyed by step, in any order, and says what must follow from them. The
same file holds what an exercise needs: what comes out when it is asked for, the right decision
at each stage with its reason and source, and what went wrong in the real case. What went wrong
stands only under ``wrong_seen`` and is never advice.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from content.decision import Decision
from content.model import Label, Model, Slug, Words
from content.scenario_moves import Answers, Expect, Move, Reveals
from content.statement import Cites


class Situation(StrEnum):
    """What the scenario tests, and the folder it is in."""

    HAPPY_PATH = "happy-path"
    CORRECTIONS = "corrections"
    DIGRESSIONS = "digressions"
    CANCELLATIONS = "cancellations"
    PEOPLE_ADDED_LATE = "people-added-late"
    STALE_BUTTONS = "stale-buttons"
    HISTORY = "history"


class Role(StrEnum):
    """Whom an exercise suits."""

    RESPONSE = "response"
    NEIGHBOURHOOD = "neighbourhood"
    CONTROL_ROOM = "control-room"
    FRONT_COUNTER = "front-counter"
    CUSTODY = "custody"
    DETECTIVE = "detective"
    ROADS = "roads"
    SUPERVISOR = "supervisor"


class Theme(StrEnum):
    """What an exercise is about."""

    LABOUR = "labour"
    SEXUAL = "sexual"
    CRIMINAL = "criminal"
    DOMESTIC = "domestic-servitude"
    ORGANS = "organ-removal"
    FINANCIAL = "financial"
    BEGGING = "begging"
    DEBT = "debt-bondage"
    CHILDREN = "children"
    AGE_DOUBT = "age-doubt"
    CONSENT = "consent"
    REFUSES_THEN_ACCEPTS = "refuses-then-accepts"
    CAPACITY = "capacity"
    SEVERAL_PEOPLE = "several-people"
    SECTION_45 = "section-45"
    SCHEDULE_4 = "schedule-4"
    CANNABIS = "cannabis"
    COUNTY_LINES = "county-lines"
    CUCKOOING = "cuckooing"
    LORRY = "lorry"
    BROTHEL = "brothel"
    FRONT_DESK = "front-desk"
    CALL = "call"
    CUSTODY = "custody"
    BRITISH = "british-victim"
    IMMIGRATION = "immigration"
    RECORDING = "crime-recording"
    MISSING = "going-missing"
    CROSS_FORCE = "cross-force"
    RULES_THEN = "rules-then-and-now"


class Scenario(Model):
    """One case.

    Attributes:
        guide: what is played; null where only questions are asked.
        as_of: the day whose guidance counts; null is today.
        basis: "report" retells a real case, "composite" is put together from guidance.
        source, cite: the document and place that the case comes from.
        added: what the exercise adds to what the source tells.
        brief: what is known at the start.
        reveal: what comes out when a step asks for it.
    """

    scenario: Slug
    title: Label
    situation: Situation
    guide: Slug | None
    as_of: Annotated[date, Field(strict=True)] | None = None
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]
    basis: Literal["report", "composite"]
    source: Slug
    cite: Annotated[Cites, Field(min_length=1)]
    added: Words | None = None
    brief: Words
    given: Answers = Field(default_factory=dict)
    then: tuple[Move, ...] = ()
    expect: Expect
    reveal: Reveals = Field(default_factory=dict)
    decisions: Annotated[tuple[Decision, ...], Field(min_length=1)]
    learning: Annotated[tuple[Words, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Scenario:
        if self.source not in {cite.source for cite in self.cite}:
            raise ValueError("`cite` says where in `source` the case stands")
        if self.guide is not None and not (self.given and self.expect.people):
            raise ValueError("a scenario that plays a guide has `given` and `expect: people`")
        self._stages()
        if self.basis == "composite" and any(d.wrong_seen for d in self.decisions):
            raise ValueError("`wrong_seen` is for a real case; this one is a composite")
        return self

    def _stages(self) -> None:
        stages = [decision.stage.casefold() for decision in self.decisions]
        if len(set(stages)) != len(stages):
            raise ValueError("two stages have the same name")
        with_choices = [decision.choose is not None for decision in self.decisions]
        if any(with_choices) and not all(with_choices):
            raise ValueError("for training, every stage has `choose` and `instead`")

    @property
    def trains(self) -> bool:
        """Whether it can be played as an exercise: there are choices at every stage."""
        return self.decisions[0].choose is not None
