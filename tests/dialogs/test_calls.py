"""A call told by someone else, and the officer who takes it over: the log is stored throughout."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogs import handover, handover_data, handover_text
from dialogs.board import screen
from dialogs.commands import Answer, Answers, Command, Offer, PickUp
from dialogs.interpret import Question, interpret
from dialogs.reporting import FACTORS, thrive
from dialogs.screen import Show
from dialogs.sharing import may_be_taken, may_open
from dialogs.typed import Unclear
from tests.journey import Journey, guide_text, library_of, release

START = "{label: On a line, words: [line], reported: true}"
TURNING = """
steps:
  - {id: first-one, title: First, ask: A or b?, options: {a: A, b: B}, cite: ["s1#1"]}
  - {id: middle, title: Middle, when: {first-one: b}, ask: C or d?, options: {c: C, d: D},
     cite: ["s1#1"]}
  - {id: last-one, title: Last, ask: E or f?, options: {e: E, f: F}, cite: ["s1#1"]}
"""
HANDLER, OFFICER = "officer-1", "officer-2"


@pytest.fixture
def call() -> Journey:
    return Journey(release("call"))


def told(call: Journey) -> Journey:
    """The call for a man who is held, up to the people in it."""
    call.answers(call_safe="safe", reporter="third-party", call_danger="hurt", call_with="near")
    call.answers(call_language="needed", call_cues=["papers", "wages"])
    return call.answer("people", {"adult": 1, "young": 1})


def typed(call: Journey, text: str) -> object:
    return interpret(text, call.view, screen(call.view))


def as_data(call: Journey) -> Any:
    return handover_data.to_json(handover.summarise(call.view))


def refused(call: Journey, command: Command) -> str:
    refusal = call.try_(command)
    return refusal.code if refusal else ""


def reporters(call: Journey) -> dict[str, str | None]:
    data = as_data(call)
    parts = [data["scene"], *data["people"]]
    return {d["step"]: d["reported_by"] for part in parts for d in part["decisions"]}


def test_it_starts_with_whether_it_is_safe_to_talk(call: Journey) -> None:
    assert call.at == "call-safe"


def test_nobody_on_the_call_is_sent_to_what_only_an_officer_there_can_see(call: Journey) -> None:
    told(call).answer("call-send", "done").answer("call-log", "done")
    assert call.view.complete
    assert {lane.lane.id for lane in call.view.lanes} == {"call"}
    assert refused(call, Answer(None, "danger", "now")) == "not-applicable"


def test_everything_told_is_marked_with_who_told_it(call: Journey) -> None:
    told(call)
    marked = reporters(call)
    assert marked.pop("reporter") is None
    assert set(marked) == {"call-safe", "call-danger", "call-with", "call-language", "call-cues"}
    assert set(marked.values()) == {"third-party"}
    text = handover_text.text(handover.summarise(call.view))
    assert text.count("(reported by the third party)") > len(marked)


def test_what_was_told_before_the_reporter_was_asked_is_theirs_as_well(call: Journey) -> None:
    call.answers(call_safe="safe", reporter="interpreter")
    assert reporters(call)["call-safe"] == "interpreter"


def test_the_telephone_is_handed_on(call: Journey) -> None:
    call.answers(call_safe="safe", reporter="third-party", call_danger="none")
    call.answers(reporter="caller", call_with="away")
    assert reporters(call)["call-danger"] == "third-party"
    assert reporters(call)["call-with"] == "caller"


def test_tasks_of_the_call_are_done_and_not_reported(call: Journey) -> None:
    told(call).answer("call-send", "done")
    lines = handover_text.text(handover.summarise(call.view)).splitlines()
    assert not any("reported" in line for line in lines if line.startswith("- Officers sent"))


def test_thrive_follows_from_what_is_told(call: Journey) -> None:
    assert not any(thrive(call.view).values())
    told(call)
    assert [factor for factor in FACTORS if thrive(call.view)[factor]] == list(FACTORS)
    call.answers(call_cues=[], call_danger="none", call_with="away", call_language="english")
    call.remove("person2")
    assert [factor for factor in FACTORS if thrive(call.view)[factor]] == ["engagement"]


class TestSeveralInOneLine:
    def test_digits_answer_the_questions_that_follow(self, call: Journey) -> None:
        for text in ("1 2", "1,2", "1, 2"):
            assert isinstance(typed(call, text), Answers)
        meant = typed(call, "1 2 4 3 1")
        assert isinstance(meant, Answers)
        call.do(meant)
        assert call.at == "call-cues"
        assert call.view.reading.value(None, "reporter") == "third-party"
        call.undo()
        assert call.at == "call-safe"

    def test_three_digits_together_are_three_answers_and_two_are_not(self, call: Journey) -> None:
        assert isinstance(typed(call, "124"), Answers)
        assert isinstance(typed(call, "17"), Unclear)

    @pytest.mark.parametrize("text", ["1 9", "9 1", "1 2 3 1 1 1 1 1", "1 y"])
    def test_all_or_nothing(self, call: Journey, text: str) -> None:
        assert isinstance(typed(call, text), Unclear)

    def test_a_line_stops_before_a_question_of_another_kind(self, call: Journey) -> None:
        call.answers(call_safe="safe", reporter="caller", call_danger="none", call_with="away")
        assert isinstance(typed(call, "1 2"), Unclear)

    def test_several_choices_of_one_question_are_typed_together(self, call: Journey) -> None:
        call.answers(call_safe="safe", reporter="caller", call_danger="none", call_with="away")
        call.answers(call_language="english")
        meant = typed(call, "214")
        assert isinstance(meant, Answer)
        assert meant.value == ["papers", "wages", "violence"]
        assert isinstance(typed(call, "17"), Unclear)
        assert isinstance(typed(call, "120"), Unclear)

    def test_a_line_is_refused_where_an_answer_changes_what_comes_next(
        self, tmp_path: Path
    ) -> None:
        text = guide_text(TURNING).replace("sources:", "start: " + START + "\nsources:")
        turning = Journey(library_of(tmp_path, text).release("g", date(2026, 1, 1)))
        assert isinstance(typed(turning, "1 1"), Answers)
        assert isinstance(typed(turning, "2 1"), Unclear)
        assert turning.at == "first-one"

    def test_words_are_still_a_question(self, call: Journey) -> None:
        assert isinstance(typed(call, "1 man is hurt"), Question)

    def test_only_on_a_call(self) -> None:
        doorstep = Journey(release())
        assert not isinstance(typed(doorstep, "1 2"), Answers)


def test_keys_for_moving_about(call: Journey) -> None:
    told(call)
    assert typed(call, "h") == Show("handover")
    assert typed(call, "?") == Show("help")
    assert typed(call, "/") == Show("ask")
    assert typed(call, "/ what if he says no") == Question("what if he says no")
    assert typed(call, "/1") == Question("1")
    assert typed(call, "b") == typed(call, "back")
    assert typed(call, "u") == typed(call, "undo")


class TestTakenOver:
    @pytest.fixture
    def taken(self, call: Journey) -> Journey:
        return told(call).as_(OFFICER).do(PickUp())

    def test_the_officer_begins_at_the_scene(self, taken: Journey) -> None:
        assert taken.at == "danger"
        assert not taken.view.facts.proposal

    def test_every_reported_fact_is_there_with_its_source(self, taken: Journey) -> None:
        before = reporters(taken.as_(HANDLER))
        after = reporters(taken.as_(OFFICER))
        assert before.items() <= after.items()
        assert after["person1/age"] == "third-party"

    def test_a_reported_fact_is_asked_again_and_the_same_answer_confirms_it(
        self, taken: Journey
    ) -> None:
        taken.look("person1", "people")
        assert taken.at == "person1/age"
        taken.answer("person1/age", "adult")
        assert reporters(taken)["person1/age"] is None
        assert refused(taken, Answer("person1", "age", "adult")) == "already"

    def test_a_change_keeps_what_was_reported(self, taken: Journey) -> None:
        taken.answer("person2/age", "adult")
        text = handover_text.text(handover.summarise(taken.view))
        [line] = [line for line in text.splitlines() if "seen; the third party reported" in line]
        assert "18 or over" in line
        person = as_data(taken)["people"][1]
        decision = next(d for d in person["decisions"] if d["step"] == "person2/age")
        assert decision["reported_by"] is None
        assert decision["reported"]["by"] == "third-party"

    def test_what_the_officer_settled_is_not_overwritten_from_the_call(
        self, taken: Journey
    ) -> None:
        taken.answer("call-danger", "none").as_(HANDLER)
        assert refused(taken, Answer(None, "call-danger", "both")) == "confirmed"
        assert taken.view.reading.value(None, "call-danger") == "none"

    def test_each_has_a_place_of_their_own(self, taken: Journey) -> None:
        assert taken.as_(HANDLER).at == "call-send"
        taken.answer("call-send", "done")
        assert taken.as_(OFFICER).at == "danger"
        taken.answer("danger", "none").answer("place", "home")
        assert taken.as_(HANDLER).at == "call-log"
        taken.undo()
        assert taken.at == "call-send"
        assert taken.view.reading.value(None, "place") == "home"

    def test_what_the_call_still_brings_is_reported_and_reaches_the_officer(
        self, taken: Journey
    ) -> None:
        taken.as_(HANDLER).answer("call-cues", ["papers", "wages", "leave"]).as_(OFFICER)
        assert "leave" in str(taken.view.reading.value(None, "call-cues"))
        assert reporters(taken)["call-cues"] == "third-party"

    def test_two_officers_may_go(self, taken: Journey) -> None:
        taken.answer("danger", "none")
        taken.as_("officer-3").do(PickUp())
        assert taken.at == "place"
        assert len(taken.view.facts.attending) == 2

    def test_nobody_takes_over_what_they_have(self, taken: Journey) -> None:
        assert refused(taken, PickUp()) == "already"
        assert refused(taken.as_(HANDLER), PickUp()) == "already"


def test_whose_it_is_to_open(call: Journey) -> None:
    assert may_open(call.encounter, HANDLER)
    assert not may_open(call.encounter, OFFICER)
    call.as_(OFFICER).do(PickUp())
    assert may_open(call.encounter, OFFICER)


def test_an_ordinary_encounter_is_taken_over_only_once_it_was_offered() -> None:
    doorstep = Journey(release())
    assert not may_be_taken(doorstep.view)
    doorstep.do(Offer())
    assert may_be_taken(doorstep.view)
    doorstep.answers(danger="none").as_(OFFICER).do(PickUp())
    assert doorstep.at == "place"
