"""What stands at the head of a guide: its window, its status, what changed, its local slots."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints, model_validator

from content.model import Label, Model, Slug, Words


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


Spoken = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+([ -][a-z0-9]+)*$", min_length=3, max_length=30)
]


class Start(Model):
    """Makes a guide one that officers begin with, beside the usual encounter.

    Attributes:
        label: what its button says.
        words: what an officer types to begin it.
        roles: whose first screen offers it first; it is never kept from anyone else.
        reported: what is answered was told by someone else, until an officer there confirms it.
        briefing: its sections are cards to read, and nothing is recorded.
        then: the guide whose sections follow; where facts are reported, they are those of the
            officer who takes the encounter over, and nobody else walks them.
        set: answers that beginning here settles, by step: at the front counter nobody asks where
            the officer is.
    """

    label: Annotated[str, StringConstraints(min_length=1, max_length=30, strip_whitespace=True)]
    words: Annotated[tuple[Spoken, ...], Field(min_length=1)]
    roles: tuple[Spoken, ...] = ()
    reported: StrictBool = False
    briefing: StrictBool = False
    then: Slug | None = None
    set: dict[Slug, str] = Field(default_factory=dict)
