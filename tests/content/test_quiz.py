"""Questions for quick checks: loaded strictly, and each still rests on what the guidance says."""

from pathlib import Path

import pytest

from content.issue import ContentError
from content.loader import FOLDER
from content.quiz_files import QUIZ, Sheet, load_quizzes, stale
from content.scenario import Theme
from tests.journey import TODAY, published

GOOD = """quiz: one
title: One
questions:
  - about: Ten workers
    theme: crime-recording
    ask: Ten people at one farm. How many crimes?
    right: Ten
    wrong: [One, None of them]
    why: One for each person.
    answer: crime-per-victim
    says: [One modern slavery crime for each person]
    cite: ["recording-rules-2026#106 Modern Slavery, general rule, p. 48"]
"""


def sheets(root: Path, text: str) -> tuple[Sheet, ...]:
    (root / QUIZ).mkdir()
    (root / QUIZ / "one.yaml").write_text(text, encoding="utf-8")
    return load_quizzes(published().sources, root)


def problems(root: Path, text: str) -> list[str]:
    answers = {answer.id: answer for answer, _ in published().answers(TODAY)}
    try:
        return [str(one) for one in stale(sheets(root, text), answers)]
    except ContentError as error:
        return [str(one) for one in error.issues]


def test_the_questions_in_use_are_good_and_enough_for_days() -> None:
    loaded = load_quizzes(published().sources, FOLDER)
    answers = {answer.id: answer for answer, _ in published().answers(TODAY)}
    assert not list(stale(loaded, answers))
    assert sum(len(one.quiz.questions) for one in loaded) >= 45


def test_no_question_gives_itself_away_by_length() -> None:
    """The longest and the shortest answer are right about as often as chance has it."""
    questions = [q for one in load_quizzes(published().sources, FOLDER) for q in one.quiz.questions]
    chance = sum(1 / (1 + len(q.wrong)) for q in questions)
    assert sum(len(q.right) > max(map(len, q.wrong)) for q in questions) <= chance
    assert sum(len(q.right) < min(map(len, q.wrong)) for q in questions) <= chance * 1.2


def test_a_quick_check_asks_about_all_that_first_response_is() -> None:
    questions = [q for one in load_quizzes(published().sources, FOLDER) for q in one.quiz.questions]
    assert {q.theme for q in questions} >= {
        Theme.LABOUR,
        Theme.SEXUAL,
        Theme.COUNTY_LINES,
        Theme.CONSENT,
        Theme.CAPACITY,
        Theme.CHILDREN,
        Theme.AGE_DOUBT,
        Theme.SECTION_45,
        Theme.SCHEDULE_4,
        Theme.RECORDING,
        Theme.LORRY,
        Theme.CALL,
        Theme.FRONT_DESK,
        Theme.IMMIGRATION,
        Theme.MISSING,
        Theme.CROSS_FORCE,
    }


def test_a_good_file_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("wrong: [One, None of them]", "wrong: [One]", 8, "at least 2"),
        ("wrong: [One, None of them]", "wrong: [One, ten]", 4, "say the same"),
        ("theme: crime-recording", "theme: crimes", 5, "theme"),
        ("answer: crime-per-victim", "answer: crime-per-farm", 10, "No answer"),
        ("says: [One modern", "says: [Two modern", 11, "does not say"),
        ("recording-rules-2026#", "recording-rules-2030#", 12, "not in sources.yaml"),
        ("    why: One for", "    wy: x\n    why: One for", 9, "wy"),
    ],
)
def test_a_bad_question_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    assert GOOD.count(old) == 1
    found = problems(tmp_path, GOOD.replace(old, new))
    assert any(f"one.yaml:{line}:" in one and told in one for one in found), found


def test_two_questions_about_the_same_are_told_apart(tmp_path: Path) -> None:
    twice = GOOD + GOOD.partition("questions:\n")[2]
    assert any("duplicate-id" in one for one in problems(tmp_path, twice))
