"""The whole check: scenarios are played on what is in force, what will be, and what is drafted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot import content_check
from content.authoring.publish import Refused, publish
from content.issue import Issue, Level
from tests.content.folders import INSTALLED, TODAY, edit, put, sample

WALK = "scenarios/happy-path/walk.yaml"
SCENARIO = """scenario: walk
title: One adult who agrees
situation: happy-path
guide: start
roles: [response]
themes: [consent]
basis: composite
source: act-2020
cite: ["act-2020#1"]
brief: One adult at the door.
given:
  hurt: nobody
  people: {adult: 1}
  secure: done
  person1: {age: adult, agrees: agreed}
then:
  - check: {people: {person1: {nrm: agreed}}}
  - change: {person1/agrees: declined}
  - change: {hurt: now}
  - change: {hurt: nobody}
  - add: young
  - give: {person2/age: child}
  - note: How it would be put at the counter.
    ask: what first
    answer: first-answer
expect:
  people:
    person1: {nrm: null}
    person2: {nrm: null}
decisions:
  - stage: At the door
    at: hurt
    right: Look at everyone.
    why: Somebody may be hurt.
    cite: ["act-2020#1"]
learning:
  - Look first.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = sample(tmp_path)
    put(folder, WALK, SCENARIO)
    return folder


def check(root: Path, on: date) -> list[Issue]:
    """Every problem, besides that questions are understood by what comes with the program."""
    return [one for one in content_check.check(root, on) if one.rule != INSTALLED]


def draft(root: Path, old: str, new: str, since: str = "2026-11-22") -> None:
    """A draft of the talk guide in which something is different."""
    text = (root / "guides/talk/2026.1.yaml").read_text(encoding="utf-8")
    text = text.replace('"2026.1"', '"2026.2"').replace("status: published", "status: draft")
    assert old in text
    put(root, "guides/talk/2026.2.yaml", text.replace(old, new))
    edit(root, "guides/talk/2026.2.yaml", "from: 2026-01-01", f"from: {since}")


def scenarios(issues: list[Issue]) -> list[tuple[str, int, Level]]:
    return [(issue.file, issue.line, issue.level) for issue in issues if issue.rule == "scenario"]


def line(marked: str) -> int:
    return next(n for n, text in enumerate(SCENARIO.splitlines(), 1) if marked in text)


def test_a_scenario_that_holds_is_no_problem(root: Path) -> None:
    assert check(root, TODAY) == []


def test_a_scenario_that_does_not_hold_fails_at_its_line(root: Path) -> None:
    edit(root, WALK, "nrm: agreed", "nrm: refused")
    assert scenarios(check(root, TODAY)) == [(WALK, line("nrm: agreed"), Level.FAIL)]


def test_a_scenario_of_a_day_without_guidance_fails(root: Path) -> None:
    edit(root, WALK, "guide: start", "guide: start\nas_of: 2025-01-01")
    [issue] = [issue for issue in check(root, TODAY) if issue.rule == "scenario"]
    assert (issue.line, "No version" in issue.message) == (line("guide: start"), True)


AGREED = ("when: {agrees: agreed}", "when: {agrees: declined}")


def test_a_draft_that_breaks_a_scenario_is_a_warning(root: Path) -> None:
    draft(root, *AGREED)
    issues = [issue for issue in check(root, TODAY) if issue.rule == "scenario"]
    assert {issue.level for issue in issues} == {Level.WARN}
    assert {issue.line for issue in issues} == {line("nrm: agreed"), line("person1: {nrm: null}")}
    assert all("with the draft talk 2026.2 in force" in issue.message for issue in issues)


def test_it_cannot_be_published_until_the_scenario_was_read_again(root: Path) -> None:
    draft(root, *AGREED, since="2027-01-01")
    with pytest.raises(Refused, match="on the guidance of 2027-01-01"):
        publish(root, "talk", None, TODAY, check)
    edit(root, WALK, "guide: start", "guide: start\nas_of: 2026-12-31")
    assert publish(root, "talk", None, TODAY, check).guide.version == "2026.2"


def test_a_version_that_begins_later_is_tried_now(root: Path) -> None:
    draft(root, *AGREED, since="2027-01-01")
    publish(root, "talk", None, TODAY)
    assert {level for _, _, level in scenarios(check(root, TODAY))} == {Level.FAIL}


def test_an_option_that_no_scenario_takes_is_told_with_its_line(root: Path) -> None:
    edit(root, WALK, "  - add: young\n  - give: {person2/age: child}\n", "")
    edit(root, WALK, "    person2: {nrm: null}\n", "")
    [issue] = check(root, TODAY)
    assert (issue.file, issue.line, issue.rule) == ("guides/talk/2026.1.yaml", 15, "not-rehearsed")
    assert issue.level is Level.WARN
    assert "option 'child' of 'age'" in issue.message


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("asks: [", "asks: [something else, ", []),
        ("{agreed: ", "{later: Later, agreed: ", ["2026.1", "2026.2"]),
    ],
)
def test_a_version_is_walked_again_only_if_its_steps_changed(
    root: Path, old: str, new: str, told: list[str]
) -> None:
    draft(root, old, new)
    publish(root, "talk", None, TODAY)
    issues = [issue for issue in check(root, TODAY) if issue.rule == "not-rehearsed"]
    assert sorted({Path(issue.file).stem for issue in issues}) == told


def test_a_guide_without_a_scenario_is_told(root: Path) -> None:
    before = (root / "guides/talk/2026.1.yaml").read_text(encoding="utf-8")
    answer = before[before.index("answers:") :].replace("talk-answer", "alone-answer")
    header = before[: before.index("subject:")].replace("guide: talk", "guide: alone")
    put(root, "guides/alone/2026.1.yaml", f"{header}sources: [code-2021]\n{answer}")
    [issue] = [issue for issue in check(root, TODAY) if issue.rule == "not-rehearsed"]
    assert (issue.file, issue.line) == ("guides/alone/2026.1.yaml", 1)


def test_a_folder_that_cannot_be_loaded_says_only_why(root: Path) -> None:
    edit(root, WALK, "nrm: agreed", "nrm: refused")
    put(root, "guides/talk/2026.3.yaml", "\tx: 1")
    assert {issue.rule for issue in check(root, TODAY)} == {"yaml-syntax"}


def test_a_folder_without_scenarios_is_not_told_to_have_any(root: Path) -> None:
    (root / WALK).unlink()
    assert check(root, date(2026, 11, 22)) == []
