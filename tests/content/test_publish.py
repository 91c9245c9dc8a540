"""A version is published once, whole and checked, and never changes after that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from content.authoring.publish import Refused, publish, publish_marked
from content.authoring.revise import revised
from content.issue import ContentError
from content.loader import load
from content.lock import LOCK, read_lock
from content.strict_yaml import parse
from tests.content.folders import DRAFT_ANSWER, TODAY, edit, found, put, sample

DRAFT = "guides/talk/2026.2.yaml"
OLD = "guides/talk/2026.1.yaml"
START = "guides/start/2026.1.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The sample with a draft of the next version of its guide "talk"."""
    folder = sample(tmp_path)
    text = (folder / OLD).read_text().replace('version: "2026.1"', 'version: "2026.2"')
    text = text.replace("status: published", "status: draft  # until the lead has read it")
    text = text.replace("from: 2026-01-01", "from: 2026-12-01")
    text = text.replace("note: First version.", "note: Say why.")
    put(folder, DRAFT, text.replace("Say what follows.", "Say what follows, and why."))
    return folder


def everything(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def refused(root: Path, *names: str | None) -> list[str]:
    """The rules that stand against publishing; nothing may have been written."""
    before = everything(root)
    guide, version = (*names, None)[:2]
    with pytest.raises(Refused) as error:
        publish(root, str(guide), version, TODAY)
    assert everything(root) == before
    return [issue.rule for issue in error.value.issues]


def test_the_next_version_is_published(root: Path) -> None:
    said = str(publish(root, "talk", None, TODAY))
    assert "status: published  # until the lead has read it" in (root / DRAFT).read_text()
    assert "effective: {from: 2026-01-01, until: 2026-12-01}" in (root / OLD).read_text()
    assert found(root) == []
    library = load(root)
    assert library.in_force("talk", date(2026, 11, 30)).guide.version == "2026.1"
    assert library.in_force("talk", date(2026, 12, 1)).guide.version == "2026.2"
    assert "in force from 1 December 2026" in said
    assert "Now says: “Say what follows, and why.” Instead of: “Say what follows.”" in said


def test_a_first_version_is_published(root: Path) -> None:
    put(root, "guides/odd/2026.1.yaml", DRAFT_ANSWER)
    done = publish(root, "odd", None, TODAY)
    assert done.ended is None
    assert str(done) == "Published odd 2026.1, in force from 1 June 2026."
    assert "odd/2026.1" in read_lock(root)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("change: {level: major, note: Say why.}", "change: {level: major}", "schema"),
        ("change: {level: major, note: Say why.}\n", "", "schema"),
        ("note: Say why.", 'note: "  "', "schema"),
        ("reviewer: The lead\n", "", "no-reviewer"),
        ("review_by: 2027-06-01\n", "", "schema"),
        ("review_by: 2027-06-01", "review_by: 2026-11-22", "review-date"),
        ("from: 2026-12-01", "from: 2026-01-01", "overlap"),
        ('    cite: ["code-2021#4"]\n', "", "schema"),
        ("{agrees: agreed}", "{agrees: perhaps}", "unknown-option"),
        ("An adult does. A child does not.", "An adult does. " * 30, "answer-too-long"),
    ],
)
def test_what_is_not_ready_is_refused(old: str, new: str, rule: str, root: Path) -> None:
    edit(root, DRAFT, old, new)
    assert rule in refused(root, "talk")


def test_what_is_not_there_is_refused(root: Path) -> None:
    assert refused(root, "talk", "2026.9") == ["not-found"]
    assert refused(root, "walk", None) == ["nothing-waiting"]
    assert refused(root, "start", None) == ["nothing-waiting"]
    put(root, "guides/talk/2026.3.yaml", (root / DRAFT).read_text().replace('"2026.2"', '"2026.3"'))
    assert refused(root, "talk", None) == ["which-version"]


def test_nothing_is_published_twice(root: Path) -> None:
    publish(root, "talk", "2026.2", TODAY)
    assert refused(root, "talk", "2026.2") == ["already-published"]
    edit(root, DRAFT, "and why", "and why not")
    assert refused(root, "talk", "2026.2") == ["already-published"]


def test_trouble_elsewhere_does_not_hold_up_an_urgent_change(root: Path) -> None:
    edit(root, "concepts.yaml", "agreement:", "last-steps: What to do last\nagreement:")
    assert [issue.rule for issue in found(root)] == ["not-covered"]
    assert publish(root, "talk", None, TODAY).guide.version == "2026.2"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (OLD, "Say what follows.", "Say nothing."),
        (OLD, "title: Agreement", "title: Consent"),
        (OLD, "asks: [do they have to agree]", "asks: [must they agree]"),
        (OLD, "from: 2026-01-01", "from: 2026-02-01"),
        (OLD, "review_by: 2027-06-01", "review_by: 2028-06-01"),
        (OLD, "reviewer: The lead", "reviewer: Someone else"),
        (OLD, "status: published", "status: draft"),
        ("sources.yaml", 'edition: "2021"', 'edition: "2022"'),
    ],
)
def test_a_published_version_cannot_be_edited(file: str, old: str, new: str, root: Path) -> None:
    (root / DRAFT).unlink()
    edit(root, file, old, new)
    issues = [issue for issue in found(root) if issue.rule == "edited-after-publication"]
    assert [issue.file for issue in issues] == [OLD]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (OLD, "guide: talk", "# A remark.\nguide: talk"),
        (OLD, "sources: [code-2021]", "sources:\n  - code-2021"),
        ("sources.yaml", "checked: 2026-01-01", "checked: 2026-11-01"),
    ],
)
def test_what_no_officer_sees_may_change(file: str, old: str, new: str, root: Path) -> None:
    (root / DRAFT).unlink()
    edit(root, file, old, new)
    assert found(root) == []


def test_a_published_version_may_be_withdrawn(root: Path) -> None:
    publish(root, "talk", None, TODAY)
    edit(root, DRAFT, "status: published", "status: withdrawn")
    edit(root, OLD, "until: 2026-12-01", "until: null")
    assert found(root) == []


def test_a_published_version_cannot_be_taken_away(root: Path) -> None:
    publish(root, "talk", None, TODAY)
    (root / DRAFT).unlink()
    assert "published-missing" in [issue.rule for issue in found(root)]


def test_writing_published_into_a_file_publishes_nothing(root: Path) -> None:
    edit(root, DRAFT, "status: draft", "status: published")
    edit(root, OLD, "until: null", "until: 2026-12-01")
    assert [(i.file, i.line, i.rule) for i in found(root)] == [(DRAFT, 4, "never-published")]


def test_files_marked_by_hand_are_taken_over_together(root: Path) -> None:
    (root / DRAFT).unlink()
    (root / LOCK).unlink()
    assert {issue.rule for issue in found(root)} == {"never-published"}
    assert [str(one.guide.guide) for one in publish_marked(root, TODAY)] == ["start", "talk"]
    assert found(root) == []
    assert publish_marked(root, TODAY) == []


def test_the_register_survives_only_whole(root: Path) -> None:
    put(root, LOCK, "talk/2026.1: {print: 3}\n")
    assert [issue.rule for issue in found(root) if issue.file == LOCK] == ["lock"]
    with pytest.raises(ContentError):
        publish(root, "talk", None, TODAY)


HEADERS = {
    "status: draft\na: 1\n": "status: published\na: 1\n",
    'status: "draft"  # not yet\n': "status: published  # not yet\n",
    "a: {status: 1}\nstatus: draft\n": "a: {status: 1}\nstatus: published\n",
    "{status: draft, a: 1}\n": "{status: published, a: 1}\n",
    "status: draft\r\na: 1\r\n": "status: published\r\na: 1\r\n",
}


@pytest.mark.parametrize("text", HEADERS)
def test_one_value_is_changed_and_nothing_else(text: str) -> None:
    assert revised(parse("f", text), text, ("status",), "published") == HEADERS[text]


ENDS = {
    "e: {from: 2026-01-01, until: null}\n": "e: {from: 2026-01-01, until: 2026-12-01}\n",
    "e: {from: 2026-01-01, until: ~ }\n": "e: {from: 2026-01-01, until: 2026-12-01 }\n",
    "e: {from: 2026-01-01}\n": "e: {from: 2026-01-01, until: 2026-12-01}\n",
    "e:\n  from: 2026-01-01\n": "e:\n  from: 2026-01-01\n  until: 2026-12-01\n",
    "e:\n  from: 2026-01-01 # a\nx: 1\n": "e:\n  from: 2026-01-01 # a\n  until: 2026-12-01\nx: 1\n",
    "e:\n  until: null\n  from: 2026-01-01\n": "e:\n  until: 2026-12-01\n  from: 2026-01-01\n",
    "e:\n  until:\n  from: 2026-01-01\n": "e:\n  until: 2026-12-01\n  from: 2026-01-01\n",
}


@pytest.mark.parametrize("text", ENDS)
def test_an_end_is_written_however_the_header_is_written(text: str) -> None:
    assert revised(parse("f", text), text, ("e", "until"), "2026-12-01") == ENDS[text]


def test_what_cannot_be_changed_safely_is_left() -> None:
    text = "status:\n  draft\n"
    with pytest.raises(ContentError, match="on a line of its own"):
        revised(parse("f", text), text, ("status",), "published")
