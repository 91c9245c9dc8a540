"""The typed model of a guide: one YAML file, one version, one effective window.

A guide is an ordered list of steps. Each step says ``when`` it applies; there are no jumps, so a
guide cannot have a dead end and a step can be reached from anywhere. Positions are worked out
elsewhere (``dialogs.view``); this module only says what a guide may contain.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)

from content.condition import ALWAYS, Condition, parse_condition

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
When = Annotated[
    Condition,
    BeforeValidator(parse_condition),
    PlainSerializer(repr),
    WithJsonSchema({"type": "object", "minProperties": 1}),
]


class Model(BaseModel):
    """Base of every part of a guide: unknown keys are refused and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Cite(Model):
    """Where a statement comes from: a source in ``content/sources.yaml`` and a place within it."""

    source: Slug
    where: str = ""


def _cite(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    source, _, where = value.partition("#")
    return {"source": source.strip(), "where": where.strip()}


Cites = tuple[
    Annotated[Cite, BeforeValidator(_cite), WithJsonSchema({"type": "string"})],
    ...,
]


class Statement(Model):
    """One thing said to an officer.

    ``cite`` is inherited from the step or answer when empty. ``confirm_locally`` marks a point that
    the sources leave open: it is shown as "confirm locally", never as settled.
    """

    text: Words
    cite: Cites = ()
    confirm_locally: StrictBool = False
    when: When = ALWAYS


def _statement(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


def _statements(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


Statements = Annotated[
    tuple[Annotated[Statement, BeforeValidator(_statement)], ...], BeforeValidator(_statements)
]


class Due(Model):
    """By when a task is due: so many hours after the encounter opened, or in words."""

    hours: Annotated[StrictInt, Field(ge=1, le=24 * 60)] | None = None
    text: Label | None = None

    @model_validator(mode="after")
    def _one(self) -> Due:
        if (self.hours is None) == (self.text is None):
            raise ValueError("`due` has either hours or text")
        return self


class Option(Model):
    """One answer to a question. ``label`` is what the button says; ``say`` is shown once chosen."""

    label: Label
    say: Statements = ()


class Item(Model):
    """One task of a checklist."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)]
    due: Due | None = None
    when: When = ALWAYS
    cite: Cites = ()
    confirm_locally: StrictBool = False


def _labelled(value: Any) -> Any:
    return {"label": value} if isinstance(value, str) else value


Options = dict[Slug, Annotated[Option, BeforeValidator(_labelled)]]
Items = dict[Slug, Annotated[Item, BeforeValidator(_labelled)]]


class Range(Model):
    """The whole numbers a question accepts, both ends included."""

    min: StrictInt = 0
    max: StrictInt = 99


class _Step(Model):
    """What every step that an officer meets has in common.

    Attributes:
        id: unique across all guides: it names the fact that the step establishes.
        title: a few words for headings and the board.
        say: statements shown with the step, at most 60 words together.
        more: further statements, folded away.
        why: the answer to "why are you asking?".
        urgent: offered before anything that is not, in any section.
    """

    id: Slug
    title: Label
    say: Statements = ()
    more: Statements = ()
    why: Words | None = None
    when: When = ALWAYS
    urgent: StrictBool = False
    cite: Cites = ()


class Ask(_Step):
    """A question: one choice, several choices (``many``), a number or a date.

    ``none`` is the label for choosing nothing of ``many``. A ``consequential`` answer is never
    taken from typing alone: it is read back and needs a press.
    """

    ask: Words
    options: Options = Field(default_factory=dict)
    many: StrictBool = False
    none: Label = "None of these"
    number: Range | None = None
    date: StrictBool = False
    consequential: StrictBool = False

    @model_validator(mode="after")
    def _one_shape(self) -> Ask:
        shapes = [bool(self.options), self.number is not None, self.date]
        if shapes.count(True) != 1:
            raise ValueError("a question has options, or `number`, or `date: true`, and only one")
        if self.many and not self.options:
            raise ValueError("`many` goes with options")
        return self


class Do(_Step):
    """A checklist. Each item is done, left for later, or not possible for a stated reason."""

    do: Items

    @model_validator(mode="after")
    def _some(self) -> Do:
        if not self.do:
            raise ValueError("a checklist has at least one item")
        return self


class Say(_Step):
    """Something to read out or take in; the officer presses on."""

    say: Statements

    @model_validator(mode="after")
    def _some(self) -> Say:
        if not self.say:
            raise ValueError("a `say` step says something")
        return self


class Group(Model):
    """One line of the roster: how many people of a kind, and the facts that this settles."""

    label: Label
    set: dict[Slug, str] = Field(default_factory=dict)
    start: StrictInt = 0


class Each(_Step):
    """Runs its steps for each person. Asks once how many; people come and go at any time."""

    each: Literal["person"]
    ask: Words
    groups: dict[Slug, Group]
    max: Annotated[StrictInt, Field(ge=1, le=60)] = 40
    steps: tuple[Step, ...]


class Run(Model):
    """Runs another guide as a part of this one, so that nothing is written twice."""

    run: Slug
    when: When = ALWAYS


class Topic(StrEnum):
    """What an outcome is about; the handover has one line per topic and person."""

    AGE = "age"
    NRM = "nrm"
    DTN = "dtn"
    CHILD = "child"
    S45 = "s45"
    CRIME = "crime"
    SAFEGUARDING = "safeguarding"
    MEDICAL = "medical"
    SCENE = "scene"


class Outcome(Model):
    """A conclusion that follows from the answers. Never pressed, always computed.

    Attributes:
        outcome: what it is about.
        value: the stable word for it in the handover data.
        label: how the board and the handover put it.
        say: the rule behind it, with its source.
    """

    id: Slug
    outcome: Topic
    value: Slug
    label: Annotated[str, StringConstraints(min_length=1, max_length=140)]
    say: Words
    when: When = ALWAYS
    cite: Cites
    confirm_locally: StrictBool = False


def _kind(value: Any) -> str:
    """Which kind of step a mapping is: decided by the one kind-word it contains."""
    if isinstance(value, BaseModel):
        return type(value).__name__.lower()
    keys = set(value) if isinstance(value, dict) else set()
    for word in ("each", "run", "outcome", "do", "ask"):
        if word in keys:
            return word
    return "say"


Step: TypeAlias = Annotated[
    Annotated[Ask, Tag("ask")]
    | Annotated[Do, Tag("do")]
    | Annotated[Say, Tag("say")]
    | Annotated[Each, Tag("each")]
    | Annotated[Run, Tag("run")]
    | Annotated[Outcome, Tag("outcome")],
    Discriminator(_kind),
]


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


class Slot(Model):
    """Something only the force can fill in: a team, a number, a link. Written ``{local.name}``."""

    label: Label
    required: StrictBool = False
    help: Words | None = None


class Effective(Model):
    """When a version is in force: from a day, up to but not including ``until``."""

    from_: Annotated[date, Field(alias="from", strict=True)]
    until: Annotated[date, Field(strict=True)] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Effective:
        if self.until is not None and self.until <= self.from_:
            raise ValueError("`until` is after `from`")
        return self


class Change(Model):
    """What changed from the version before, in words for an officer."""

    level: Literal["minor", "major", "safety"]
    note: Words


class Status(StrEnum):
    """Only published versions are ever in force."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Guide(Model):
    """One version of one guide.

    Attributes:
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


class Source(Model):
    """One edition of one document that guidance cites. Entries are added, never edited."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    publisher: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    edition: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    url: Annotated[str, StringConstraints(pattern=r"^https://")] | None = None
    checked: Annotated[date, Field(strict=True)]


Each.model_rebuild()
