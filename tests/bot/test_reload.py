"""New content in a running bot: taken whole and checked, or refused while the old goes on."""

from __future__ import annotations

import gc
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot import check_apart, reload
from bot.guidance import Guidance
from bot.reload import Watch
from content.authoring.publish import publish
from content.found import ALONE
from content.library import Library
from content.loader import FOLDER, load
from content.retrieval import understanding
from content.retrieval.understanding import Understanding
from dialogs.rehearsal.rehearse import begin
from tests.content.folders import edit
from tests.journey import STARTED, TODAY

OVERDUE = date(2030, 1, 1)  # every guide is to be reviewed before
CASE = "scenarios/happy-path/front-desk-turned-away.yaml"


@pytest.fixture(autouse=True)
def no_kindness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here nobody's turns wait, but the tests do."""
    monkeypatch.setattr(check_apart, "KINDNESS", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "content"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


class Served:
    """What a bot would be serving."""

    def __init__(self, folder: Path, force: str = "", live: bool = False) -> None:
        self.guidance = Guidance(load(folder), understanding.load(folder), force)
        self.watch = Watch(folder, force, self.guidance, self.swap, lambda: TODAY, live)

    def swap(self, fresh: Guidance) -> None:
        self.guidance = fresh


def newer(folder: Path) -> Path:
    """A second version of the advice guide, in force from today, published as an author would."""
    old = (folder / "guides/advice/2026.1.yaml").read_text(encoding="utf-8")
    new = old.replace('version: "2026.1"', 'version: "2026.9"')
    new = new.replace("status: published", "status: draft")
    start = new.index("effective:")
    end = new.index("\n", start)
    new = new[:start] + f"effective: {{from: {TODAY}, until: null}}" + new[end:]
    path = folder / "guides/advice/2026.9.yaml"
    path.write_text(new, encoding="utf-8")
    publish(folder, "advice", "2026.9", TODAY)
    return path


async def test_a_new_version_is_taken_and_open_encounters_keep_theirs(folder: Path) -> None:
    served = Served(folder)
    before, by = served.guidance.on(TODAY).release, served.guidance.understanding
    encounter = begin(before, "e1", "K7Q2", "officer", STARTED)
    served.guidance.pinned(encounter.pin)
    assert not await served.watch.look()
    newer(folder)
    held = libraries()
    assert await served.watch.look(), served.watch.problem
    assert libraries() == held  # nothing is left of what was replaced
    after = served.guidance.on(TODAY).release
    assert after.editions["advice"].guide.version == "2026.9"
    assert served.guidance.pinned(encounter.pin).editions["advice"].guide.version == "2026.1"
    assert served.guidance.understanding is by


async def test_broken_content_is_refused_and_the_old_goes_on(folder: Path) -> None:
    served = Served(folder)
    good = served.guidance
    path = newer(folder)
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + "\nnonsense: true\n", encoding="utf-8")
    assert not await served.watch.look()
    assert served.guidance is good
    assert "advice/2026.9.yaml" in served.watch.problem
    assert good.on(TODAY).release.editions["advice"].guide.version == "2026.1"
    path.write_text(whole, encoding="utf-8")
    assert await served.watch.look(), served.watch.problem
    assert served.watch.problem == ""


@pytest.mark.parametrize("text", ["\tx: 1", "a: [", "guide: no", "\x00"])
async def test_a_malformed_file_leaves_the_bot_unharmed(folder: Path, text: str) -> None:
    served = Served(folder)
    good = served.guidance
    (folder / "guides/advice/2027.1.yaml").write_text(text, encoding="utf-8")
    assert not await served.watch.look()
    assert served.guidance is good
    assert "2027.1.yaml" in served.watch.problem


async def test_content_on_which_a_scenario_does_not_hold_is_refused(folder: Path) -> None:
    served = Served(folder)
    good = served.guidance
    edit(folder, CASE, "nrm: refer, d", "nrm: declined, d")
    assert not await served.watch.look()
    assert served.guidance is good
    assert CASE in served.watch.problem


async def test_a_force_whose_file_is_gone_goes_on_as_it_was(folder: Path) -> None:
    served = Served(folder, "example")
    good = served.guidance
    (folder / "forces/example.yaml").unlink()
    assert not await served.watch.look()
    assert served.guidance is good
    assert "forces/example.yaml" in served.watch.problem


@pytest.mark.parametrize("live", [False, True])
async def test_a_slot_that_is_emptied_stops_only_a_live_bot(folder: Path, live: bool) -> None:
    served = Served(folder, "example", live)
    path = folder / "forces/example.yaml"
    [slot] = [line for line in path.read_text().splitlines() if "slavery-lead:" in line]
    edit(folder, "forces/example.yaml", slot + "\n", "")
    assert await served.watch.look() is not live
    assert ("slavery-lead" in served.watch.problem) is live


async def test_a_check_that_broke_off_is_made_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = Served(folder)
    good = served.guidance
    monkeypatch.setattr(check_apart, "FRONT_DOOR", folder / "gone.py")
    (folder / "sources.yaml").touch()
    for _ in range(2):
        served.watch.problem = ""
        assert not await served.watch.look()
        assert "broke off" in served.watch.problem
    assert served.guidance is good


QUESTION = "do i need the flumping form"
NEW_WORDING = ("phrasings/ictg.yaml", "ictg: |\n", f"ictg: |\n  {QUESTION}\n")


async def test_a_new_wording_is_known_without_a_restart_and_encounters_stay(folder: Path) -> None:
    served = Served(folder)
    before = served.guidance
    encounter = begin(before.on(TODAY).release, "e1", "K7Q2", "officer", STARTED)
    release = before.pinned(encounter.pin)
    assert before.on(TODAY).find(QUESTION, ALONE).decision == "decline"
    edit(folder, *NEW_WORDING)
    held = libraries(), understandings()
    assert await served.watch.look(), served.watch.problem
    del before
    assert (libraries(), understandings()) == held  # nothing is left of what was replaced
    found = served.guidance.on(TODAY).find(QUESTION, ALONE)
    assert found.decision in {"answer", "offer"}
    assert found.hits[0].answer.covers[0] == "ictg"
    assert served.guidance.pinned(encounter.pin) is release


@pytest.mark.parametrize("file", ["weights.tsv", "danger/weights.tsv", "followups.yaml"])
def test_a_change_of_what_questions_are_understood_by_is_seen(folder: Path, file: str) -> None:
    before = reload.fingerprint(folder)
    with (folder / file).open("a", encoding="utf-8") as opened:
        opened.write("# more\n")
    assert reload.fingerprint(folder) != before


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("phrasings/ictg.yaml", "ictg: [one]\n"),
        ("weights.tsv", "cut off"),
        ("danger.yaml", "sets: {}\n"),
    ],
)
async def test_what_cannot_be_understood_by_is_refused_and_the_old_goes_on(
    folder: Path, file: str, text: str
) -> None:
    served = Served(folder)
    good = served.guidance
    (folder / file).write_text(text, encoding="utf-8")
    assert not await served.watch.look()
    assert served.guidance is good
    assert file in served.watch.problem
    assert good.on(TODAY).find("how long is the recovery period", ALONE).decision == "answer"


async def test_a_review_that_is_overdue_keeps_no_correction_out(folder: Path) -> None:
    served = Served(folder)
    served.watch.today = lambda: OVERDUE
    contacts = folder / "forces/example.yaml"
    contacts.write_text(contacts.read_text("utf-8") + "# a number that changed\n", "utf-8")
    assert await served.watch.look(), served.watch.problem
    assert served.watch.problem == ""


async def test_a_folder_that_changes_while_it_is_loaded_is_looked_at_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = Served(folder)
    good = served.guidance
    edit(folder, *NEW_WORDING)

    def changing(root: Path) -> Library:
        (folder / "phrasings/more.yaml").write_text("no-such-concept: |\n  one\n", "utf-8")
        return load(root)

    monkeypatch.setattr(reload, "load", changing)
    assert not await served.watch.look()
    assert served.guidance is good
    monkeypatch.undo()
    assert not await served.watch.look()
    assert "no-such-concept" in served.watch.problem


def libraries() -> int:
    gc.collect()
    return sum(isinstance(one, Library) for one in gc.get_objects())


def understandings() -> int:
    gc.collect()
    return sum(isinstance(one, Understanding) for one in gc.get_objects())
