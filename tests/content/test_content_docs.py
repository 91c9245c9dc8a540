"""Every example in docs/content.md works as it says it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content.authoring.diff import report
from content.authoring.publish import publish, publish_marked
from content.condition import parse_condition
from content.guide import Guide
from content.loader import load
from content.strict_yaml import parse
from tests.content.folders import TODAY, edit, found, put

PAGE = (Path(__file__).parents[2] / "docs" / "content.md").read_text(encoding="utf-8")
SNIPPET = re.compile(r"<!-- (\w+) -->\n```(yaml|text)\n(.*?)```", re.S)
SNIPPETS = [(found[1], found[3]) for found in SNIPPET.finditer(PAGE)]
OLD, NEW = "guides/visit/2026.1.yaml", "guides/visit/2026.2.yaml"
PERSON = """guide: visit-person
version: "2026.1"
title: One person
status: draft
effective: {from: 2026-04-01}
review_by: 2027-09-01
change: {level: minor, note: First.}
subject: person
sources: []
steps:
  - {id: age, title: Age, ask: How old?, options: {child: Under 18, adult: 18 or over}}
"""


def snippets(kind: str) -> list[str]:
    return [text for name, text in SNIPPETS if name == kind]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A content folder with the page's own guide, source and force, published."""
    [guide], [sources], [force] = (snippets(kind) for kind in ("guide", "sources", "force"))
    put(tmp_path, "sources.yaml", sources)
    put(tmp_path, OLD, guide)
    put(tmp_path, "concepts.yaml", "separate-from-exploiter: Seeing people alone\n")
    put(tmp_path, "forces/example.yaml", force)
    publish_marked(tmp_path, TODAY)
    return tmp_path


def test_every_example_is_one_of_those_tried_here() -> None:
    remark = 1  # the line for the editor's own eyes
    assert PAGE.count("```yaml") + PAGE.count("```text") == len(SNIPPETS) + remark
    kinds = {name for name, _ in SNIPPETS}
    parts = {"steps", "alerts", "answers", "when", "header"}
    whole = {"guide", "sources", "force", "change", "task", "check", "diff", "publish"}
    assert kinds == parts | whole


def test_the_whole_guide_passes_the_check(root: Path) -> None:
    assert found(root) == []


def test_the_parts_pass_the_check_when_put_in_a_guide(root: Path) -> None:
    [guide] = snippets("guide")
    steps = "".join(snippets("steps")).replace("\n", "\n  ")
    body, answers = guide.split("\nanswers:\n")
    text = f"{body}\n  {steps.rstrip()}\nanswers:\n{answers}"
    text += "  " + snippets("answers")[0].replace("\n", "\n  ").rstrip()
    text += "\nalerts:\n  " + snippets("alerts")[0].replace("\n", "\n  ").rstrip() + "\n"
    text = text.replace('"2026.1"', '"2026.2"').replace("status: published", "status: draft")
    put(root, NEW, text.replace("from: 2026-04-01", "from: 2026-12-01"))
    put(root, "guides/visit-person/2026.1.yaml", PERSON)
    issues = [issue for issue in found(root) if issue.file == NEW]
    assert issues == []


def test_a_header_that_makes_it_a_guide_to_begin_with_passes_the_check(root: Path) -> None:
    [guide], [header] = snippets("guide"), snippets("header")
    text = guide.replace("\nlocal:", f"\n{header}local:").replace("2026.1", "2026.2")
    text = text.replace("status: published", "status: draft")
    put(root, NEW, text.replace("from: 2026-04-01", "from: 2026-12-01"))
    assert [issue for issue in found(root) if issue.file == NEW] == []
    assert parse("f.yaml", header).data.keys() == {"start"}


def test_the_conditions_are_conditions() -> None:
    [text] = snippets("when")
    written = parse("f.yaml", f"when:\n{text}").data["when"]
    assert len([parse_condition(one) for one in written]) == len(written) > 5


@pytest.fixture
def changed(root: Path) -> Path:
    """The folder after steps 1 and 2 of the worked change."""
    text = (root / OLD).read_text()
    for line in snippets("change")[0].splitlines():
        text = re.sub(rf"^{line.partition(':')[0]}:.*$", line, text, count=1, flags=re.M)
    task = snippets("task")[0].strip()
    put(root, NEW, re.sub(r"ring: \{.*\}", task, text))
    return root


def test_the_check_says_what_the_page_says(changed: Path) -> None:
    assert found(changed) == []
    edit(changed, NEW, "when: {visit-safe: watched}", "when: {visit-save: watched}")
    told = "\n".join(str(issue) for issue in found(changed))
    assert told == snippets("check")[0].strip()


def test_the_difference_is_what_the_page_says(changed: Path) -> None:
    old, new = (
        Guide.model_validate(parse(file, (changed / file).read_text()).data) for file in (OLD, NEW)
    )
    assert report(old, new) == snippets("diff")[0].strip()


def test_publishing_does_what_the_page_says(changed: Path) -> None:
    assert str(publish(changed, "visit", None, TODAY)).startswith(snippets("publish")[0].strip())
    assert found(changed) == []
    assert load(changed).in_force("visit", TODAY).guide.version == "2026.1"


def test_a_wrong_version_is_withdrawn_as_the_page_says(changed: Path) -> None:
    publish(changed, "visit", None, TODAY)
    edit(changed, NEW, "status: published", "status: withdrawn")
    edit(changed, OLD, "until: 2026-12-01", "until: null")
    assert found(changed) == []


def test_every_rule_is_explained() -> None:
    explained = set(re.findall(r"`([a-z0-9-]+)`", PAGE.split("## What the check looks for")[1]))
    broken = (Path(__file__).parent / "broken").glob("*.yaml")
    first_lines = [path.read_bytes().split(b"\n")[0].decode() for path in broken]
    found = {rule for line in first_lines for rule in re.findall(r"([a-z0-9-]+) at \d", line)}
    assert found <= explained
