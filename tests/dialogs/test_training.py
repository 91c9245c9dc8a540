"""Exercises: the right path is what the guidance concludes, and what was decided is never lost."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from content.scenario_files import Script, load_scenarios
from dialogs.commands import Refusal, Stamp
from dialogs.rehearsal.expect import unmet
from dialogs.training.consequences import consequences
from dialogs.training.course import Course
from dialogs.training.deciding import Standing, begin, choose, decided, standing
from dialogs.training.exercise import Exercise, Feedback, Terms
from dialogs.training.laying import lay
from dialogs.training.telling import debrief
from tests.journey import STARTED, TODAY, published

CASE = "front-desk-turned-away"


@cache
def scripts() -> dict[str, Script]:
    return load_scenarios(published().sources)


NAMES = sorted(name for name, script in scripts().items() if script.scenario.trains)


@cache
def course(name: str = CASE) -> Course:
    scenario = scripts()[name].scenario
    on = scenario.as_of or TODAY
    release = published().release(scenario.guide, on) if scenario.guide else None
    return lay(scenario, release, on)


def fresh(name: str = CASE, terms: Terms | None = None) -> Exercise:
    return begin(course(name), f"exercise-of-{name}", "officer", STARTED, terms or Terms())


def stored(exercise: Exercise) -> Exercise:
    """As it comes back from storage."""
    again = Exercise.from_json(exercise.to_json())
    assert again == exercise
    return again


def take(exercise: Exercise, *, right: bool, name: str = CASE) -> Exercise:
    """Decide the stage at hand, rightly or wrongly."""
    now = standing(course(name), exercise)
    assert now.at is not None
    option = next(one for one in now.options(now.at) if one.right is right)
    events = choose(now, now.at.id, option.id, Stamp(STARTED, "officer", f"c{exercise.revision}"))
    assert not isinstance(events, Refusal)
    return stored(decided(exercise, events))


def walked(*rights: bool, name: str = CASE) -> Standing:
    exercise = fresh(name)
    for right in rights:
        exercise = take(exercise, right=right, name=name)
    return standing(course(name), exercise)


def test_there_are_enough_cases_to_train_on() -> None:
    scenarios = [scripts()[name].scenario for name in NAMES]
    report = [s for s in scenarios if s.basis == "report" and s.source == "stolen-freedom-2017"]
    assert len(scenarios) >= 24
    assert len({s.cite[0].where for s in report}) >= 16
    assert any(option.seen for s in NAMES for stage in course(s).stages for option in stage.options)


@pytest.mark.parametrize("name", NAMES)
def test_the_right_path_is_what_the_guidance_concludes(name: str) -> None:
    made = course(name)
    now = walked(*[True] * len(made.stages), name=name)
    assert now.done
    assert now.score == now.out_of
    assert not now.missed
    if made.end is not None:
        assert not list(unmet(made.scenario.expect, made.end, final=True))
    for stage in made.stages:
        assert {name.rpartition("/")[2] for name in stage.decision.holds} <= {
            *(one.id for one in stage.concluded)
        }


@pytest.mark.parametrize("name", NAMES)
def test_all_that_can_be_told_is_told_once_and_in_time(name: str) -> None:
    made = course(name)
    told = [text for stage in made.stages for text in stage.told] + list(made.rest)
    assert sorted(map(plain, told)) == sorted(made.scenario.reveal.values())
    for stage in made.stages:
        text = made.scenario.reveal.get(stage.decision.at or "")
        before = [plain(t) for one in made.stages if one.number <= stage.number for t in one.told]
        assert text is None or text in before


def plain(told: str) -> str:
    """What came out, without the person whom it is about."""
    return re.sub(r"^Person \d+: ", "", told)


@pytest.mark.parametrize("name", NAMES)
def test_of_several_people_it_says_who(name: str) -> None:
    made = course(name)
    told = [text for stage in made.stages for text in stage.told] + list(made.rest)
    several = len(made.scenario.expect.people) > 1
    about = sum(key.startswith("person") for key in made.scenario.reveal)
    assert sum(text != plain(text) for text in told) == (about if several else 0)


def test_at_least_one_stage_of_every_encounter_rests_on_a_conclusion() -> None:
    for name in NAMES:
        if course(name).release is not None and course(name).scenario.guide == "encounter":
            held = sum(bool(stage.concluded) for stage in course(name).stages)
            assert held or name == "refuge-two-forces", name


def test_length_does_not_give_the_right_choice_away() -> None:
    """The longest, the shortest and those between are right about as often as chance has it."""
    stages = [stage for name in NAMES for stage in course(name).stages]
    chance = sum(1 / len(stage.options) for stage in stages)
    lengths = [sorted(stage.options, key=lambda one: len(one.say)) for stage in stages]
    assert sum(by_length[-1].right for by_length in lengths) <= chance
    assert sum(by_length[0].right for by_length in lengths) <= chance * 1.2


def test_punctuation_does_not_give_the_right_choice_away() -> None:
    """The one with most stops, or with fewest, is right no more often than chance has it."""
    stages = [stage for name in NAMES for stage in course(name).stages]
    chance = sum(1 / len(stage.options) for stage in stages)
    right = [stops(stage.right.say) for stage in stages]
    wrong = [[stops(one.say) for one in stage.options if not one.right] for stage in stages]
    assert sum(here > max(others) for here, others in zip(right, wrong, strict=True)) <= chance
    assert (
        sum(here < min(others) for here, others in zip(right, wrong, strict=True)) <= chance * 1.2
    )


def stops(say: str) -> int:
    return sum(say.count(stop) for stop in ",;:")


def test_the_order_of_the_choices_says_nothing_and_stays() -> None:
    stages = [stage for name in NAMES for stage in course(name).stages]
    places = Counter(stage.shuffled("seed").index(stage.right) for stage in stages)
    assert min(places[place] for place in range(3)) > len(stages) / 5
    assert stages[0].shuffled("a") == stages[0].shuffled("a")
    assert len({stages[0].shuffled(f"seed {n}") for n in range(20)}) > 1


def test_missed_stages_are_known_and_cited() -> None:
    now = walked(False, True, False, True)
    assert (now.score, now.out_of) == (2, 4)
    assert [stage.number for stage in now.missed] == [1, 3]
    assert all(stage.decision.cite for stage in now.missed)


def test_a_decision_counts_once() -> None:
    exercise = take(fresh(), right=False)
    now = standing(course(), exercise)
    first = course().stages[0]
    outcome = choose(now, first.id, first.right.id, Stamp(STARTED, "officer", "again"))
    assert isinstance(outcome, Refusal)
    assert outcome.code == "already"
    late = replace(exercise.log[0], value=first.right.id)
    twice = decided(exercise, (late,))
    assert standing(course(), twice).chosen == now.chosen


@pytest.mark.parametrize(
    ("stage", "option", "code"),
    [("the-record", None, "not-now"), ("nothing", None, "not-now"), (None, "zzz", "invalid")],
)
def test_only_what_is_asked_can_be_decided(
    stage: str | None, option: str | None, code: str
) -> None:
    now = standing(course(), fresh())
    assert now.at is not None
    wanted = (stage or now.at.id, option or now.at.right.id)
    outcome = choose(now, *wanted, Stamp(STARTED, "officer", "c"))
    assert isinstance(outcome, Refusal)
    assert outcome.code == code


def test_a_wrong_answer_shows_what_the_guidance_would_conclude() -> None:
    made = course("restaurant-eight-workers")
    stage = next(one for one in made.stages if one.decision.at == "person8/consent")
    wrong = next(one for one in stage.options if one.answer == "agrees")
    would = {(found.person, found.id) for found in consequences(made, stage, wrong)}
    assert would == {("person8", "nrm-refer"), ("person8", "dtn-not-due")}
    assert not consequences(made, stage, stage.right)


def test_an_exercise_keeps_how_it_is_taken() -> None:
    terms = Terms(Feedback.END, date(2017, 10, 1), 3)
    again = stored(fresh(terms=terms))
    assert again.pin.terms == terms
    assert again.pin.guides["nrm"].startswith("20")


def test_a_scenario_without_choices_cannot_be_laid_out() -> None:
    scenario = scripts()[CASE].scenario
    bare = [d.model_copy(update={"choose": None, "instead": ()}) for d in scenario.decisions]
    with pytest.raises(ValueError, match="nothing to decide"):
        lay(scenario.model_copy(update={"decisions": tuple(bare)}), None, TODAY)


@pytest.mark.parametrize("name", NAMES)
def test_the_debrief_names_each_missed_stage_with_its_source_and_edition(name: str) -> None:
    made = replace(course(name), sources=published().sources)
    now = replace(walked(*[False] * len(made.stages), name=name), course=made)
    said = [one.text for one in debrief(now, {}).said]
    assert len(now.missed) == len(made.stages)
    for stage in now.missed:
        here = said[said.index(stage.title) :]
        cited = next(text for text in here if text.startswith("Source: "))
        for cite in stage.decision.cite:
            assert published().sources[cite.source].edition in cited
            assert cite.where in cited


def test_of_sources_that_nobody_knows_nothing_is_said() -> None:
    now = walked(*[False] * len(course().stages))
    assert not [one for one in debrief(now, {}).said if one.text.startswith("Source: ")]


@pytest.mark.parametrize("name", NAMES)
def test_no_missed_stage_is_folded_away(name: str) -> None:
    made = replace(course(name), sources=published().sources)
    now = replace(walked(*[False] * len(made.stages), name=name), course=made)
    shown = debrief(now, {})
    words = [*shown.lines, *(one.text for one in shown.said), shown.title, shown.progress]
    assert sum(len(text.split()) for text in words) <= shown.room
