"""The language of `when`: what it means, what it refuses, how it is said in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.authoring.plain_words import when_words
from content.checks.satisfy import Possible
from content.condition import (
    All,
    Any_,
    Between,
    Condition,
    Count,
    Done,
    Every,
    Is,
    Not,
    Unknown,
    parse_condition,
    steps_in,
)
from content.release import Release
from dialogs.event import Json
from dialogs.rehearsal.rehearse import read_answers, rehearse
from tests.journey import TODAY, guide_text, library_of

BODY = """
steps:
  - {id: light, title: Light, ask: Which light?, options: {red: Red, green: Green, amber: Amber}}
  - {id: signs, title: Signs, ask: Which signs?, many: true, options: {a: A, b: B, c: C}}
  - {id: how-many, title: How many, ask: How many?, number: {min: 0, max: 9}}
  - id: tasks
    title: Tasks
    when: {light: [red, green]}
    do: {one: First task, two: Second task}
    cite: ["s1#1"]
  - {id: late, title: Late, when: {light: red}, ask: Late?, options: {late: Late, early: Early}}
  - id: people
    title: People
    each: person
    ask: Who?
    groups: {adult: {label: Adults, set: {age: adult}}, young: {label: Young, set: {age: child}}}
    steps:
      - {id: age, title: Age, ask: Age?, options: {adult: Adult, child: Child}}
      - {id: own, title: Own, when: {age: adult}, ask: Own?, options: {mine: Mine, theirs: Theirs}}
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    library = library_of(tmp_path_factory.mktemp("content"), guide_text(BODY))
    return library.release("g", TODAY)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"age": "child"}, Is("age", ("child",))),
        ({"age": ["child", "unsure"]}, Is("age", ("child", "unsure"))),
        ({"age": "child", "light": "red"}, All((Is("age", ("child",)), Is("light", ("red",))))),
        ({"n": {"min": 2}}, Between("n", 2, None)),
        ({"n": {"min": 2, "max": 3}}, Between("n", 2, 3)),
        ({"unknown": "age"}, Unknown("age")),
        ({"unknown": ["age", "n"]}, All((Unknown("age"), Unknown("n")))),
        ({"done": "tasks"}, Done("tasks", None)),
        ({"done": "tasks.one"}, Done("tasks", "one")),
        ({"not": {"age": "child"}}, Not(Is("age", ("child",)))),
        ({"any": [{"a": "x"}, {"b": "y"}]}, Any_((Is("a", ("x",)), Is("b", ("y",))))),
        ({"some": {"age": "child"}}, Count(Is("age", ("child",)), 1, None)),
        ({"every": {"age": "child"}}, Every(Is("age", ("child",)))),
        ({"count": {"of": {"a": "x"}, "max": 2}}, Count(Is("a", ("x",)), None, 2)),
    ],
)
def test_what_is_written_is_what_is_meant(written: Any, meant: Condition) -> None:
    assert parse_condition(written) == meant
    assert parse_condition(meant) is meant


@pytest.mark.parametrize(
    "written",
    [
        None,
        "age is child",
        [],
        {},
        {"all": []},
        {"any": {"a": "x"}},
        {"not": "age"},
        {"age": []},
        {"age": [["child"]]},
        {"age": 1.5},
        {"age": None},
        {"n": {}},
        {"n": {"minimum": 2}},
        {"n": {"min": "2"}},
        {"n": {"min": True}},
        {"count": {"min": 2}},
        {"count": {"of": {"a": "x"}}},
        {"unknown": 3},
        {"unknown": []},
        {"done": ""},
    ],
)
def test_what_is_no_condition_is_refused(written: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_condition(written)


def test_everything_a_condition_looks_at() -> None:
    written = {"any": [{"not": {"a": "x"}}, {"some": {"b": "y"}}, {"done": "c"}, {"unknown": "d"}]}
    assert [leaf.step for leaf in steps_in(parse_condition(written))] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"light": "red"}, "Light is “Red”"),
        ({"light": ["red", "green"]}, "Light is “Red” or “Green”"),
        ({"not": {"light": "red"}}, "Light is not “Red”"),
        ({"how-many": {"min": 2}}, "How many is at least 2"),
        ({"how-many": {"max": 2}}, "How many is at most 2"),
        ({"how-many": {"min": 2, "max": 3}}, "How many is from 2 to 3"),
        ({"how-many": {"min": 2, "max": 2}}, "How many is exactly 2"),
        ({"unknown": "age"}, "Age is not answered yet"),
        ({"not": {"unknown": "age"}}, "Age is answered"),
        ({"done": "tasks"}, "everything in Tasks is done"),
        ({"not": {"done": "tasks.one"}}, "“First task” is not done"),
        ({"some": {"age": "child"}}, "for someone: Age is “Child”"),
        ({"count": {"of": {"age": "child"}, "min": 2}}, "for at least 2 people: Age is “Child”"),
        ({"every": {"age": "child"}}, "for every person: Age is “Child”"),
        (
            {"light": "red", "any": [{"age": "child"}, {"age": "adult"}]},
            "Light is “Red” and (Age is “Child” or Age is “Adult”)",
        ),
        ({"not": {"all": [{"a": "x"}, {"b": "y"}]}}, "not (a is “x” and b is “y”)"),
    ],
)
def test_conditions_in_words(written: Any, words: str, release: Release) -> None:
    steps = {name: placed.step for name, placed in release.placed.items()}
    assert when_words(parse_condition(written), steps) == words


@pytest.mark.parametrize(
    ("written", "personal", "possible"),
    [
        ({"light": "red"}, False, True),
        ({"light": "blue"}, False, False),
        ({"all": [{"light": "red"}, {"light": "green"}]}, False, False),
        ({"all": [{"signs": "a"}, {"signs": "b"}]}, False, True),
        ({"signs": "a", "not": {"signs": ["a", "b", "c"]}}, False, False),
        ({"late": "late", "light": "green"}, False, False),
        ({"late": "late", "light": "red"}, False, True),
        ({"done": "tasks", "light": "amber"}, False, False),
        ({"done": "tasks.one", "not": {"done": "tasks"}}, False, True),
        ({"how-many": {"min": 10}}, False, False),
        ({"how-many": {"min": 9}}, False, True),
        ({"unknown": "light", "light": "red"}, False, False),
        ({"age": "child"}, False, False),
        ({"age": "child"}, True, True),
        ({"some": {"age": "child"}}, False, True),
        ({"some": {"age": "child", "own": "mine"}}, False, False),
        ({"every": {"light": "blue"}}, False, False),
        ({"not": {"every": {"age": "child"}}}, False, True),
        ({"own": "mine", "age": "child"}, True, False),
        ({"nowhere": "x"}, False, False),
        ({"unknown": "nowhere"}, False, True),
    ],
)
def test_whether_any_answers_lead_there(
    written: Any, personal: bool, possible: bool, release: Release
) -> None:
    found = Possible(release.placed).can_hold(parse_condition(written), personal=personal)
    assert found is possible


def test_the_most_that_can_be_shown_at_once(release: Release) -> None:
    apart = [
        ({"light": "red"}, 5),
        ({"light": "green"}, 7),
        ({"signs": "a"}, 1),
        ({"signs": "b"}, 2),
    ]
    weighed = [(parse_condition(when), weight) for when, weight in apart]
    assert Possible(release.placed).most(weighed, personal=False) == 10


SCENE = st.sampled_from(
    [
        {"light": "red"},
        {"light": ["green", "amber"]},
        {"signs": "a"},
        {"signs": ["b", "c"]},
        {"how-many": {"min": 3, "max": 5}},
        {"unknown": "late"},
        {"late": "late"},
        {"done": "tasks"},
        {"done": "tasks.one"},
        {"some": {"age": "child"}},
        {"every": {"age": "adult", "own": "mine"}},
        {"count": {"of": {"age": "adult"}, "max": 1}},
    ]
)
WRITTEN = st.recursive(
    SCENE,
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)
GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "light": st.sampled_from(["red", "green", "amber"]),
        "signs": st.lists(st.sampled_from("abc"), unique=True),
        "how-many": st.integers(0, 9),
        "tasks": st.sampled_from(["done", "later", {"one": "done", "two": "later"}]),
        "late": st.sampled_from(["late", "early"]),
        "people": st.fixed_dictionaries({"adult": st.integers(0, 2), "young": st.integers(0, 2)}),
        "person1": st.fixed_dictionaries({}, optional={"own": st.sampled_from(["mine", "theirs"])}),
    },
)


@given(WRITTEN, GIVEN)
def test_what_really_holds_is_never_called_impossible(
    release: Release, written: Any, given_: dict[str, Json]
) -> None:
    when = parse_condition(written)
    if rehearse(release, read_answers(given_)).view.reading.holds(when, None):
        assert Possible(release.placed).can_hold(when, personal=False)
