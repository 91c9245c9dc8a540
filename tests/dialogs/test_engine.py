"""The engine on small guides: one idea per test, storage between every two inputs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from content.link import LinkError
from dialogs.commands import (
    AddPerson,
    Answer,
    Back,
    Close,
    Confirm,
    Look,
    Pause,
    Reopen,
    Resume,
    Undo,
)
from tests.journey import Journey, guide_text, library_of

BODY = """
sections:
  - id: first
    title: First
    opening: true
    steps:
      - {id: danger, title: Danger, urgent: true, ask: Danger?, options: {now: "Yes", none: "No"}}
      - {id: act, title: Act, when: {danger: now}, do: {call: Call, move: Move}}
      - id: people
        title: People
        each: person
        ask: Who?
        groups:
          adult: {label: Adults, set: {age: adult}}
          young: {label: Young, set: {age: unsure}}
        max: 5
        steps:
          - {id: age, title: Age, ask: Age?, options: {adult: Adult, child: Child, unsure: Unsure}}
          - id: consent
            title: Consent
            when: {age: adult}
            consequential: true
            ask: Agrees?
            options: {agrees: Agrees, declines: Declines}
          - {id: why-not, title: Why, when: {consent: declines}, say: Explain.}
          - {id: refer, outcome: nrm, value: refer, label: Refer, say: Refer., cite: [s1],
             when: {any: [{consent: agrees}, {age: [child, unsure]}]}}
          - {id: notify, outcome: dtn, value: due, label: Notify, say: Notify., cite: [s1],
             when: {consent: declines}}
  - id: scene
    title: Scene
    steps:
      - {id: seen, title: Seen, many: true, ask: Seen?, options: {a: A, b: B}}
      - {id: count, title: Count, ask: How many?, number: {min: 0, max: 9}}
      - {id: day, title: Day, ask: When?, date: true}
      - {id: care, title: Care, urgent: true, ask: Care?, options: {fine: Fine, care: Care}}
      - {id: childcare, title: Children, when: {some: {age: [child, unsure]}}, do: {ring: Ring}}
alerts:
  - {id: danger-now, level: life, when: {danger: now}, say: Danger now., cite: [s1]}
  - {id: child, level: child, when: {some: {age: child}}, say: "Child here.", cite: [s1]}
"""


@pytest.fixture
def journey(tmp_path: Path) -> Journey:
    library = library_of(tmp_path, guide_text(BODY, guide="encounter"))
    return Journey(library.release("encounter", date(2026, 1, 1)))


def started(journey: Journey, adult: int = 1, young: int = 0) -> Journey:
    return journey.answer("danger", "none").answer("people", {"adult": adult, "young": young})


def test_opening_is_walked_first_then_the_board(journey: Journey) -> None:
    assert journey.at == "danger"
    journey.answer("danger", "none")
    assert journey.at == "people"
    journey.answer("people", {"adult": 2, "young": 1})
    assert journey.at == ""
    assert journey.view.facts.people == ("person1", "person2", "person3")


def test_what_is_urgent_is_offered_first(journey: Journey) -> None:
    started(journey)
    following = journey.view.next_best
    assert following is not None
    assert following.lane.id == "scene"
    journey.answer("care", "fine")
    following = journey.view.next_best
    assert following is not None
    assert following.person == "person1"


def test_an_answer_goes_on_in_its_own_section(journey: Journey) -> None:
    started(journey)
    journey.answer("seen", ["b", "a"])
    assert journey.at == "count"
    assert journey.view.reading.value(None, "seen") == ["a", "b"]


def test_each_person_has_their_own_steps(journey: Journey) -> None:
    started(journey, adult=2)
    journey.answer("person1/consent", "agrees").answer("person2/consent", "declines")
    assert journey.finding("person1", "nrm") == "refer"
    assert journey.finding("person2", "nrm") is None
    assert journey.finding("person2", "dtn") == "due"
    assert journey.at == "person2/why-not"


def test_facts_from_the_roster_are_not_asked_again(journey: Journey) -> None:
    started(journey, adult=0, young=1)
    lane = journey.view.lane_of(("person1", "people"))
    assert lane is not None
    assert lane.first_open is None
    assert journey.finding("person1", "nrm") == "refer"


def test_a_change_that_sets_answers_aside_is_read_back(journey: Journey) -> None:
    started(journey)
    journey.answer("person1/consent", "declines")
    journey.do(Answer("person1", "age", "child"))
    assert journey.view.facts.proposal is not None
    assert journey.finding("person1", "dtn") == "due"
    journey.do(Confirm())
    assert [step for _, step in journey.view.dormant] == ["consent"]
    assert journey.finding("person1", "dtn") is None
    assert journey.finding("person1", "nrm") == "refer"
    journey.answer("person1/age", "adult")
    assert journey.view.dormant == ()
    assert journey.finding("person1", "dtn") == "due"


def test_keeping_what_was_there(journey: Journey) -> None:
    started(journey)
    journey.answer("person1/consent", "declines")
    before = journey.view
    journey.do(Answer("person1", "age", "child")).dismiss()
    assert journey.view.findings == before.findings
    assert journey.view.facts.proposal is None


def test_typing_alone_never_settles_a_consequential_step(journey: Journey) -> None:
    started(journey)
    journey.do(Answer("person1", "consent", "declines", pressed=False))
    assert journey.view.reading.value("person1", "consent") is None
    journey.do(Confirm())
    assert journey.view.reading.value("person1", "consent") == "declines"


def test_an_old_card_asks_before_it_changes_anything(journey: Journey) -> None:
    shown_at = journey.encounter.revision
    journey.answer("danger", "none")
    refusal = journey.try_(Answer(None, "danger", "none", revision=shown_at))
    assert refusal is not None
    assert refusal.code == "already"
    journey.do(Answer(None, "danger", "now", revision=shown_at))
    assert journey.view.reading.value(None, "danger") == "none"
    assert journey.view.facts.proposal is not None


def test_an_old_card_of_an_open_step_is_simply_taken(journey: Journey) -> None:
    started(journey)
    shown_at = journey.encounter.revision
    journey.answer("care", "fine")
    journey.do(Answer(None, "seen", [], revision=shown_at))
    assert journey.view.reading.value(None, "seen") == []


def test_undo_takes_back_the_last_thing_recorded(journey: Journey) -> None:
    started(journey, adult=2, young=1)
    before = journey.view
    journey.answer("person1/consent", "agrees")
    assert [lane.stops for lane in journey.view.lanes] != [lane.stops for lane in before.lanes]
    journey.undo()
    assert journey.view.findings == before.findings
    assert [lane.stops for lane in journey.view.lanes] == [lane.stops for lane in before.lanes]
    journey.undo()
    assert journey.view.facts.people == ()
    journey.undo()
    assert journey.at == "danger"
    refusal = journey.try_(Undo())
    assert refusal is not None
    assert refusal.code == "nothing"


def test_undo_passes_over_looking_around(journey: Journey) -> None:
    started(journey)
    journey.answer("care", "fine").look("person1", "people").look(None, None).undo()
    assert journey.view.reading.value(None, "care") is None


def test_back_shows_the_step_before_with_its_answer(journey: Journey) -> None:
    started(journey)
    journey.answer("seen", ["a"]).answer("count", 3)
    journey.back()
    assert journey.at == "count"
    journey.back()
    assert journey.at == "seen"
    journey.answer("seen", ["b"])
    assert journey.at == "day"


def test_back_from_the_first_step_says_so(journey: Journey) -> None:
    refusal = journey.try_(Back())
    assert refusal is not None
    assert refusal.code == "first"


def test_people_come_and_go_and_numbers_are_never_reused(journey: Journey) -> None:
    started(journey, adult=2)
    journey.answer("person1/consent", "agrees")
    journey.remove("person1").add("young")
    assert journey.view.facts.people == ("person2", "person3")
    assert all(finding.person != "person1" for finding in journey.view.findings)
    refusal = journey.try_(Answer("person1", "consent", "declines"))
    assert refusal is not None
    assert refusal.code == "no-person"
    journey.undo().undo()
    assert journey.view.facts.people == ("person1", "person2")
    assert journey.finding("person1", "nrm") == "refer"


def test_there_is_a_limit_to_people(journey: Journey) -> None:
    refusal = journey.try_(Answer(None, "people", {"adult": 6}))
    assert refusal is None or refusal.code == "invalid"
    journey.answer("danger", "none").answer("people", {"adult": 5, "young": 0})
    refusal = journey.try_(AddPerson("adult"))
    assert refusal is not None
    assert refusal.code == "full"


def test_alerts_come_above_everything_and_go_when_they_no_longer_hold(journey: Journey) -> None:
    journey.answer("danger", "now")
    assert [alert.id for alert in journey.view.alerts] == ["danger-now"]
    journey.answer("act", "done").answer("people", {"adult": 1})
    journey.answer("person1/age", "child")
    assert [alert.id for alert in journey.view.alerts] == ["danger-now", "child"]
    journey.answer("danger", "none")
    assert [alert.id for alert in journey.view.alerts] == ["child"]


def test_a_checklist_keeps_what_was_done(journey: Journey) -> None:
    journey.answer("danger", "now")
    journey.answer("act", {"call": "done"})
    assert journey.at == "act"
    journey.answer("act", {"move": "cannot:unsafe"})
    assert journey.at == "people"
    states = {task.item: task.state for task in journey.view.tasks if task.key[1] == "act"}
    assert states == {"call": "done", "move": "cannot:unsafe"}
    journey.answer("act", ["move"])
    states = {task.item: task.state for task in journey.view.tasks if task.key[1] == "act"}
    assert states == {"call": "later", "move": "done"}


def test_a_scene_step_can_depend_on_people(journey: Journey) -> None:
    started(journey)
    assert journey.view.stop((None, "childcare")) is None
    journey.answer("person1/age", "child")
    assert journey.view.stop((None, "childcare")) is not None


@pytest.mark.parametrize(
    ("step", "value"),
    [
        ("danger", "maybe"),
        ("danger", None),
        ("danger", ["none"]),
        ("danger", {"x": 1}),
        ("seen", ["a", "z"]),
        ("count", 10),
        ("count", -1),
        ("count", True),
        ("count", "3.5"),
        ("count", "²"),
        ("day", "2026-02-30"),
        ("day", "yesterday"),
        ("people", {"adult": 0}),
        ("people", {"adult": "many"}),
        ("people", 3),
    ],
)
def test_a_wrong_value_changes_nothing(journey: Journey, step: str, value: object) -> None:
    refusal = journey.try_(Answer(None, step, value))  # type: ignore[arg-type]
    assert refusal is not None
    assert refusal.code == "invalid"
    assert journey.encounter.revision == 0


def test_unknown_steps_and_people_are_refused(journey: Journey) -> None:
    for command in (Answer(None, "nothing", "x"), Look(None, "nothing"), Look("person9", "people")):
        refusal = journey.try_(command)
        assert refusal is not None
        assert refusal.code in ("unknown-step", "no-person")


def test_pause_resume_close_reopen(journey: Journey) -> None:
    journey.answer("danger", "none").do(Pause())
    assert journey.view.facts.paused
    assert journey.at == ""
    journey.do(Resume()).do(Close())
    refusal = journey.try_(Answer(None, "care", "fine"))
    assert refusal is not None
    assert refusal.code == "closed"
    journey.do(Reopen()).answer("care", "fine")
    assert not journey.view.facts.closed


def test_conditions_that_go_in_a_circle_are_refused(tmp_path: Path) -> None:
    body = """
steps:
  - {id: a, title: A, when: {b: x}, ask: A?, options: {x: X}}
  - {id: b, title: B, when: {a: x}, ask: B?, options: {x: X}}
"""
    library = library_of(tmp_path, guide_text(body))
    with pytest.raises(LinkError, match="circle"):
        library.release("g", date(2026, 1, 1))
