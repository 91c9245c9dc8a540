"""A statement: one thing said to an officer, and the source it comes from."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictBool, StringConstraints, WithJsonSchema

from content.condition import ALWAYS
from content.model import Model, Plain, Slug, When, Words


class Source(Model):
    """One edition of one document that guidance cites. Entries are added, never edited."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=200), Plain]
    publisher: Annotated[str, StringConstraints(min_length=1, max_length=120), Plain]
    edition: Annotated[str, StringConstraints(min_length=1, max_length=200), Plain]
    url: (
        Annotated[str, StringConstraints(pattern=r"^https://[\w.-]+(/[\w./?=&%#~+,:@-]*)?$")] | None
    ) = None
    checked: Annotated[date, Field(strict=True)]


class Cite(Model):
    """Where a statement comes from: a source in ``content/sources.yaml`` and a place within it."""

    source: Slug
    where: Annotated[str, Plain] = ""


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
