"""Schedule 4 offence by offence: found by its words, and never with the wrong answer."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from content.issue import ContentError
from content.loader import FOLDER, load
from content.schedule.listing import FILE, Entry
from content.schedule.verdict import Verdict
from content.schedule_four import MOST, ScheduleFour, load_schedule
from tests.content.schedule_four_table import ANOTHER_MATTER, TABLE

SCHEDULE = load_schedule(FOLDER)
NAMED = [(entry, word) for entry in SCHEDULE.entries.values() for word in entry.words]
# Stems of names that are part of a longer name with the other answer, and clear by themselves.
CLEAR_ALONE = set(
    """
abh
affray
assault common
assault officer
brothel
cannabi
caus prostitution
cocain
control prostitut
control prostitution
criminal damag fir
damag fir
drug
enter illegally
entry illegal
illegal immigrant
incit prostitution
intent possession
knif
lock
pimp
s39
s47
snatch
solicit
steal
stol
theft
traffick
""".strip().splitlines()
)


def right(verdict: Verdict | None, entry: Entry) -> bool:
    """Whether a verdict names an offence and does not give it the wrong answer."""
    if verdict is None or not (entry in verdict.entries or entry is verdict.helping):
        return False
    own = "listed" if entry.listed else "not-listed"
    return verdict.standing in ("depends", own)


@pytest.mark.parametrize(("entry", "word"), NAMED, ids=[f"{e.id}: {w}" for e, w in NAMED])
def test_every_offence_is_found_by_each_of_its_words(entry: Entry, word: str) -> None:
    assert right(SCHEDULE.look_up(f"is {word} on schedule 4"), entry)
    short = SCHEDULE.look_up(f"s45 {word}?")
    assert short is None or right(short, entry)


@pytest.mark.parametrize(("question", "standing", "ids"), TABLE, ids=[row[0] for row in TABLE])
def test_the_verdict_is_right(question: str, standing: str, ids: set[str]) -> None:
    verdict = SCHEDULE.look_up(question)
    assert verdict is not None
    assert verdict.standing == standing
    for id_ in ids:
        assert any(entry.id.startswith(id_) for entry in verdict.entries), id_
    assert len(verdict.entries) <= MOST
    answers = {entry.listed for entry in verdict.entries if not entry.only_with_listed}
    if standing in ("listed", "not-listed"):
        assert answers == {standing == "listed"}


@pytest.mark.parametrize("question", ANOTHER_MATTER)
def test_other_questions_are_left_alone(question: str) -> None:
    assert SCHEDULE.look_up(question) is None


def test_two_offences_with_different_answers_are_never_given_one() -> None:
    listed = [entry for entry in SCHEDULE.file.listed if not entry.only_with_listed]
    for one in listed:
        for other in SCHEDULE.file.not_listed:
            asked = f"are {one.words[0]} and {other.words[0]} on schedule 4"
            verdict = SCHEDULE.look_up(asked)
            assert verdict is not None and verdict.standing == "depends", asked


def test_a_name_that_is_part_of_another_with_the_other_answer_was_thought_about() -> None:
    """A new wording must not quietly settle what a longer name leaves open."""
    sides = {
        each: {SCHEDULE.entries[id_].listed for id_ in each.entries} for each in SCHEDULE.wordings
    }
    settled = [each for each in sides if each.settled and len(sides[each]) == 1]
    main = [e for e in settled if not SCHEDULE.entries[e.entries[0]].only_with_listed]
    found = {
        " ".join(sorted(short.tokens))
        for short in main
        if any(short.tokens < each.tokens and sides[each] != sides[short] for each in sides)
    }
    assert found == CLEAR_ALONE


@pytest.mark.parametrize("text", ["", " ", "👍", "s45", "schedule 4", "@list @child", "s" * 5000])
def test_anything_can_be_typed(text: str) -> None:
    assert SCHEDULE.look_up(text) is None


def test_an_attempt_goes_with_the_main_offence() -> None:
    tried = SCHEDULE.look_up("attempted robbery s45")
    assert tried is not None and tried.standing == "listed" and tried.helping is not None
    helped = SCHEDULE.look_up("conspiracy to supply class a s45")
    assert helped is not None and helped.standing == "not-listed" and helped.helping is not None
    alone = SCHEDULE.look_up("is conspiracy on schedule 4")
    assert alone is not None and alone.standing == "depends"


def test_the_library_has_it() -> None:
    schedule = load(FOLDER).schedule
    assert schedule is not None and schedule.file.read_on == date(2026, 4, 7)


# --- the file

GOOD = """list: schedule-4
title: Schedule 4
read_on: 2026-04-07
review_by: 2027-02-22
sources: [act]
cite: {listed: ["act#1"], traps: ["act#1"], added: ["act#1"], not-listed: ["act#1"]}
caution: {listed: Still protect., not-listed: Not proved., changes: Check the Act.}
listed:
  - {id: robbery, group: A, offence: Robbery, excluded_since: 2015-07-31, words: [robbery]}
not-listed:
  - {id: theft, group: A, offence: Theft, words: [theft]}
depends:
  - {words: [taking], entries: [robbery, theft]}
"""


def read(folder: Path, text: str) -> ScheduleFour:
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_schedule(folder)


def test_a_file_is_read(tmp_path: Path) -> None:
    verdict = read(tmp_path, GOOD).look_up("is taking on schedule 4")
    assert verdict is not None and verdict.standing == "depends"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("offence: Theft, ", "", f"{FILE}:11: fail: [schema]"),
        ("2015-07-31", '"soon"', f"{FILE}:9: fail: [schema]"),
        ("id: theft", "id: robbery", f"{FILE}:11: fail: [duplicate-id]"),
        (", excluded_since: 2015-07-31", "", f"{FILE}:9: fail: [excluded-since]"),
        ("words: [theft]", "words: [robbery]", f"{FILE}:11: fail: [two-answers]"),
        ("entries: [robbery, theft]", "entries: [arson]", f"{FILE}:13: fail: [unknown-entry]"),
        ("words: [taking]", "words: []", f"{FILE}:13: fail: [schema]"),
        ("title: Schedule 4", "title: Schedule 4\nextra: 1", f"{FILE}:3: fail: [schema]"),
    ],
)
def test_a_problem_has_its_file_and_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert problem in str(caught.value)


def test_a_problem_stops_the_library(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "sources.yaml", tmp_path / "sources.yaml")
    (tmp_path / FILE).write_text(GOOD.replace("offence: Theft, ", ""), encoding="utf-8")
    with pytest.raises(ContentError, match="not-listed"):
        load(tmp_path)
