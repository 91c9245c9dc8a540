"""The JSON Schema of a guide, so that an editor completes and underlines while it is written.

It is made from the typed model, so it cannot fall behind; what the model accepts in a short form
(plain text for a statement, an option or a task) is added here, and so is the grammar of ``when``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import BaseModel

from content import guide, header, outcome, statement, steps
from content.guide import Guide
from content.model import Model

Json: TypeAlias = dict[str, Any]

FILE = Path(__file__).parents[1] / "guide.schema.json"

_TEXT: Json = {"type": "string", "minLength": 1}
_SLUG: Json = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 60}
_KINDS = {"each": "Each", "run": "Run", "outcome": "Outcome", "do": "Do", "ask": "Ask"}
_MODULES = (guide, header, outcome, statement, steps)
_ATTRIBUTE = re.compile(r"^ +([a-z_, ]+): (.+(?:\n {12,}.+)*)", re.MULTILINE)


def schema() -> Json:
    """The schema, in draft 7, which is what editors understand best."""
    made = Guide.model_json_schema()
    definitions: Json = made.pop("$defs")
    described = {name: _described(name, body) for name, body in definitions.items()}
    body = _described("Guide", made)
    definitions = {
        **_eased(described),
        "Statements": _statements(),
        "Condition": _condition(),
        "Step": _step(),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **_eased(body),
        "$defs": dict(sorted(definitions.items())),
    }


def text() -> str:
    """The schema as it is kept in the content folder."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _described(name: str, body: Json) -> Json:
    """The definition with what the model's own docstring says about each of its keys."""
    [model] = {getattr(module, name) for module in _MODULES if hasattr(module, name)}
    said = dict(_attributes(model))
    body["description"] = (model.__doc__ or "").partition("\n")[0].replace("``", "`")
    for key, value in body.get("properties", {}).items():
        if key in said:
            value["description"] = said[key]
    return body


def _attributes(model: type[BaseModel]) -> list[tuple[str, str]]:
    docs = [b.__doc__ or "" for b in reversed(model.__mro__) if issubclass(b, Model)]
    lists = (doc.partition("Attributes:")[2] for doc in docs)
    found = (match for said in lists for match in _ATTRIBUTE.finditer(said))
    return [
        (name.strip(), " ".join(match[2].split()).replace("``", "`"))
        for match in found
        for name in match[1].split(",")
    ]


def _eased(node: Any, key: str = "") -> Any:
    """The schema with the short forms let in, and without what only fills the page."""
    if isinstance(node, list):
        return [_eased(part) for part in node]
    if not isinstance(node, dict):
        return node
    if key == "when":
        return _ref("Condition")
    if "oneOf" in node:
        return _ref("Step")
    if node.get("items") == _ref("Statement"):
        described = {k: node[k] for k in ("description",) if k in node}
        return {**described, "allOf": [_ref("Statements")]}
    kept = {k: v for k, v in node.items() if not _noise(k, v)}
    if "patternProperties" in node:
        kept |= _closed(node)
    return {name: _eased(part, name) for name, part in kept.items()}


def _noise(key: str, value: Any) -> bool:
    return (key == "title" and isinstance(value, str)) or key == "default"


def _closed(node: Json) -> Json:
    """A mapping whose keys are all ids; its options and tasks may be plain text."""
    [(pattern, value)] = node["patternProperties"].items()
    short = value in (_ref("Option"), _ref("Item"))
    return {
        "patternProperties": {pattern: {"anyOf": [_TEXT, value]} if short else value},
        "additionalProperties": False,
    }


def _statements() -> Json:
    one = {"anyOf": [_TEXT, _ref("Statement")]}
    return {
        "description": "One statement or a list of them; plain text takes the step's sources.",
        "anyOf": [_TEXT, _ref("Statement"), {"type": "array", "items": one}],
    }


def _step() -> Json:
    """One chain of questions, so that an editor complains about the kind of step meant."""
    chain = _ref("Say")
    for word, name in reversed(_KINDS.items()):
        chain = {"if": {"required": [word]}, "then": _ref(name), "else": chain}
    return {"type": "object", "description": "What kind it is follows from its keys.", **chain}


def _condition() -> Json:
    several = {"type": "array", "items": _ref("Condition"), "minItems": 1}
    bounds = {"min": {"type": "integer"}, "max": {"type": "integer"}}
    value = {"type": ["string", "integer", "boolean"]}
    counted = {
        "type": "object",
        "properties": {"of": _ref("Condition"), **bounds},
        "required": ["of"],
        "additionalProperties": False,
    }
    words = {
        "all": several,
        "any": several,
        "not": _ref("Condition"),
        "some": _ref("Condition"),
        "every": _ref("Condition"),
        "count": counted,
        "unknown": {"anyOf": [_SLUG, {"type": "array", "items": _SLUG, "minItems": 1}]},
        "done": {"type": "string", "minLength": 1},
    }
    ranged = {"type": "object", "properties": bounds, "additionalProperties": False}
    return {
        "description": "When it applies: {step: option}, {step: [option, option]}, all, any, not …",
        "type": "object",
        "minProperties": 1,
        "properties": words,
        "additionalProperties": {
            "anyOf": [value, {"type": "array", "items": value, "minItems": 1}, ranged]
        },
    }
