"""The published encounter, taken the way an officer would, to the right handover."""

from __future__ import annotations

from dialogs import handover, handover_data, handover_text
from dialogs.commands import Look
from dialogs.event import Json
from tests.journey import Journey, release

# The usual answers: nothing more to ask about than has to be.
SCENE: dict[str, Json] = {
    "separate": "done",
    "medical": "none",
    "indicators": ["pay", "papers"],
    "others": [],
    "others-act": "done",
    "medical-care": "done",
    "not-first": "ok",
    "golden-hour": "done",
    "advice": "done",
    "handover-checks": "done",
}
ADULT: dict[str, Json] = {
    "account": "done",
    "consent": "agrees",
    "nrm-report": "done",
    "dtn-report": "done",
    "capacity": "done",
    "undecided": "done",
    "child-referral": "done",
    "lone": "family",
    "lone-welfare": "done",
    "safe-tonight": "arranged",
    "suspected": "none",
    "other-crimes": [],
    "crime-record": "done",
}


def begun(adult: int, young: int, place: str = "station") -> Journey:
    journey = Journey(release())
    return journey.answers(danger="none", place=place, people={"adult": adult, "young": young})


def go_on(journey: Journey, **special: dict[str, Json]) -> int:
    """Press on as the board offers, to the end. The presses it took, Next and answers alike."""
    presses = 0
    while (lane := journey.view.next_best) is not None:
        journey.do(Look(lane.person, lane.lane.id))
        presses += 1
        while (stop := journey.view.at) is not None:
            person, step = stop.key
            usual = (ADULT if person else SCENE) | special.get(person or "scene", {})
            journey.answer(f"{person}/{step}" if person else step, usual[step])
            presses += 1
    return presses


def data(journey: Journey) -> dict[str, Json]:
    return handover_data.to_json(handover.summarise(journey.view))


def part(journey: Journey, number: int) -> dict[str, Json]:
    people = data(journey)["people"]
    assert isinstance(people, list)
    person = people[number - 1]
    assert isinstance(person, dict)
    return person


def test_presses_for_one_adult() -> None:
    journey = begun(1, 0)
    start_and_three, handover_press = 4, 1
    assert start_and_three + go_on(journey) + handover_press <= 25
    assert journey.view.complete


def test_presses_for_each_further_person() -> None:
    one, two, young = begun(1, 0), begun(2, 0), begun(1, 1)
    alone = go_on(one)
    assert go_on(two) - alone <= 8
    assert go_on(young) - alone <= 8


def test_a_man_at_the_front_desk_whose_employer_holds_his_papers() -> None:
    journey = begun(1, 0)
    go_on(journey)
    man = part(journey, 1)
    assert man["age_group"] == "adult"
    assert man["nrm"] == "refer"
    assert man["duty_to_notify"] not in ("due", "not-for-children")
    assert man["section_45"] in ("none", None)
    assert man["crimes"] == ["modern-slavery"]
    assert man["outstanding"] == []
    assert man["citations"]


def test_a_cannabis_house_with_seven_people() -> None:
    journey = begun(3, 4, place="home")
    go_on(
        journey,
        scene={"indicators": ["cannabis"], "others": ["suspect-gone"]},
        person2={"consent": "declines"},
        person3={
            "suspected": "suspected",
            "act-age": "adult",
            "offence": ["listed"],
            "s45-actions": "done",
        },
    )
    first, second, third = (part(journey, number) for number in (1, 2, 3))
    assert first["nrm"] == "refer"
    assert (second["nrm"], second["duty_to_notify"]) == ("declined", "due")
    assert third["section_45"] == "excluded"
    for number in (4, 5, 6, 7):
        child = part(journey, number)
        assert child["nrm"] == "child-referral"
        assert child["duty_to_notify"] == "not-for-children"
    crimes = data(journey)["crimes_to_record"]
    assert isinstance(crimes, list)
    slavery = [c for c in crimes if isinstance(c, dict) and c["crime"] == "modern-slavery"]
    assert len(slavery) == 7


def test_a_woman_who_refuses_then_accepts() -> None:
    journey = begun(1, 0, place="home")
    go_on(journey, person1={"consent": "declines"})
    assert part(journey, 1)["duty_to_notify"] == "due"
    journey.answer("person1/consent", "agrees")
    woman = part(journey, 1)
    assert woman["nrm"] == "refer"
    assert woman["duty_to_notify"] != "due"
    assert not journey.view.complete
    go_on(journey)
    assert part(journey, 1)["outstanding"] == []
    assert "person1/dtn-report" in str(data(journey)["dormant"])


def test_an_age_changed_from_adult_to_child_half_way() -> None:
    journey = begun(1, 0)
    journey.person("person1", account="done", consent="declines")
    assert part(journey, 1)["duty_to_notify"] == "due"
    journey.answer("person1/age", "child")
    child = part(journey, 1)
    assert child["age_group"] == "child"
    assert child["nrm"] == "child-referral"
    assert child["duty_to_notify"] == "not-for-children"
    assert "person1/consent" in str(data(journey)["dormant"])
    assert any(alert.level == "child" for alert in journey.view.alerts)
    go_on(journey)
    assert journey.view.complete


def test_the_handover_names_no_one_and_cites_its_sources() -> None:
    journey = begun(2, 1)
    go_on(journey)
    text = handover_text.text(handover.summarise(journey.view))
    assert "Person 3" in text
    assert "Sources: " in text
    assert "officer-1" not in text
