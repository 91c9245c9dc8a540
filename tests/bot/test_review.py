"""Accepting and rejecting what officers asked in vain, as the content owner does."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from bot.command_line import main
from bot.feedback.clusters import clusters
from bot.feedback.kept import KEPT, Feedback, Heard, Kept, Kind, heard
from bot.reload import fingerprint
from bot.storage.migrate import migrate, read_migrations
from bot.storage.opening import open_database
from bot.storage.sqlite import SqliteDatabase
from content.check import check_folder
from content.found import Found
from content.issue import Level
from content.loader import FOLDER, load
from content.retrieval import understanding
from content.retrieval.labelled import read_rows
from content.search import Index
from tests.bot.tables import tables
from tests.databases import KINDS, place
from tests.journey import TODAY

NOW = datetime.now(UTC)
REFUSED = ("says", "no", "to", "the", "nrm")
MATCH = ("who", "the", "match", "on", "saturday")
PHONE = ("interpreter", "phone", "line", "broken")
WORDING = "she wont have any of the nrm stuff tonight"


def missed(*words: str, nearest: str = "nrm-refused@2026.2", kind: Kind = Kind.MISS) -> Heard:
    return heard(kind, words, [nearest], {"nrm": "2026.2"}, "custody")


@dataclass(frozen=True)
class Desk:
    """What the content owner has in front of them: a database, a content folder, labelled sets."""

    url: str
    content: Path
    questions: Path
    capsys: pytest.CaptureFixture[str]

    def note(self, *told: Heard, at: datetime = NOW) -> None:
        async def noted() -> None:
            database = await open_database(self.url)
            try:
                await Feedback(database).note(told, at)
            finally:
                await database.close()

        asyncio.run(noted())

    def run(self, *words: str) -> tuple[int, str, str]:
        folders = ["--content", str(self.content), "--questions", str(self.questions)]
        status = main(["review", *folders, *words])
        told = self.capsys.readouterr()
        return status, told.out, told.err

    def shown(self) -> list[tuple[int, str]]:
        """The groups that are waiting: their numbers, and how they begin."""
        return [(one.number, one.wording) for one in clusters(asyncio.run(self._kept()))]

    async def _kept(self) -> tuple[Kept, ...]:
        database = await open_database(self.url)
        try:
            return await Feedback(database).kept(NOW)
        finally:
            await database.close()

    def added(self) -> dict[str, list[str]]:
        """The lines that each file of wordings has more than the content it was copied from."""
        found = {}
        for path in (self.content / "phrasings").glob("*.yaml"):
            before = FOLDER / "phrasings" / path.name
            known = before.read_bytes().splitlines() if before.exists() else []
            lines = path.read_bytes().splitlines()
            if lines != known:
                matched = SequenceMatcher(None, known, lines, autojunk=False).get_opcodes()
                assert {kind for kind, *_ in matched} == {"equal", "insert"}
                new = [lines[a:b] for kind, _, _, a, b in matched if kind == "insert"]
                found[path.stem] = [line.decode() for each in new for line in each]
        return found

    def files(self) -> dict[Path, bytes]:
        both = (self.content / "phrasings", self.questions)
        return {file: file.read_bytes() for folder in both for file in folder.iterdir()}


@pytest.fixture(params=["sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return place(request, tmp_path)


@pytest.fixture
def desk(
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Desk:
    monkeypatch.setenv("DATABASE_URL", url)
    content, questions = tmp_path / "content", tmp_path / "questions"
    leave = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(FOLDER, content, ignore=leave)
    questions.mkdir()
    row = {"id": "x", "q": "Is that one labelled?", "concept": ["what-is-nrm"]}
    (questions / "in_scope.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    found = Desk(url, content, questions, capsys)
    found.note(missed(*REFUSED), missed(*REFUSED), missed(*REFUSED))
    found.note(missed(*MATCH), missed(*MATCH), missed(*PHONE, nearest="talk-line@2026.1"))
    return found


@pytest.mark.parametrize("url", KINDS, indirect=True)
def test_what_was_settled_is_not_shown_again_and_the_other_numbers_stay(desk: Desk) -> None:
    first, second, third = desk.shown()
    assert (first, second) == ((1, " ".join(REFUSED)), (2, " ".join(MATCH)))
    assert desk.run("--reject", "1")[0] == 0
    assert desk.shown() == [second, third]
    assert desk.run("--reject", "2")[0] == 0
    assert desk.shown() == [third]
    desk.note(missed(*MATCH), at=NOW + timedelta(days=1))
    assert desk.shown() == [third]
    desk.note(missed(*MATCH, kind=Kind.BAD))  # an answer was shown, and was not right
    assert len(desk.shown()) == 2
    status, out, _ = desk.run()
    assert status == 0
    assert "says no to the nrm" not in out and "interpreter" in out


def test_what_was_rejected_may_come_back_when_it_has_expired(desk: Desk) -> None:
    async def found(at: datetime) -> list[str]:
        database = await open_database(desk.url)
        try:
            feedback = Feedback(database)
            await feedback.note([missed(*MATCH)], at)
            return [one.wording for one in clusters(await feedback.kept(at))]
        finally:
            await database.close()

    assert desk.run("--reject", "2")[0] == 0
    assert " ".join(MATCH) not in asyncio.run(found(NOW + KEPT - timedelta(days=1)))
    assert " ".join(MATCH) in asyncio.run(found(NOW + KEPT))
    assert asyncio.run(tables(desk.url))["settled"] == []


def test_an_accepted_group_is_a_wording_and_a_labelled_question(desk: Desk) -> None:
    status, out, _ = desk.run("--accept", "1", "--concept", "consent-refused", "--wording", WORDING)
    assert status == 0
    assert "content.retrieval.fit" in out
    assert desk.added() == {"consent-refused": [f"  {WORDING}"]}
    text = (desk.content / "phrasings/consent-refused.yaml").read_text("utf-8")
    assert text.endswith(f"\n  {WORDING}\n")
    (row,) = read_rows(desk.questions / "reviewed.jsonl")
    assert (row["q"], row["concept"]) == (" ".join(REFUSED), ["consent-refused"])
    assert row["gold"].startswith("nrm-refused: ")
    assert row["persona"] == "custody"
    assert " ".join(REFUSED) not in dict(desk.shown()).values()
    assert [i for i in check_folder(desk.content, TODAY) if i.level is Level.FAIL] == []


def test_every_wording_goes_to_the_end_of_its_concept(desk: Desk) -> None:
    taken = ("--concept", "consent-refused", "--wording")
    assert desk.run("--accept", "1", *taken, WORDING)[0] == 0
    assert (
        desk.run("--accept", "2", "--concept", "interpreters", "--wording", "line is dead")[0] == 0
    )
    assert desk.run("--accept", "3", *taken, "# nope to all of it today")[0] == 0
    assert desk.added() == {
        "consent-refused": [f"  {WORDING}", "  # nope to all of it today"],
        "interpreters": ["  line is dead"],
    }
    assert len(read_rows(desk.questions / "reviewed.jsonl")) == 3


def test_without_a_wording_the_words_are_taken_as_kept_and_are_no_labelled_question(
    desk: Desk,
) -> None:
    desk.note(missed("boiler", "victim", "cold"))
    number, words = desk.shown()[-1]
    assert desk.run("--accept", str(number), "--concept", "consent-refused")[0] == 0
    assert desk.added() == {"consent-refused": [f"  {words}"]}
    assert not (desk.questions / "reviewed.jsonl").exists()


def test_what_is_not_covered_goes_to_what_is_about_something_else(desk: Desk) -> None:
    text = "who plays in the match on saturday then"
    assert desk.run("--accept", "2", "--concept", "out-of-scope", "--wording", text)[0] == 0
    [(name, lines)] = desk.added().items()
    assert name.startswith("out-of-scope-")
    assert lines == [f"  {text}"]
    (row,) = read_rows(desk.questions / "reviewed.jsonl")
    assert row["concept"] == ["out-of-scope"]


def test_a_group_can_be_named_so_that_a_new_question_cannot_move_it(desk: Desk) -> None:
    data = json.loads(desk.run("--json")[1])["clusters"]
    name = next(one["id"] for one in data if one["asked"][0]["words"] == " ".join(MATCH))
    desk.note(*[missed("overtime", "claim", "late", "shift")] * 9)
    assert desk.run("--reject", name)[0] == 0
    assert " ".join(MATCH) not in dict(desk.shown()).values()
    assert len(desk.shown()) == 3


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["--accept", "9"], 1, "There are: 1, 2, 3"),
        (["--accept", "-1"], 1, "no group -1"),
        (["--reject", "none"], 1, "no group none"),
        (["--accept", "1", "--concept", "consent-refuse", "--wording", WORDING], 1, "consent-ref"),
        (["--accept", "1", "--wording", "what is the nrm"], 1, "already"),
        (["--accept", "1", "--wording", "what is the NRM?"], 1, "already"),
        (["--accept", "1", "--wording", "is that one labelled"], 1, "in_scope.jsonl"),
        (["--accept", "1", "--wording", "ring 07700 900123 about it"], 1, "a phone number"),
        (["--accept", "1", "--wording", " "], 1, "one line of words"),
        (["--accept", "1", "--wording", "a\x07b"], 1, "one line of words"),
        (["--accept", "1", "--wording", "no " * 99], 1, "at most 200"),
        (["--accept", "1", "--reject", "2"], 2, ""),
        (["--wording", WORDING], 2, "--accept"),
        (["--accept", "1", "--wording", WORDING, "--questions", "/not/there"], 1, "--questions"),
    ],
)
def test_what_cannot_be_taken_over_is_said_and_changes_nothing(
    desk: Desk, words: list[str], status: int, says: str
) -> None:
    before, shown = desk.files(), desk.shown()
    try:
        found, _, told = desk.run(*words)
    except SystemExit as stopped:  # the command line itself is wrong
        assert stopped.code == status
    else:
        assert found == status
        assert says in told
    assert (desk.files(), desk.shown()) == (before, shown)


def unwritable_wordings(desk: Desk) -> None:
    (desk.content / "phrasings" / ".consent-refused.yaml.new").mkdir()


def unwritable_questions(desk: Desk) -> None:
    (desk.questions / ".reviewed.jsonl.new").mkdir()


@pytest.mark.parametrize("spoil", [unwritable_wordings, unwritable_questions])
def test_a_folder_that_cannot_be_written_leaves_everything_as_it_was(
    desk: Desk, spoil: Callable[[Desk], None]
) -> None:
    shown = desk.shown()
    spoil(desk)
    status, _, told = desk.run("--accept", "1", "--wording", WORDING)
    assert status == 1
    assert "cannot be written" in told and "Nothing was changed" in told
    assert desk.added() == {}
    assert not (desk.questions / "reviewed.jsonl").exists()
    assert desk.shown() == shown


def test_a_file_written_by_hand_in_another_way_is_not_spoilt(desk: Desk) -> None:
    file = desk.content / "phrasings" / "consent-refused.yaml"
    file.write_text("consent-refused: >\n  one two\n", "utf-8")
    before = file.read_bytes()
    taken = ("--concept", "consent-refused", "--wording", WORDING)
    status, _, told = desk.run("--accept", "1", *taken)
    assert status == 1
    assert "consent-refused.yaml" in told
    assert file.read_bytes() == before


def test_a_folder_without_wordings_of_its_own_gets_none(desk: Desk) -> None:
    for name in (*understanding.FILES, "phrasings"):
        path = desk.content / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    status, _, told = desk.run("--accept", "1", "--wording", WORDING)
    assert status == 1
    assert "no wordings of its own" in told
    assert not (desk.content / "phrasings").exists()


def test_the_folder_that_the_bot_serves_is_meant(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(desk.content))
    taken = ["--accept", "1", "--concept", "consent-refused", "--wording", WORDING]
    assert main(["review", "--questions", str(desk.questions), *taken]) == 0
    assert desk.added() == {"consent-refused": [f"  {WORDING}"]}


def test_a_running_bot_knows_what_was_accepted_and_forgets_what_was_taken_back(
    desk: Desk,
) -> None:
    def found() -> Found:
        by = understanding.load(desk.content)
        return Index.build(load(desk.content), TODAY, by).find(text)

    text = "is there a flumping form for that"
    seen = fingerprint(desk.content)
    assert found().decision == "decline"
    assert desk.run("--accept", "2", "--concept", "ictg", "--wording", text)[0] == 0
    assert fingerprint(desk.content) != seen
    assert found().hits[0].answer.covers[0] == "ictg"
    assert found().decision in {"answer", "offer"}
    file = desk.content / "phrasings/ictg.yaml"
    file.write_text(file.read_text("utf-8").replace(f"  {text}\n", ""), "utf-8")
    assert found().decision == "decline"


def test_a_database_of_an_earlier_version_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def made() -> None:
        database = await SqliteDatabase.open(tmp_path / "old.db")
        await migrate(database, read_migrations()[:12])
        await database.close()

    asyncio.run(made())
    monkeypatch.setenv("DATABASE_URL", str(tmp_path / "old.db"))
    assert main(["review"]) == 1
    assert "start this version of the bot once" in capsys.readouterr().err
