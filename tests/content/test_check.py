"""The checks find what is wrong, on the right line, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content.issue import Level
from content.loader import FOLDER
from tests.content.folders import DRAFT_ANSWER, edit, found, freeze, put, sample

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
FIRST = re.compile(rb"# expect (?P<issues>[^;]+); file (?P<file>\S+)\n")


def test_the_sample_is_sound(tmp_path: Path) -> None:
    assert found(sample(tmp_path)) == []


@pytest.mark.parametrize("broken", BROKEN, ids=lambda path: str(path.stem))
def test_a_broken_file_is_found_out(broken: Path, tmp_path: Path) -> None:
    """Its first line says what must be found where, in the file that it takes the place of."""
    said = FIRST.match(broken.read_bytes())
    assert said
    file = said["file"].decode()
    root = sample(tmp_path)
    put(root, file, broken.read_bytes())
    freeze(root)
    told = [f"{issue.rule} at {issue.line}" for issue in found(root) if issue.file == file]
    assert sorted(told) == sorted(said["issues"].decode().split(", "))


def test_there_are_enough_broken_files() -> None:
    assert len(BROKEN) >= 40


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    root = sample(tmp_path)
    for number, broken in enumerate(BROKEN):
        put(root, f"guides/odd/{number}.yaml", broken.read_bytes())
    files = {issue.file for issue in found(root)}
    assert len([file for file in files if file.startswith("guides/odd/")]) > 40


def earlier(root: Path, until: str) -> str:
    """The sample's guide "talk" as a version of the year before, with only its answer."""
    text = (root / "guides/talk/2026.1.yaml").read_text().replace('"2026.1"', '"2025.1"')
    text = text.replace("{from: 2026-01-01, until: null}", f"{{from: 2025-01-01, until: {until}}}")
    return text[: text.index("steps:")] + text[text.index("answers:") :]


def test_a_gap_between_versions(tmp_path: Path) -> None:
    root = sample(tmp_path)
    put(root, "guides/talk/2025.1.yaml", earlier(root, "2025-06-01"))
    freeze(root)
    [issue] = found(root)
    assert (issue.file, issue.line, issue.rule) == ("guides/talk/2026.1.yaml", 5, "gap")
    assert "2025-06-01" in issue.message


def test_a_huge_file(tmp_path: Path) -> None:
    root = sample(tmp_path)
    put(root, "guides/odd/2026.1.yaml", b"# " + b"x" * 600_000)
    assert [(i.file, i.rule) for i in found(root)] == [("guides/odd/2026.1.yaml", "too-large")]


def test_a_link_out_of_the_folder(tmp_path: Path) -> None:
    root = sample(tmp_path)
    outside = put(tmp_path, "secret.yaml", "guide: odd")
    (root / "guides/odd").mkdir()
    (root / "guides/odd/2026.1.yaml").symlink_to(outside)
    assert [issue.rule for issue in found(root)] == ["outside-folder"]


def test_a_folder_called_like_a_file(tmp_path: Path) -> None:
    root = sample(tmp_path)
    (root / "guides/odd/2026.1.yaml").mkdir(parents=True)
    assert [issue.rule for issue in found(root)] == ["unreadable"]


def test_no_sources_at_all(tmp_path: Path) -> None:
    root = sample(tmp_path)
    (root / "sources.yaml").unlink()
    rules = {(issue.file, issue.rule) for issue in found(root)}
    assert ("sources.yaml", "unreadable") in rules
    assert ("guides/start/2026.1.yaml", "unknown-source") in rules


@pytest.mark.parametrize(
    ("name", "level"), [("notes.yml", Level.FAIL), ("notes.txt", Level.WARN), (".notes.swp", None)]
)
def test_a_file_that_is_never_read(name: str, level: Level | None, tmp_path: Path) -> None:
    root = sample(tmp_path)
    put(root, f"guides/talk/{name}", "x")
    assert [issue.level for issue in found(root)] == ([level] if level else [])


def test_other_files_are_sound_yaml_too(tmp_path: Path) -> None:
    root = sample(tmp_path)
    put(root, "more/notes.yaml", "a: &b 1")
    assert [(i.file, i.rule) for i in found(root)] == [("more/notes.yaml", "anchor")]


def test_other_files_are_reviewed_too(tmp_path: Path) -> None:
    root = sample(tmp_path)
    put(root, "more/notes.yaml", "list: []\nreview_by: 2026-11-21\n")
    assert [(i.file, i.line, i.rule) for i in found(root)] == [
        ("more/notes.yaml", 2, "review-passed")
    ]


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    """A file that cannot be read does not make everything that names its steps wrong as well."""
    root = sample(tmp_path)
    edit(root, "guides/talk/2026.1.yaml", "status: published", "status: publisht")
    issues = found(root)
    assert [(issue.file, issue.line, issue.rule) for issue in issues] == [
        ("guides/talk/2026.1.yaml", 4, "schema")
    ]


def test_a_draft_is_checked_as_if_it_were_in_force(tmp_path: Path) -> None:
    root = sample(tmp_path)
    draft = (root / "guides/talk/2026.1.yaml").read_text()
    draft = draft.replace('"2026.1"', '"2026.2"').replace("status: published", "status: draft")
    draft = draft.replace("from: 2026-01-01", "from: 2027-02-01").replace(
        "child: Under", "kid: Under"
    )
    put(root, "guides/talk/2026.2.yaml", draft)
    [issue] = found(root)
    assert (issue.file, issue.rule) == ("guides/start/2026.1.yaml", "unknown-option")
    assert issue.line == 35


def test_a_withdrawn_version_may_be_anything(tmp_path: Path) -> None:
    root = sample(tmp_path)
    wrong = DRAFT_ANSWER.replace("act-2020#1", "act-1066#1")
    put(root, "guides/odd/2026.1.yaml", wrong)
    assert found(root) != []
    put(root, "guides/odd/2026.1.yaml", wrong.replace("status: draft", "status: withdrawn"))
    assert found(root) == []


def test_history_is_judged_as_it_stood(tmp_path: Path) -> None:
    """What a version of last year leads to must have been there last year."""
    root = sample(tmp_path)
    early = earlier(root, "2026-01-01")
    put(root, "guides/talk/2025.1.yaml", early)
    freeze(root)
    assert found(root) == []
    put(root, "guides/talk/2025.1.yaml", early + "    opens: hurt\n")
    freeze(root)
    assert [issue.rule for issue in found(root)] == ["broken-opens"]


@pytest.mark.parametrize(("force", "level"), [("", Level.WARN), ("sample", Level.FAIL)])
def test_an_empty_slot_stops_only_a_live_force(force: str, level: Level, tmp_path: Path) -> None:
    root = sample(tmp_path)
    put(root, "forces/sample.yaml", "force: sample\ntitle: Sample\nlocal: {}\n")
    assert [(issue.rule, issue.level) for issue in found(root, force=force)] == [
        ("empty-slot", level)
    ]


def test_a_force_without_a_file(tmp_path: Path) -> None:
    assert [issue.rule for issue in found(sample(tmp_path), force="other")] == ["empty-slot"]


def test_the_real_content_passes() -> None:
    assert [str(issue) for issue in found(FOLDER) if issue.level is Level.FAIL] == []


def test_scenarios_are_looked_at_too(tmp_path: Path) -> None:
    root = sample(tmp_path)
    put(root, "scenarios/happy-path/walk.yaml", "scenario: walk\n")
    assert {(i.file, i.rule) for i in found(root)} == {("scenarios/happy-path/walk.yaml", "schema")}


def test_a_guide_that_is_only_run_is_judged_where_it_is_run(tmp_path: Path) -> None:
    """Begun with, its steps could be reached; but nobody begins with it."""
    root = sample(tmp_path)
    body = DRAFT_ANSWER[: DRAFT_ANSWER.index("answers:")].replace("[act-2020]", "[]")
    ask = "  - {id: NAME-ask, title: Ask, ask: Ask?, options: {a: A, b: B}}\n"
    never = "  - run: deep\n    when: {odd-ask: a, not: {odd-ask: a}}\n"
    put(root, "guides/odd/2026.1.yaml", f"{body}steps:\n{ask.replace('NAME', 'odd')}{never}")
    deep = f"{body}steps:\n{ask.replace('NAME', 'deep')}".replace("guide: odd", "guide: deep")
    put(root, "guides/deep/2026.1.yaml", deep)
    assert [(issue.file, issue.rule) for issue in found(root)] == [
        ("guides/deep/2026.1.yaml", "unreachable")
    ]
