"""What every part of a guide is made of: strict records, and text of limited length."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from content.condition import Condition, parse_condition
from content.plain_text import plain_text

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Plain = AfterValidator(plain_text)
Words = Annotated[
    str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True), Plain
]
Label = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True), Plain]
When = Annotated[
    Condition,
    BeforeValidator(parse_condition),
    PlainSerializer(repr),
    WithJsonSchema({"type": "object", "minProperties": 1}),
]


class Model(BaseModel):
    """Base of every part of a guide: unknown keys are refused and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
