"""Wording that can only mean one answer, at steps of each kind."""

from __future__ import annotations

import pytest

from content.steps import Ask, Option
from dialogs.commands import Answer
from dialogs.interpret import Question
from dialogs.meant import meant, of_age
from dialogs.typed import Unclear
from tests.dialogs.test_interpret import journey
from tests.dialogs.test_interpret import meant as intent
from tests.journey import Journey, release

CONSENT, DANGER, SUSPECTED, PLACE = "consent", "danger", "suspected", "place"


@pytest.mark.parametrize(
    ("step", "said", "option"),
    [
        (CONSENT, "she refused", "declines"),
        (CONSENT, "he's refused", "declines"),
        (CONSENT, "refused", "declines"),
        (CONSENT, "they said no", "declines"),
        (CONSENT, "doesn't consent", "declines"),
        (CONSENT, "she agreed", "agrees"),
        (CONSENT, "says yes", "agrees"),
        (CONSENT, "no", None),
        (CONSENT, "yes", None),
        (CONSENT, "he refused to say", None),
        (CONSENT, "what if she refused", None),
        (CONSENT, "she refused but might agree", None),
        (DANGER, "no", "none"),
        (DANGER, "nope", "none"),
        (DANGER, "no there isnt", "none"),
        (DANGER, "dunno", "unsure"),
        (DANGER, "yes", "now"),
        (DANGER, "yeah there is", "now"),
        (DANGER, "no way", None),
        (DANGER, "she refused", None),
        (SUSPECTED, "yes he is", "suspected"),
        (SUSPECTED, "yeah", "suspected"),
        (SUSPECTED, "no she isn't", "none"),
        (PLACE, "no", None),
        (PLACE, "yes", None),
    ],
)
def test_only_whole_messages_with_one_meaning_count(step: str, said: str, option: str) -> None:
    asked = release().placed[step].step
    assert isinstance(asked, Ask)
    assert meant(said, asked.options) == option


def test_a_word_that_two_labels_begin_with_is_neither() -> None:
    options = {
        key: Option(label=label) for key, label in {"a": "Yes, shut", "b": "Yes, open"}.items()
    }
    assert meant("yes", options) is None
    assert meant("yes", {"a": options["a"]}) == "a"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("17", "child"), ("shes 17", "child"), ("she is 17", "child"), ("he's only 15", "child"),
        ("17 years old", "child"), ("17yo", "child"), ("18", "adult"), ("about 25", "adult"),
        ("an adult", "adult"), ("under 18", "child"), ("17 people", None), ("117", None),
        ("17 or 18", None), ("not 17", None), ("old", None),
    ],
)  # fmt: skip
def test_an_age(said: str, value: str | None) -> None:
    assert of_age(said) == value


def at(step: str) -> Journey:
    where = journey().answers(danger="none", place="home", people={"adult": 1, "young": 1})
    person = "person2" if step == "age" else "person1"
    return where.look(person, step, revisit=True)


@pytest.mark.parametrize(("said", "value"), [("17", "child"), ("shes 40", "adult")])
def test_an_age_typed_where_it_is_asked_needs_a_press(said: str, value: str) -> None:
    found = intent(said, at("age"))
    assert found == Answer("person2", "age", value, pressed=False)


@pytest.mark.parametrize("said", ["17 then", "what if shes 17", "is 17 a child"])
def test_a_question_with_an_age_stays_a_question(said: str) -> None:
    assert isinstance(intent(said, at("age")), Question)


def test_a_number_that_a_choice_has_is_that_choice() -> None:
    assert intent("2", at("age")) == Answer("person2", "age", "child", pressed=False)


def test_a_number_that_fits_nothing_is_said_to() -> None:
    assert isinstance(intent("9", journey()), Unclear)
