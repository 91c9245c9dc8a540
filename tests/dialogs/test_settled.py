"""What a start guide settles by itself: the place, at the front counter."""

from __future__ import annotations

import pytest

from dialogs.commands import Answer, Undo
from dialogs.handover import summarise
from dialogs.handover_data import to_json
from tests.journey import Journey, release


@pytest.mark.parametrize(
    ("start", "place"), [("counter", "station"), ("detention", "station"), ("lorry", "vehicle")]
)
def test_the_place_is_known_and_not_asked(start: str, place: str) -> None:
    journey = Journey(release(start))
    assert journey.view.reading.value(None, "place") == place
    assert journey.at not in ("place", "")
    opening = next(lane for lane in journey.view.lanes if lane.lane.opening)
    assert journey.at == opening.stops[0].key[1]


def test_nothing_can_be_undone_before_the_officer_has_answered() -> None:
    journey = Journey(release("counter"))
    refusal = journey.try_(Undo())
    assert refusal is not None
    assert refusal.code == "nothing"
    journey.do(Answer(None, "counter-first", "alone", pressed=True)).do(Undo())
    assert journey.at == "counter-first"
    assert journey.view.reading.value(None, "place") == "station"


def test_the_officer_can_change_it() -> None:
    journey = Journey(release("lorry"))
    journey.do(Answer(None, "place", "street", pressed=True))
    assert journey.view.reading.value(None, "place") == "street"


def test_the_usual_encounter_settles_nothing() -> None:
    journey = Journey(release())
    assert journey.encounter.log == ()
    assert to_json(summarise(journey.view))["people"] == []
