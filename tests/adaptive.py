"""Adaptive Cards as Microsoft defines them: every element by its own declared type."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from microsoft_teams.cards import core
from pydantic import BaseModel, ValidationError

from tests.chat import Card

PLAIN = {"refresh": core.RefreshDefinition, "choices": core.Choice}  # objects that name no type
FREE = ("data",)  # whatever a bot wants back
SCHEMA = "$schema"


def problems(card: Card) -> list[str]:
    """Everything in a card that its definition does not know or does not allow."""
    return [f"{where}: {what}" for where, what in _of(card, core.AdaptiveCard, "card")]


def _of(value: Card, kind: type[BaseModel] | None, where: str) -> Iterator[tuple[str, str]]:
    named = value.get("type")
    known = _kinds().get(str(named)) if named else kind
    if known is None:
        yield where, f"no such type: {named}"
        return
    yield from ((where, f"{named} has no {name}") for name in value if name not in _names(known))
    try:
        known.model_validate(value)
    except ValidationError as error:
        yield from ((where, f"{one['loc']}: {one['msg']}") for one in error.errors())
    for name, held in value.items():
        if name not in FREE:
            yield from _below(held, PLAIN.get(name), f"{where}.{name}")


def _below(held: Any, kind: type[BaseModel] | None, where: str) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(held if isinstance(held, list) else [held]):
        if isinstance(one, dict):
            yield from _of(one, kind, f"{where}[{number}]")


@cache
def _kinds() -> dict[str, type[BaseModel]]:
    """Every class of the definition by the type that names it in JSON."""
    found = {}
    for each in vars(core).values():
        if isinstance(each, type) and issubclass(each, BaseModel):
            declared = each.model_fields.get("type")
            for name in get_args(declared.annotation) if declared else ():
                found[name] = each
    return found


@cache
def _names(kind: type[BaseModel]) -> frozenset[str]:
    aliases = (field.validation_alias for field in kind.model_fields.values())
    return frozenset((*(str(alias) for alias in aliases), SCHEMA))
