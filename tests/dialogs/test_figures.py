"""Figures never tell on a group under five, whatever is taken from one another."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.card import card
from bot.training.courses import questions_of
from content.library import Library
from content.loader import FOLDER
from content.scenario_files import load_scenarios
from dialogs.chart import Bar, Chart
from dialogs.training import quick
from dialogs.training.course import stage_id
from dialogs.training.figures.forms import Form, forms_of, wordings
from dialogs.training.figures.found import (
    Found,
    Session,
    Tally,
    before_after,
    missed,
    stages,
    teams,
    themes,
)
from dialogs.training.figures.picture import picture
from dialogs.training.figures.releasing import OTHERS, Kind, Told, Unit, release, suppressed
from dialogs.training.figures.screens import VIEWS, figures
from dialogs.training.figures.shares import share
from dialogs.training.figures.tables import HIDDEN, table
from tests.chat import size
from tests.journey import published

FORM = Form(
    "case", "A case", "s", "Stage", "", ("labour",), (("r", "Right"), ("b", "B"), ("c", "C"))
)
RIGHTS = {"f": "r"}
counted = st.dictionaries(st.sampled_from("rbc"), st.integers(0, 14), max_size=3)
sessions = st.lists(st.tuples(st.sampled_from("xyz"), counted), max_size=14)
goes = st.lists(st.sampled_from("rbc"), max_size=130)


def is_safe(count: int) -> bool:
    return count == 0 or count >= 5


def room(number: int, leader: str, counts: dict[str, int]) -> Unit:
    return Unit(str(number), "t", Kind.ROOM, "f", leader, "2026-11", counts)


def go(number: int, option: str) -> Unit:
    return Unit(str(number), "t", Kind.ALONE, "f", "", "2026-11", {option: 1})


@dataclass
class Telling:
    """What is told when figures are asked for after each unit, as a bot would tell it."""

    told: list[Told] = field(default_factory=list)
    open: list[Unit] = field(default_factory=list)
    closed: list[Unit] = field(default_factory=list)

    def add(self, unit: Unit) -> list[Told]:
        """What is new since."""
        self.open.append(unit)
        new, keys = release(self.open, RIGHTS)
        self.closed += [one for one in self.open if one.key in keys]
        self.open = [one for one in self.open if one.key not in keys]
        self.told += new
        return list(new)


def sums(told: list[Told]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in told:
        found[one.option] += one.count
    return found


@given(sessions)
def test_no_export_differs_from_an_earlier_one_by_a_few(
    given_: list[tuple[str, dict[str, int]]],
) -> None:
    telling = Telling()
    for number, (leader, counts) in enumerate(given_):
        new = telling.add(room(number, leader, counts))
        assert all(one.count >= 5 for one in new)
        if new:  # never because of what a few chose
            assert sum(counts.values()) >= 5
    exact = Counter[str]()
    for unit in telling.closed:
        exact.update(unit.counts)
    assert sums(telling.told)["r"] == exact["r"]
    assert sums(telling.told).total() == exact.total()


@given(sessions)
def test_a_trainer_who_takes_their_own_rooms_away_is_left_with_five_or_none(
    given_: list[tuple[str, dict[str, int]]],
) -> None:
    telling = Telling()
    for number, (leader, counts) in enumerate(given_):
        telling.add(room(number, leader, counts))
    for leader in "xyz":
        others = [unit for unit in telling.closed if unit.leader != leader]
        right = sum(unit.counts.get("r", 0) for unit in others)
        assert is_safe(right)
        assert is_safe(sum(unit.answered for unit in others) - right)


@given(goes)
def test_nobody_who_trains_alone_is_told_on(chosen: list[str]) -> None:
    telling = Telling()
    for number, option in enumerate(chosen):
        new = telling.add(go(number, option))
        assert all(one.count >= 5 for one in new)
        if new:  # never because of what the last one chose
            assert (number + 1) % 20 == 0


@given(goes)
def test_when_something_is_told_says_nothing_of_the_last_to_decide(chosen: list[str]) -> None:
    for last in "rbc":
        telling = Telling()
        for number, option in enumerate(chosen):
            telling.add(go(number, option))
        before = len(telling.told)
        telling.add(go(len(chosen), last))
        if (len(chosen) + 1) % 20:
            assert len(telling.told) == before


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 30), min_size=2))
def test_no_small_count_is_told_or_can_be_worked_out(counts: dict[str, int]) -> None:
    told = suppressed(counts)
    hidden = [name for name, count in told.items() if count is None]
    assert all(count is None or is_safe(count) for count in told.values())
    assert all(told[name] in (None, count) for name, count in counts.items())
    if hidden and sum(counts.values()) >= 5 and sum(map(bool, counts.values())) > 1:
        assert len(hidden) > 1
        assert sum(counts[name] for name in hidden) >= 5


def test_counts_that_are_large_enough_are_all_told() -> None:
    assert suppressed({"a": 5, "b": 9, "c": 0}) == {"a": 5, "b": 9, "c": 0}
    told, keys = release([room(1, "x", {"r": 12, "b": 6, "c": 5})], RIGHTS)
    assert {one.option: one.count for one in told} == {"r": 12, "b": 6, "c": 5}
    assert keys == {"1"}


def test_a_class_in_which_few_were_wrong_waits_for_another() -> None:
    first, second = room(1, "x", {"r": 10, "b": 2}), room(2, "x", {"r": 8, "c": 3})
    assert release([first], RIGHTS) == ((), frozenset())
    told, keys = release([first, second], RIGHTS)
    assert {one.option: one.count for one in told} == {"r": 18, OTHERS: 5}
    assert keys == {"1", "2"}


@given(st.integers(0, 400))
def test_at_least_five_counts_look_the_same(answered: int) -> None:
    told = Counter(share(right, answered) for right in range(answered + 1))
    assert None not in told or set(told) == {None}
    assert told.keys() == {None} or min(told.values()) >= 5


def test_shares_are_closer_the_more_answered() -> None:
    assert share(10, 24) is None
    assert str(share(10, 25)) == "40 to 60%"
    assert str(share(100, 100)) == "95 to 100%"


def found(*tallies: tuple[Kind, str, str, str, int]) -> Found:
    made = (
        Tally(kind, team, month, FORM.id, option, n) for kind, team, month, option, n in tallies
    )
    return Found(tallies=tuple(made), forms={FORM.id: FORM})


def test_teams_themes_and_before_and_after() -> None:
    these = found(
        (Kind.ROOM, "Team A", "2026-01", "r", 20),
        (Kind.ROOM, "Team A", "2026-01", "b", 30),
        (Kind.ROOM, "Team B", "2026-06", "r", 45),
        (Kind.ROOM, "Team B", "2026-06", "c", 5),
        (Kind.ROOM, "", "2026-06", "r", 6),
        (Kind.ALONE, "", "2026-02", "b", 40),
        (Kind.AGAIN, "", "2026-02", "r", 40),
    )
    assert [(name, str(told)) for name, told in teams(these)] == [
        ("Team A", "40 to 50%"),
        ("Team B", "90 to 100%"),
    ]
    assert [(name, str(told)) for name, told in themes(these)] == [("Labour", "45 to 50%")]
    sessions_, alone = before_after(these)
    assert [sessions_[0], sessions_[1][0], sessions_[2][0]] == [
        "Labour, sessions",
        "2026-01",
        "2026-06",
    ]
    assert [str(sessions_[1][1]), str(sessions_[2][1])] == ["40 to 50%", "90 to 100%"]
    assert [alone[0], str(alone[1][1]), str(alone[2][1])] == [
        "Labour, alone",
        "0 to 20%",
        "80 to 100%",
    ]


def test_another_wording_is_another_row() -> None:
    reworded = Form(
        "case", "A case", "s", "Stage", "", (), (("r", "Right"), ("d", "D"), ("c", "C"))
    )
    told = [
        Told("t", Kind.ROOM, form, option, "2026-11", 6)
        for form in ("one", "two")
        for option in "rc"
    ]
    these = Found(told=tuple(told), forms={"one": FORM, "two": reworded})
    old, new = sorted(stages(these, {"two"}), key=lambda one: not one.older)
    assert (old.older, new.older) == (True, False)
    assert (old.counts, new.counts) == ({"r": 6, "b": 0, "c": 6}, {"r": 6, "d": 0, "c": 6})
    assert missed([old, new]) == (new,)
    rows = list(csv.DictReader(io.StringIO(table(these, {"two"}))))
    assert [row["option"] for row in rows if row["wording"] == "older"] == ["Right", "B", "C"]


def test_choices_not_told_apart_are_one_row() -> None:
    told = (
        Told("t", Kind.ROOM, "f", "r", "2026-11", 9),
        Told("t", Kind.ROOM, "f", OTHERS, "2026-11", 7),
    )
    (stage,) = stages(Found(told=told, forms={"f": FORM}), {"f"})
    assert (stage.right, stage.answered) == (9, 16)
    assert stage.counts == {"r": 9, "b": None, "c": None}
    assert table(Found(told=told, forms={"f": FORM}), ()).count(HIDDEN) == 2


def test_a_wording_is_known_by_its_words_alone() -> None:
    library: Library = published()
    scripts = load_scenarios(library.sources)
    known = [one.scenario for one in scripts.values() if one.scenario.trains]
    case = known[0]
    form = next(iter(forms_of(case).values()))
    assert form.id in wordings(known, ())
    assert Form.from_json(form.to_json()) == form
    themed = case.model_copy(update={"themes": case.themes[:1], "brief": "Something else."})
    assert forms_of(themed)[form.stage].id == form.id
    first = case.decisions[0].model_copy(update={"choose": "Do something else."})
    other = case.model_copy(update={"decisions": (first, *case.decisions[1:])})
    assert forms_of(other)[form.stage].id != form.id


def test_a_card_of_everything_there_is_fits_into_teams() -> None:
    library: Library = published()
    questions = questions_of(library, FOLDER)
    names = [stage_id(one.about) for one in questions]
    scripts = load_scenarios(library.sources).values()
    cases = [one.scenario for one in scripts if one.scenario.trains]
    every = (*cases, quick.scenario(questions, names))
    forms = {form.id: form for one in every for form in forms_of(one, questions).values()}
    told = [
        Told("t", Kind.ROOM, form.id, option, "2026-11", 7)
        for form in forms.values()
        for option, _ in form.options
    ]
    tallies = [
        Tally(kind, f"Team {month}", f"2026-{month:02}", form.id, option, 20 + month)
        for form in forms.values()
        for option, _ in form.options
        for kind in Kind
        for month in (1, 11)
    ]
    own = [
        Session(str(n), "2026-11-22", "Team A", named=False, counts=Counter(counts))
        for n in range(20)
        for counts in [{(form, forms[form].right): 9 for form in forms}]
    ]
    these = Found(tuple(told), tuple(tallies), tuple(own), forms)
    views = [*VIEWS, "of/quick-check", *(f"of/{one.scenario}" for one in cases)]
    for view in views:
        shown = figures(view, these, forms)
        assert shown.charts
        assert size(card(shown, "", 0, None)) < 26 * 1024, view


def test_a_question_of_a_quick_check_has_its_own_theme() -> None:
    library: Library = published()
    questions = questions_of(library, FOLDER)
    names = [stage_id(one.about) for one in questions]
    forms = forms_of(quick.scenario(questions, names), questions)
    assert {name: forms[name].themes for name in names} == {
        stage_id(one.about): (one.theme.value,) for one in questions
    }
    assert {form.id for form in forms.values()} == wordings((), questions)
    few = forms_of(quick.scenario(questions, names[:3]), questions)
    assert all(forms[name].id == form.id for name, form in few.items())


@pytest.mark.parametrize("label", ["<script>&\"'", "x" * 300])
def test_a_picture_is_whole_whatever_a_label_says(label: str) -> None:
    drawn = picture([Chart("A & B", (Bar(label, "60 to 80%", 60, 80),))], "As on <today>")
    root = ElementTree.fromstring(drawn)
    told = [one.text or "" for one in root.iter()]
    assert "".join(told).replace(" ", "").count(label.replace(" ", "")[:10]) >= 2
    assert {one.tag.rpartition("}")[2] for one in root.iter()} == {
        "svg",
        "title",
        "desc",
        "rect",
        "text",
    }
    assert "TRAINING, NOT LIVE" in told
