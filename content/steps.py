"""The closed set of steps: ask, do, say, each, run and outcome.

Each step says ``when`` it applies; there are no jumps, so a guide cannot have a dead end and a
step can be reached from anywhere. Positions are worked out elsewhere (``dialogs.view``).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    Tag,
    model_validator,
)

from content.condition import ALWAYS
from content.model import Label, Model, Slug, When, Words
from content.outcome import Outcome
from content.statement import Cites, Statements


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


Each.model_rebuild()
