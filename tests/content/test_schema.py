"""The schema that editors complete from is the model's own, short forms included."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from content.authoring import schema
from content.loader import FOLDER
from content.strict_yaml import parse, read
from tests.content.folders import SAMPLE

GUIDES = sorted((FOLDER / "guides").rglob("*.yaml"))
TALK = (SAMPLE / "guides/talk/2026.1.yaml").read_text()
VALIDATOR = Draft7Validator(schema.schema())


def plain(data: Any) -> Any:
    """The data as an editor sees it: to it a date is text."""
    match data:
        case dict():
            return {key: plain(value) for key, value in data.items()}
        case list():
            return [plain(value) for value in data]
        case date():
            return data.isoformat()
        case _:
            return data


def errors(text: str) -> list[str]:
    data = plain(parse("f.yaml", text).data)
    return [".".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(data)]


def test_the_kept_schema_is_current() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.text(), "run: python app.py schema"


def test_the_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(json.loads(schema.text()))


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_guide_follows_it(path: Path) -> None:
    assert not list(VALIDATOR.iter_errors(plain(read(path, FOLDER).data)))


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("title: Age", "titel: Age", "steps.0"),
        ("status: published", "status: final", "status"),
        ('version: "2026.1"', "version: 2026.1", "version"),
        (
            "options: {child: Under 18, adult: 18 or over}",
            "options: {Child: Under 18}",
            "steps.0.options",
        ),
        ("when: {age: adult}", "when: adult only", "steps.1.when"),
        ("when: {age: adult}", "when: {all: {age: adult}}", "steps.1.when.all"),
        ("when: {age: adult}", "when: {count: {min: 1}}", "steps.1.when.count"),
        ("say: Say what follows.", "say: 5", "steps.1.say"),
        ("say: Say what follows.", "say: [{words: Say}]", "steps.1.say"),
        ("outcome: nrm", "outcome: nmr", "steps.2.outcome"),
        (
            "change: {level: major, note: First version.}",
            "change: {level: huge, note: F.}",
            "change.level",
        ),
        ("subject: person", "subject: people", "subject"),
        ("review_by: 2027-06-01\n", "", ""),
    ],
)
def test_an_editor_underlines_what_is_wrong(old: str, new: str, where: str) -> None:
    assert old in TALK
    assert errors(TALK) == []
    assert where in errors(TALK.replace(old, new))


@pytest.mark.parametrize(
    "said",
    [
        "Say what follows.",
        "[Say what follows., Then wait.]",
        "{text: Say what follows., confirm_locally: true}",
        "[{text: Say., when: {not: {age: child}}}, Then wait.]",
    ],
)
def test_the_short_forms_are_let_in(said: str) -> None:
    assert errors(TALK.replace("say: Say what follows.", f"say: {said}")) == []


def test_it_explains_itself() -> None:
    properties = schema.schema()["$defs"]["Ask"]["properties"]
    assert "board" in properties["title"]["description"]
    assert "why are you asking" in properties["why"]["description"]
