"""Danger to life now: what must bring the life-at-risk card first, and what must not."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from content.check import check_folder
from content.danger.lines import Lines
from content.danger.messages import FILES
from content.danger.pattern import BadPattern, patterns
from content.danger.rule import FILE, Danger
from content.loader import FOLDER
from content.retrieval.labelled import read_rows
from content.retrieval.weights import OUTSIDE
from content.strict_yaml import read
from tests.journey import TODAY, understood

HERE = Path(__file__).parent
MISSED, FALSE = 0.01, 0.01  # shares of the messages that may go wrong
# Of the project's own questions, those that do tell of danger now.
OF_DANGER = {
    "in_scope": {"i137", "i168", "i172", "i538", "i542", "i557"},
    "unseen": {"s033"},
    "out_of_scope": set(),
}


@cache
def labelled() -> dict[str, list[str]]:
    """Messages that the lines have seen, by what they are: in danger now, or not."""
    return {
        label: [
            line
            for text in read(FOLDER / FILES / name, FOLDER).data.values()
            for line in text.splitlines()
        ]
        for label, name in (("now", "now-lines.yaml"), ("not now", "not-now-lines.yaml"))
    }


def danger() -> Danger:
    return understood().danger.rule


def both() -> Lines:
    return understood().danger


def test_danger_is_seldom_missed() -> None:
    missed = [text for text in labelled()["now"] if not danger().is_now(text)]
    assert len(missed) <= MISSED * len(labelled()["now"]), missed


def test_what_only_sounds_like_danger_is_seldom_taken_for_it() -> None:
    false = [text for text in labelled()["not now"] if danger().is_now(text)]
    assert len(false) <= FALSE * len(labelled()["not now"]), false


def test_there_are_enough_messages_to_mean_something() -> None:
    assert len(labelled()["now"]) >= 900
    assert len(labelled()["not now"]) >= 1000
    every = [text for texts in labelled().values() for text in texts]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("name", OF_DANGER)
def test_a_question_is_no_call_for_help(name: str) -> None:
    rows = read_rows(HERE / "questions" / f"{name}.jsonl")
    assert {row["id"] for row in rows if danger().is_now(row["q"])} <= OF_DANGER[name]
    assert any(OUTSIDE in row["concept"] for row in rows) or name == "in_scope"


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("HES GOT A KNIFE!!!", True),
        ("he's got a knife", True),
        ("hes got a nife", True),
        ("no hes got a knife", True),
        ("he hasnt got a knife", False),
        ("nobody is bleeding", False),
        ("what if he has got a knife", False),
        ("he was stabbed last year", False),
        ("he was stabbed last year and hes just stabbed her", True),
        ("is it on schedule 4. hes got a knife", True),
        ("whats the nrm, shes not breathing", True),
        ("<b>not</b> breathing", True),
        ("neighbours hear screaming at the lady", True),
        ("neighbours hear screaming at night", False),
        ("its kicking off here", True),
        ("hes kicking off about the form", False),
        ("he is swinging a hammer", True),
        ("there is a hammer in the tool box", False),
        ("kid of 15 in a grow, vietnamese, locked in cant get out", True),
        ("locked in and couldnt get out last year", False),
        ("", False),
        ("\n\n??..,,", False),
        ("٣" * 5000, False),
        ("bleeding " * 5000, True),
    ],
)
def test_what_is_said_round_a_danger(text: str, now: bool) -> None:
    assert danger().is_now(text) is now
    assert both().is_now(text) is now


SETS = {"weapon": [("knife",), ("baseball", "bat")], "has": [("has",), ("has", "got")]}


@pytest.mark.parametrize(
    ("line", "text", "found"),
    [
        ("{has} .. {weapon}", "he has got a big sharp knife", True),
        ("{has} .. {weapon}", "he has got a very big sharp knife", False),
        ("{has} a? {weapon}", "has got baseball bat", True),
        ("{has} a? {weapon}", "has a baseball bat", True),
        ("{has} a? {weapon}", "has the knife", False),
        ("he is here .", "he is here", True),
        ("he is here .", "he is here on a visa", False),
        ("is * here", "is not here", True),
        ("is * here", "is here", False),
    ],
)
def test_patterns(line: str, text: str, found: bool) -> None:
    assert patterns([line], SETS, str.split).are_in(text.split()) is found


@pytest.mark.parametrize("line", ["", "..", "a? knife", "{nothing} here", ". here"])
def test_a_pattern_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(BadPattern):
        patterns([line], SETS, str.split)


def test_the_check_names_the_line_that_is_wrong(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(FOLDER, root)
    text = (root / FILE).read_text("utf-8")
    wrong = text.replace("    shots fired\n", "    {shotz} fired\n", 1)
    (root / FILE).write_text(wrong, "utf-8")
    line = wrong.splitlines().index("    {shotz} fired") + 1
    found = [(one.line, one.rule) for one in check_folder(root, TODAY) if one.file == FILE]
    assert found == [(line, "pattern")]
