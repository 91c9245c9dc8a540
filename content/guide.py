"""The typed model of a guide: one YAML file, one version, one effective window.

A header (``content.header``), sections of steps (``content.steps``), alerts, and answers to
questions. This module only says what a guide may contain.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints, model_validator

from content.condition import ALWAYS
from content.header import Change, Effective, Slot, Start, Status
from content.model import Label, Model, Slug, When, Words
from content.statement import Cites, Statements
from content.steps import Say, Step


class Section(Model):
    """A part of a guide that is open side by side with the others.

    An ``opening`` section is walked before the board is first shown.
    """

    id: Slug
    title: Label
    opening: StrictBool = False
    steps: tuple[Step, ...]


class Alert(Model):
    """A condition watched on every view and shown above everything while it holds.

    In a guide about a person it is watched for each; ``{people}`` in the text names them.
    """

    id: Slug
    level: Literal["life", "child", "warning"]
    when: When
    say: Words
    cite: Cites


class Answer(Model):
    """An approved answer to a typed question.

    Attributes:
        asks: wordings officers use for it.
        say: what to do, short: at most 60 words together.
        then: steps that follow.
        why: the reasons behind it.
        covers: the concepts it answers.
        opens: the step it can take an officer to.
        not_for: words whose presence rules it out.
    """

    id: Slug
    title: Label
    asks: tuple[Words, ...]
    say: Statements
    then: Statements = ()
    why: Statements = ()
    covers: tuple[Slug, ...] = ()
    opens: Slug | None = None
    not_for: tuple[str, ...] = ()
    cite: Cites


class Guide(Model):
    """One version of one guide.

    Attributes:
        start: makes it a guide to begin with, beside the usual encounter.
        subject: "person" if its steps are about one person, "scene" if about the whole encounter.
        sources: every source it cites; checked against what the text does cite.
        local: the slots a force fills in.
        sections, steps: the body; a guide has one or the other, or only answers.
    """

    guide: Slug
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}\.[0-9]+(\.[0-9]+)?$")]
    title: Label
    status: Status
    effective: Effective
    review_by: Annotated[date, Field(strict=True)]
    change: Change
    reviewer: Label | None = None
    subject: Literal["person", "scene"] = "scene"
    start: Start | None = None
    sources: tuple[Slug, ...]
    local: dict[Slug, Slot] = Field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    sections: tuple[Section, ...] = ()
    steps: tuple[Step, ...] = ()
    answers: tuple[Answer, ...] = ()

    @model_validator(mode="after")
    def _one_body(self) -> Guide:
        if self.sections and self.steps:
            raise ValueError("a guide has `sections` or `steps`, not both")
        if self.sections and self.subject == "person":
            raise ValueError("a guide about a person has `steps`, not `sections`")
        return self

    @model_validator(mode="after")
    def _begins(self) -> Guide:
        if self.start and (self.subject == "person" or not (self.sections or self.steps)):
            raise ValueError("`start` is for a guide about the scene with steps")
        every = [step for section in self.sections for step in section.steps]
        if self.start and self.start.briefing and not (every and _only_said(every)):
            raise ValueError("a briefing has `sections` of `say` steps without `when`")
        return self


def _only_said(listed: list[Step]) -> bool:
    return all(isinstance(step, Say) and step.when == ALWAYS for step in listed)
