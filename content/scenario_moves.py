"""What a scenario does and expects: answers, later moves, and what must follow from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    Tag,
    model_validator,
)

from content.model import Model, Slug, Words

EVERYONE = "everyone"  # an answer for each person who has none of their own
_HANDLE = re.compile(rf"person[1-9][0-9]?\Z|{EVERYONE}\Z")

Handle = Annotated[str, StringConstraints(pattern=r"^person[1-9][0-9]?$")]
Key = Annotated[
    str, StringConstraints(pattern=rf"^((person[1-9][0-9]?|{EVERYONE})/)?[a-z0-9]+(-[a-z0-9]+)*$")
]
# One choice, several, people by group, or a state for each item of a checklist.
Given: TypeAlias = str | StrictInt | tuple[str, ...] | dict[Slug, str | StrictInt]


def _flat(data: Any) -> Any:
    """Answers under a person's name, as ``person1/step``."""
    if not isinstance(data, dict):
        return data
    flat: dict[str, Any] = {}
    for name, value in data.items():
        if not _HANDLE.match(str(name)):
            flat[name] = value
        elif isinstance(value, dict):
            flat |= {f"{name}/{step}": given for step, given in value.items()}
        else:
            raise ValueError(f"`{name}` takes a mapping of steps")
    return flat


Answers: TypeAlias = Annotated[Mapping[Key, Given], BeforeValidator(_flat)]
Reveals: TypeAlias = Annotated[Mapping[Key, Words], BeforeValidator(_flat)]


class Person(Model):
    """What must hold about a person; what is left out is not looked at, null is "nothing"."""

    age_group: Slug | None = None
    nrm: Slug | None = None
    duty_to_notify: Slug | None = None
    child: Slug | None = None
    section_45: Slug | None = None
    section_45_all: tuple[Slug, ...] = ()
    safeguarding: Slug | None = None
    crimes: tuple[Slug, ...] = ()


class Expect(Model):
    """What must follow. Lists are exact, save ``outcomes`` and ``never``.

    Attributes:
        people: by handle; everyone in the encounter is there, and nobody else.
        scene_crimes: crimes that belong to the scene.
        alerts: ids of the alerts that hold.
        outcomes: conclusions that hold, ``person1/id`` or ``id`` for anyone.
        never: outcomes, alerts or steps that may at no moment have held.
        outstanding: tasks still to do, ``person1/step.item``.
        set_aside: answers kept but no longer used.
        complete: whether nothing is left to ask; at the end true unless said otherwise.
    """

    people: Mapping[Handle, Person] = Field(default_factory=dict)
    scene_crimes: tuple[Slug, ...] | None = None
    alerts: tuple[Slug, ...] | None = None
    outcomes: tuple[Key, ...] = ()
    never: tuple[Key, ...] = ()
    outstanding: tuple[str, ...] | None = None
    set_aside: tuple[Key, ...] | None = None
    complete: StrictBool | None = None


class _Move(Model):
    """One later move. ``note`` says in the story what it is."""

    note: Words | None = None


class Give(_Move):
    """More answers, in any order, from here on."""

    give: Answers


class Change(_Move):
    """Change an answer. ``keep`` presses "keep what was there" when it is read back."""

    change: Answers
    keep: StrictBool = False

    @model_validator(mode="after")
    def _one(self) -> Change:
        _only(self.change)
        return self


class Stale(_Move):
    """Press a button of the card that first asked this, long after.

    ``meets`` is what the officer gets: the answer read back, or a refusal by its code.
    """

    stale: Answers
    meets: Slug = "read-back"
    confirm: StrictBool = False

    @model_validator(mode="after")
    def _one(self) -> Stale:
        _only(self.stale)
        return self


class Add(_Move):
    """Add a person of one of the roster's groups."""

    add: Slug


class Remove(_Move):
    """Take a person out."""

    remove: Handle


class Undo(_Move):
    """Take back the last so many inputs."""

    undo: Annotated[StrictInt, Field(ge=1, le=50)]


class Back(_Move):
    """Go back one step; the step where that must lead."""

    back: Key


class Turn(_Move):
    """Put the encounter away, take it up, finish it or open it again."""

    turn: Literal["pause", "resume", "close", "reopen"]


class Question(_Move):
    """Ask something in the middle of it. The encounter must not change.

    Attributes:
        answer, concept: the approved answer, or what the answer must cover; one of the two.
        as_at: the day whose guidance is asked for; by default the scenario's own.
        says: words that must stand in the answer.
        silent: words that must not.
    """

    ask: Words
    answer: Slug | None = None
    concept: Slug | None = None
    as_at: Annotated[date, Field(strict=True)] | None = None
    says: tuple[Words, ...] = ()
    silent: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _one(self) -> Question:
        if (self.answer is None) == (self.concept is None):
            raise ValueError("a question has `answer` or `concept`, and only one")
        return self


class Check(_Move):
    """What must hold at this point."""

    check: Expect


_KINDS = ("give", "change", "stale", "add", "remove", "undo", "back", "turn", "ask", "check")


def _kind(value: Any) -> str | None:
    if isinstance(value, _Move):
        return next(name for name in _KINDS if name in type(value).model_fields)
    return next((name for name in _KINDS if isinstance(value, dict) and name in value), None)


Move: TypeAlias = Annotated[
    Annotated[Give, Tag("give")]
    | Annotated[Change, Tag("change")]
    | Annotated[Stale, Tag("stale")]
    | Annotated[Add, Tag("add")]
    | Annotated[Remove, Tag("remove")]
    | Annotated[Undo, Tag("undo")]
    | Annotated[Back, Tag("back")]
    | Annotated[Turn, Tag("turn")]
    | Annotated[Question, Tag("ask")]
    | Annotated[Check, Tag("check")],
    Discriminator(
        _kind,
        custom_error_type="unknown_move",
        custom_error_message=f"a move is one of {', '.join(_KINDS)}",
    ),
]


def _only(answers: Mapping[str, Given]) -> None:
    if len(answers) != 1:
        raise ValueError("one answer at a time")
