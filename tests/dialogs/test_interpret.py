"""What officers type: exact answers, control words, people, and everything else as a question."""

from __future__ import annotations

import pytest

from dialogs.board import screen, tasks
from dialogs.commands import (
    AddPerson,
    Answer,
    Back,
    Close,
    Confirm,
    Dismiss,
    Look,
    Pause,
    RemovePerson,
    Resume,
    Undo,
)
from dialogs.event import Json
from dialogs.interpret import AsAt, Question, interpret
from dialogs.lobby import welcome
from dialogs.screen import Show
from dialogs.typed import Unclear, plain
from tests.journey import Journey, release


def journey() -> Journey:
    return Journey(release())


def board() -> Journey:
    return journey().answers(danger="none", place="home", people={"adult": 2, "young": 1})


def meant(text: str, where: Journey) -> object:
    seen = where.view
    return interpret(text, seen, screen(seen))


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("  Hello   THERE. ", "hello there"),
        ("<at>First response</at> start", "start"),
        ("<p>yes<br></p>", "yes"),
        ("?", "?"),
        ("", ""),
        ("a < b", "a < b"),
    ],
)
def test_typed_text_is_bared(text: str, bare: str) -> None:
    assert plain(text) == bare


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", "none"), ("no", "none"), ("No.", "none"), ("none", "none"), ("Yes, now", "now")],
)
def test_a_choice_by_number_label_or_key(text: str, value: str) -> None:
    assert meant(text, journey()) == Answer(None, "danger", value, pressed=False)


@pytest.mark.parametrize("text", ["0", "4", "99"])
def test_a_number_that_is_not_there(text: str) -> None:
    assert isinstance(meant(text, journey()), Unclear)


@pytest.mark.parametrize("text", ["nope nothing", "noo", "i think no", "not that i know"])
def test_a_likeness_to_a_label_is_never_an_answer(text: str) -> None:
    assert isinstance(meant(text, journey()), Question)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 4", {"adult": 3, "young": 4}),
        ("3", {"adult": 3, "young": 0}),
        ("3 adults and 2 kids", {"adult": 3, "young": 2}),
        ("2 children", {"adult": 0, "young": 2}),
        ("1 adult, 1 under 18", {"adult": 1, "young": 1}),
    ],
)
def test_how_many_people(text: str, value: Json) -> None:
    where = journey().answers(danger="none", place="home")
    assert meant(text, where) == Answer(None, "people", value, pressed=False)


def test_numbers_of_several() -> None:
    where = board()
    where.answer("separate", "done").answer("medical", "none")
    assert where.at == "indicators"
    picked = meant("1 3", where)
    assert isinstance(picked, Answer)
    assert isinstance(picked.value, list)
    assert len(picked.value) == 2
    assert meant("0", where) == Answer(None, "indicators", [], pressed=False)
    assert isinstance(meant("1 99", where), Unclear)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("all", "done"),
        ("later", "later"),
        ("not 1 nobody available", "cannot:nobody"),
        ("can't 1: refused", "cannot:refused"),
        ("not 1", None),
    ],
)
def test_a_checklist(text: str, value: Json) -> None:
    where = board().look(None, "scene")
    assert where.at == "separate"
    first = next(task.item for task in where.view.tasks if task.key == (None, "separate"))
    said = meant(text, where)
    if value is None:
        assert isinstance(said, Unclear)
    else:
        cannot = str(value).startswith("cannot")
        wanted: Json = {first: value} if cannot else value
        assert said == Answer(None, "separate", wanted, pressed=False)


def test_yes_to_several_tasks_does_not_say_that_all_are_done() -> None:
    where = Journey(release()).answer("danger", "now")
    assert where.at == "act-now"
    assert isinstance(meant("yes", where), Unclear)
    assert meant("all", where) == Answer(None, "act-now", "done", pressed=False)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("back", Back()),
        ("undo", Undo()),
        ("stop", Pause()),
        ("resume", Resume()),
        ("board", Look(None, None)),
        ("people", Show("pick")),
        ("summary", Show("handover")),
        ("why", Show("why")),
        ("help", Show("help")),
        ("contacts", Show("contacts")),
        ("start", Show("start")),
        ("close", Close()),
        ("add person", Show("add")),
        ("add adult", AddPerson("adult")),
        ("add a child", AddPerson("young")),
        ("remove person 2", RemovePerson("person2")),
        ("person 2", Look("person2", "people")),
        ("P3", Look("person3", "people")),
        ("scene", Look(None, "scene")),
        ("person 2 is 17", Answer("person2", "age", "child", pressed=False)),
        ("person 2 is an adult", Answer("person2", "age", "adult", pressed=False)),
        ("person 1 declines", Answer("person1", "consent", "declines", pressed=False)),
    ],
)
def test_control_words_and_people(text: str, act: object) -> None:
    assert meant(text, board()) == act


@pytest.mark.parametrize("text", ["person 9", "all", "later", "yes"])
def test_words_that_do_not_fit_here_are_not_looked_up(text: str) -> None:
    assert isinstance(meant(text, board()), Unclear)


def test_a_waiting_answer_takes_yes_or_no() -> None:
    where = board()
    where.do(Answer("person1", "consent", "declines", pressed=False))
    assert meant("yes", where) == Confirm()
    assert meant("2", where) == Dismiss()
    assert meant("1", where) == Confirm()


def test_a_number_means_the_list_last_shown() -> None:
    where = board().answer("separate", "later")
    listed = tasks(where.view)
    assert listed.choices
    assert interpret("1", where.view, listed) == listed.choices[0].act


def test_without_an_encounter() -> None:
    assert interpret("start", None, welcome()) == Show("start")
    assert interpret("1", None, welcome()) == Show("start")
    assert isinstance(interpret("what is the nrm", None, welcome()), Question)


@pytest.mark.parametrize("text", ["as at 2017-10-01", "as at today", "as at tuesday"])
def test_another_day(text: str) -> None:
    said = interpret(text, None, None)
    assert isinstance(said, Unclear if "tuesday" in text else AsAt)
