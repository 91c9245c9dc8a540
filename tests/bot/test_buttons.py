"""What buttons carry comes back as the act they stand for, and nothing else does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.cards import buttons
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
    Reopen,
    Resume,
    Undo,
)
from dialogs.screen import Act, Show
from tests.journey import release

ACTS: list[Act] = [
    Show("handover"),
    Show("switch", step="e2"),
    Answer(None, "danger", "none", revision=7),
    Answer("person1", "consent", "agrees", revision=7),
    Look(None, None),
    Look("person2", "people"),
    Look("person2", "consent", revisit=True),
    AddPerson("adult"),
    RemovePerson("person1"),
    *(Back(), Undo(), Confirm(), Dismiss(), Pause(), Resume(), Close(), Reopen()),
]


@pytest.mark.parametrize("act", ACTS)
def test_there_and_back(act: Act) -> None:
    data = json.loads(json.dumps(buttons.carried(act, "e1", 7)))
    press = buttons.read(data)
    assert (press.encounter, press.revision) == ("e1", 7)
    assert buttons.act(press, release()) == act


@pytest.mark.parametrize(
    ("step", "inputs", "value"),
    [
        ("indicators", {"picked": "pay,papers"}, ["pay", "papers"]),
        ("indicators", {}, []),
        ("separate", {"done": "apart"}, ["apart"]),
        ("separate", {"done": ""}, []),
        ("separate", {"cannot": "apart", "reason": "unsafe"}, {"apart": "cannot:unsafe"}),
        ("people", {"adult": "3", "young": 2}, {"adult": "3", "young": 2}),
        ("people", {"adult": ""}, {"adult": 0, "young": 0}),
        ("not-first", {}, "ok"),
    ],
)
def test_a_form_is_the_answer_its_inputs_add_up_to(step: str, inputs: Any, value: Any) -> None:
    data = {**buttons.form((None, step), "e1", 3), **inputs}
    assert buttons.act(buttons.read(data), release()) == Answer(None, step, value, 3)


def test_a_place_picked_from_a_list() -> None:
    inner = json.dumps(buttons.carried(Look("person3", "people"), "", 0))
    press = buttons.read({"act": "go", "place": inner, "encounter": "e1", "revision": 4})
    assert buttons.act(press, release()) == Look("person3", "people")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"act": 5},
        {"act": "answer"},
        {"act": "dance", "encounter": "e1", "revision": 1},
        {"act": "answer", "step": "danger", "encounter": ["e1"]},
        {"act": "answer", "step": "danger", "revision": True},
        {"act": "answer", "step": "danger", "revision": "1"},
        {"act": "go"},
        {"act": "go", "place": "[]"},
        {"act": "go", "place": '{"act": "go", "place": "{}"}'},
    ],
)
def test_anything_else_is_refused_in_words(data: dict[str, Any]) -> None:
    with pytest.raises(buttons.BadPress, match=r"Nothing was recorded|Pick one"):
        buttons.act(buttons.read(data), release())
