"""What changed, said so that an officer can read it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from content.authoring.diff import changes, report
from content.guide import Guide
from content.strict_yaml import parse
from tests.content.folders import SAMPLE
from tests.journey import published

TALK = (SAMPLE / "guides/talk/2026.1.yaml").read_text()
START = (SAMPLE / "guides/start/2026.1.yaml").read_text()


def guide(text: str) -> Guide:
    return Guide.model_validate(parse("f.yaml", text).data)


def said(old: str, new: str) -> list[str]:
    return [f"{c.part} | {c.where} | {c.text}" for c in changes(guide(old), guide(new))]


@pytest.mark.parametrize("text", [TALK, START])
def test_nothing_changed(text: str) -> None:
    assert said(text, text) == []
    assert "Nothing an officer sees has changed." in report(guide(text), guide(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("asks: [do they have to agree]", "asks: [must they agree, consent needed]"),
        ("covers: [agreement]", "covers: []"),
        ("guide: talk", "# A remark.\nguide: talk"),
    ],
)
def test_what_an_officer_does_not_see_is_no_change(old: str, new: str) -> None:
    assert old in TALK
    assert said(TALK, TALK.replace(old, new)) == []


STEPS = "Questions and tasks"
CASES: list[tuple[str, str, str, str]] = [
    (TALK, "Is {person} under 18?", "How old is {person}?", f"{STEPS} | Age | Asks “How old"),
    (TALK, "18 or over}", "An adult}", f"{STEPS} | Age | The choice “18 or over” is now called"),
    (TALK, "18 or over}", "18 or over, x: Not sure}", f"{STEPS} | Age | New choice “Not sure”."),
    (TALK, ", declined: Declines", "", f"{STEPS} | Agreement | No longer offers “Declines”."),
    (
        TALK,
        "when: {age: adult}",
        "when: {age: [adult, child]}",
        f"{STEPS} | Agreement | Shown when Age is “18 or over” or “Under 18” (was: when Age",
    ),
    (TALK, "    when: {age: adult}\n", "", f"{STEPS} | Agreement | Shown always (was: when Age is"),
    (
        TALK,
        "title: Agreement\n    when",
        "title: Consent\n    when",
        f"{STEPS} | Consent | Was called",
    ),
    (
        TALK,
        "say: Say what follows.",
        "say: [Say what follows., Ask twice.]",
        f"{STEPS} | Agreement | Now says: “Ask twice.”",
    ),
    (
        TALK,
        "say: Say what follows.",
        "say: {text: Say what follows., confirm_locally: true}",
        f"{STEPS} | Agreement | “Say what follows.” is now to be confirmed locally.",
    ),
    (
        TALK,
        'cite: ["code-2021#3"]\n  - id: outcome',
        'cite: ["code-2021#9"]\n  - id: outcome',
        f"{STEPS} | Agreement | “Say what follows.” now rests on code-2021#9.",
    ),
    (
        TALK,
        "An adult who agrees is referred.",
        "An adult who agrees is always referred.",
        "Conclusions | Agreed to be referred | Now says: “An adult who agrees is always referred.”",
    ),
    (
        TALK,
        "say: An adult does. A child does not.",
        "say: Ring your duty lead.",
        "Answers to typed questions | Agreement | No longer says: “An adult does. A child",
    ),
    (
        START,
        "title: First contact",
        "title: At first",
        "The guide |  | Its title is now “At first”",
    ),
    (
        START,
        "          - run: talk\n",
        "          - run: ask\n",
        "The guide |  | Now also goes through",
    ),
    (START, "{hurt: nobody}", "{hurt: now}", "“Take photos” is now shown when Anyone hurt is “Yes"),
    (
        START,
        "notes: Write notes",
        "notes: {label: Write notes, due: {hours: 24}}",
        "(within 24 hours)",
    ),
    (START, "        urgent: true\n", "", "No longer comes before everything else."),
    (
        START,
        "level: life",
        "level: warning",
        "Warnings | Call an ambulance first. | Now a warning of",
    ),
    (START, "    opens: hurt\n", "", "What to do first | No longer leads to a step."),
    (
        START,
        "local: {duty-lead: {label: your duty lead, required: true}}",
        "local: {night-lead: {label: your night lead}}",
        "The guide |  | A force now fills in: your night lead.",
    ),
]


@pytest.mark.parametrize(("text", "old", "new", "expected"), CASES)
def test_a_change_is_said(text: str, old: str, new: str, expected: str) -> None:
    assert old in text
    lines = said(text, text.replace(old, new))
    assert any(expected in line for line in lines), lines


def test_coming_and_going() -> None:
    step = "  - {id: more, title: More, ask: More?, options: {a: Some, b: None}}\n"
    longer = TALK.replace("  - id: outcome-agreed", f"{step}  - id: outcome-agreed")
    assert said(TALK, longer) == [f"{STEPS} | More | New question: “More?” (Some / None)"]
    assert said(longer, TALK) == [f"{STEPS} | More | Taken out."]


def test_a_step_that_comes_at_another_place() -> None:
    data: dict[str, Any] = parse("f.yaml", TALK).data
    more = {"id": "more", "title": "More", "ask": "More?", "options": {"a": "A", "b": "B"}}
    data["steps"].insert(0, more)
    old = Guide.model_validate(data)
    data["steps"] = [*data["steps"][1:], more]
    new = Guide.model_validate(data)
    assert [change.text for change in changes(old, new)] == ["Now comes after “Agreement”."]
    assert [change.text for change in changes(new, old)] == ["Now comes first."]


def test_the_report_says_when_and_why() -> None:
    new = TALK.replace('"2026.1"', '"2026.2"').replace("2026-01-01", "2026-12-01")
    new = new.replace("note: First version.", "note: The form changed.")
    report_ = report(guide(TALK), guide(new.replace("Say what follows.", "Say what comes.")))
    assert report_.startswith("Talk to a person: 2026.1 → 2026.2\nIn force from 1 December 2026.")
    assert "The form changed." in report_
    assert "QUESTIONS AND TASKS\nAgreement\n  - Now says" in report_


def test_a_change_of_the_law_is_told_from_the_real_guides() -> None:
    before, after = (
        published().in_force("decisions", date(2023, 1, day)).guide for day in (29, 30)
    )
    text = report(before, after)
    assert "In force from 30 January 2023" in text
    assert "45 days" in text
    assert "30 days" in text


def test_every_two_versions_that_follow_each_other_can_be_compared() -> None:
    for editions in published().editions.values():
        for old, new in zip(editions, editions[1:], strict=False):
            assert new.guide.version in report(old.guide, new.guide)
