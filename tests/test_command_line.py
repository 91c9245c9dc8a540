"""What ``python app.py`` does without a server, as an author uses it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.command_line import main
from content.authoring import schema
from content.strict_yaml import read
from tests.content.folders import DRAFT_ANSWER, INSTALLED, edit, put, sample

ROOT = Path(__file__).parents[1]
AUTHORS = ("check", "diff", "map", "publish", "schema", "play")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return sample(tmp_path)


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    status = main([str(word) for word in words])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def data(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Any:
    return json.loads(run(capsys, *words, "--json")[1])


def test_every_command_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    listed = capsys.readouterr().out
    assert all(f"    {name} " in listed for name in AUTHORS)


@pytest.mark.parametrize("words", [["fly"], ["diff", "talk"], ["check", "--as-at", "yesterday"]])
def test_a_wrong_command_is_misuse(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_check_of_sound_content(capsys: pytest.CaptureFixture[str]) -> None:
    day = ("--as-at", "2026-11-22")
    assert run(capsys, "check", *day) == (0, "All content checks passed.\n", "")
    assert data(capsys, "check", *day) == []


def test_check_of_content_without_wordings_of_its_own(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("check", "--content", root, "--as-at", "2026-11-22")
    assert run(capsys, *words)[0] == 0
    assert [row["rule"] for row in data(capsys, *words)] == [INSTALLED]


def test_check_tells_file_line_and_remedy(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, "guides/odd/2026.1.yaml", DRAFT_ANSWER.replace("act-2020#1", "act-1999#1"))
    words = ("check", "--content", root, "--as-at", "2026-11-22")
    status, out, _ = run(capsys, *words)
    assert status == 1
    assert "guides/odd/2026.1.yaml:15: fail: [unknown-source] 'act-1999'" in out
    rows = data(capsys, *words)
    assert {"file", "line", "rule", "level", "message", "fix"} == set(rows[0])
    assert {row["rule"] for row in rows} == {"unknown-source", "sources-header", INSTALLED}
    assert all(row["fix"] for row in rows)


def test_a_warning_alone_is_no_failure(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("check", "--content", root, "--as-at", "2027-05-01")
    status, out, _ = run(capsys, *words)
    assert status == 0
    assert "warn: [review-soon]" in out


@pytest.mark.parametrize(
    ("day", "told", "ends_with"),
    [
        ("2027-03-01", "", 0),
        ("2027-06-01", "warn: [review-soon]", 0),
        ("2027-06-02", "fail: [review-passed]", 1),
    ],
)
def test_a_version_that_is_to_be_reviewed_is_told(
    day: str, told: str, ends_with: int, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "check", "--content", root, "--as-at", day)
    assert status == ends_with
    about = [line for line in out.splitlines() if "[review-" in line]
    assert bool(about) is bool(told)
    assert all(line.startswith("guides/") and told in line for line in about)


def test_check_is_of_the_folder_that_is_served(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, "sources.yaml", "- [")
    monkeypatch.setenv("CONTENT_DIR", str(root))
    status, told, _ = run(capsys, "check", "--as-at", "2026-11-22")
    assert status == 1
    assert "sources.yaml" in told


def test_check_for_a_force_about_to_go_live(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("check", "--content", root, "--as-at", "2026-11-22", "--force")
    assert run(capsys, *words, "sample")[0] == 0
    assert "[empty-slot]" in run(capsys, *words, "other")[1]


def test_the_exit_status_reaches_the_shell(root: Path) -> None:
    (root / "sources.yaml").unlink()
    words = [sys.executable, "app.py", "check", "--content", str(root)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sources.yaml:1: fail: [unreadable]" in done.stdout


def test_diff(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (root / "guides/talk/2026.1.yaml").read_text().replace('"2026.1"', '"2026.2"')
    text = text.replace("status: published", "status: draft").replace("Declines", "Says no")
    put(root, "guides/talk/2026.2.yaml", text)
    words = ("diff", "talk", "2026.1", "2026.2", "--content", root)
    assert "The choice “Declines” is now called “Says no”." in run(capsys, *words)[1]
    assert [row["where"] for row in data(capsys, *words)] == ["Agreement"]
    status, _, err = run(capsys, "diff", "talk", "2026.1", "2026.9", "--content", root)
    assert status == 1
    assert "has no version 2026.9. There are: 2026.1, 2026.2." in err


def test_map(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("map", "start", "--content", root, "--as-at", "2026-11-22")
    picture = run(capsys, *words)[1]
    assert picture.startswith("flowchart TD\n")
    assert data(capsys, *words) == {"guide": "start", "mermaid": picture}
    assert run(capsys, "map", "nowhere", "--content", root)[0] == 1


def test_a_draft_is_drawn_and_played_before_it_is_published(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (root / "guides/start/2026.1.yaml").read_text().replace('"2026.1"', '"2026.2"')
    text = text.replace("status: published", "status: draft").replace("from: 2026", "from: 2027")
    put(root, "guides/start/2026.2.yaml", text.replace("Is anyone hurt?", "Who is hurt?"))
    words = ("start", "--content", root, "--as-at", "2026-11-22")
    assert "Who is hurt?" not in run(capsys, "map", *words)[1]
    assert "Who is hurt?" in run(capsys, "map", *words, "--version", "2026.2")[1]
    typed(monkeypatch, "quit")
    assert "Who is hurt?" in run(capsys, "play", *words, "--version", "2026.2")[1]
    assert "no version 2026.3" in run(capsys, "play", *words, "--version", "2026.3")[2]


def test_publish(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--content", root, "--as-at", "2026-11-22")
    put(root, "guides/odd/2026.1.yaml", DRAFT_ANSWER.replace("reviewer: The lead\n", ""))
    status, _, err = run(capsys, "publish", "odd", *words)
    assert status == 1
    assert err.startswith("Not published.\nguides/odd/2026.1.yaml:1: fail: [no-reviewer]")
    put(root, "guides/odd/2026.1.yaml", DRAFT_ANSWER)
    assert run(capsys, "publish", "odd", "2026.1", *words)[0] == 0
    edit(root, "guides/odd/2026.1.yaml", "It may be odd.", "It is odd.")
    assert "[edited-after-publication]" in run(capsys, "check", *words)[1]


def test_publish_needs_to_know_what(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["publish"], ["publish", "talk", "--marked"]):
        assert run(capsys, *words, "--content", root)[0] == 2
    (root / "published.lock.yaml").unlink()
    assert data(capsys, "publish", "--marked", "--content", root, "--as-at", "2026-11-22") == [
        {"guide": "start", "version": "2026.1"},
        {"guide": "talk", "version": "2026.1"},
    ]


def test_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "made.json"
    assert run(capsys, "schema", "--output", path)[0] == 0
    assert path.read_text() == schema.text()


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))


def test_a_walk_is_written_down_and_played_again(
    root: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = ("play", "start", "--content", root, "--as-at", "2026-11-22")
    first, second = tmp_path / "doorstep.yaml", tmp_path / "doorstep-again.yaml"
    typed(monkeypatch, "no", "1, 1", "quit")
    assert run(capsys, *words, "--dump", first)[0] == 0
    written = read(first, tmp_path).data
    assert written["scenario"] == "doorstep"
    assert written["as_of"].isoformat() == "2026-11-22"
    assert written["given"] == {"people": {"adult": 1, "young": 1}, "hurt": "nobody"}
    assert list(written["expect"]["people"]) == ["person1", "person2"]
    assert run(capsys, *words, "--answers", first, "--dump", second)[0] == 0
    assert read(second, tmp_path).data["given"] == written["given"]


@pytest.mark.parametrize("secured", ["done", "{photos: done, notes: later}"])
def test_a_whole_walk_is_written_down(
    secured: str, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Options called yes or no, people of two groups and half a checklist come back as given."""
    edit(root, "guides/start/2026.1.yaml", 'nobody: "No"', '"no": "No"')
    edit(root, "guides/start/2026.1.yaml", "{hurt: nobody}", '{hurt: "no"}')
    given = (
        f'hurt: "no"\npeople: {{adult: 1, young: 1}}\nsecure: {secured}\n'
        "person1: {agrees: agreed}\nperson2: {age: adult, agrees: declined}\n"
    )
    words = ("play", "start", "--content", root, "--as-at", "2026-11-22")
    answers, dump = put(tmp_path, "answers.yaml", given), tmp_path / "walk.yaml"
    assert run(capsys, *words, "--answers", answers, "--dump", dump)[0] == 0
    assert read(dump, tmp_path).data["given"] == read(answers, tmp_path).data
    expected = read(dump, tmp_path).data["expect"]
    assert expected["people"]["person1"]["nrm"] == "agreed"
    assert expected["complete"] is True


def test_a_walk_is_never_written_over_a_file(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = put(tmp_path, "answers.yaml", "hurt: now\n")
    words = ("play", "start", "--content", root, "--answers", answers, "--dump", answers)
    status, _, err = run(capsys, *words)
    assert status == 1
    assert "File exists" in err
    assert answers.read_text() == "hurt: now\n"


def test_answers_that_do_not_fit_are_told(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("play", "start", "--content", root, "--answers")
    wrong = put(tmp_path, "wrong.yaml", "hurt: perhaps\nnowhere: now\n")
    status, out, _ = run(capsys, *words, wrong)
    assert status == 1
    assert "not used: nowhere" in out
    assert "refused: hurt" in out
    assert run(capsys, *words, put(tmp_path, "broken.yaml", "hurt: [now"))[0] == 2
    assert run(capsys, *words, put(tmp_path, "odd.yaml", "person1: adult"))[0] == 2


def test_broken_content_is_told_and_nothing_is_played(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root, "guides/talk/2026.1.yaml", "steps:", "stepz:")
    status, out, err = run(capsys, "play", "start", "--content", root)
    assert (status, out) == (1, "")
    assert "guides/talk/2026.1.yaml" in err


def test_a_question_as_at_an_earlier_day_is_marked_as_history(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("ask", "how long is the recovery period")
    then = run(capsys, *words, "--as-at", "2017-10-01")[1]
    assert then.startswith("History: the guidance of 2017-10-01")
    assert "45 days" in then
    assert data(capsys, *words, "--as-at", "2017-10-01")["as_at"] == "2017-10-01"
    assert not run(capsys, *words)[1].startswith("History")
