"""Playing prepared answers: any order, nothing unused, the handover as data."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from dialogs import handover, handover_data
from dialogs.event import Json
from dialogs.rehearsal.rehearse import read_answers, rehearse
from tests.journey import STARTED, release

ANSWERS: dict[str, Json] = {
    "people": {"adult": 1, "young": 1},
    "danger": "none",
    "place": "home",
    "person1/consent": "declines",
    "person1/dtn-report": {"dtn-tell": "done", "dtn-send": "later"},
    "person2": {"age": "child", "child-referral": "done"},
}


def test_answers_in_any_order_give_the_same_handover() -> None:
    forwards = rehearse(release(), read_answers(ANSWERS), STARTED)
    backwards = rehearse(release(), read_answers(dict(reversed(ANSWERS.items()))), STARTED)
    assert forwards.unused == ()
    assert forwards.refused == ()
    one, other = (handover_data.to_json(handover.summarise(r.view)) for r in (forwards, backwards))
    assert one == other


def test_the_data_says_who_needs_what() -> None:
    played = rehearse(release(), read_answers(ANSWERS), STARTED)
    data: dict[str, Any] = handover_data.to_json(handover.summarise(played.view))
    json.dumps(data)
    first, second = data["people"]
    assert (first["nrm"], first["duty_to_notify"]) == ("declined", "due")
    assert (second["age_group"], second["nrm"]) == ("child", "child-referral")
    tasks = {task["task"]: task for task in first["outstanding"]}
    assert tasks["dtn-report.dtn-send"]["state"] == "later"
    due = tasks["crime-record.crime-modern-slavery"]["due"]
    assert datetime.fromisoformat(due) == STARTED + timedelta(hours=24)
    assert data["mode"] == "training"
    assert {"source", "where", "title", "edition"} == set(first["citations"][0])
    assert data["guidance"]["nrm"]


def test_answers_that_never_apply_are_named() -> None:
    played = rehearse(release(), read_answers({**ANSWERS, "person2/consent": "agrees"}), STARTED)
    assert played.unused == (("person2", "consent"),)
    played = rehearse(release(), read_answers({"nonsense": 1}), STARTED)
    assert played.unused == ((None, "nonsense"),)


def test_wrong_values_are_named() -> None:
    played = rehearse(release(), read_answers({"danger": "perhaps"}), STARTED)
    assert [key for key, _ in played.refused] == [(None, "danger")]


def test_a_person_needs_a_mapping() -> None:
    with pytest.raises(ValueError, match="person1"):
        read_answers({"person1": "adult"})
