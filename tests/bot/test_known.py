"""What is kept of encounters between turns: used for the very same log, within bounds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.known import Known, Memory, work_out
from content.loader import FOLDER, load
from content.release import Release
from dialogs.encounter import Encounter, record
from dialogs.event import Event, Kind
from dialogs.rehearsal.rehearse import begin
from tests.journey import STARTED, TODAY


@pytest.fixture(scope="module")
def release() -> Release:
    return load(FOLDER).release("encounter", TODAY, "")


def encounter(release: Release, id_: str = "e1") -> Encounter:
    return begin(release, id_, "K7Q2", "officer", STARTED)


def added(person: str, command: str) -> Event:
    return Event(STARTED, "officer", Kind.PERSON_ADDED, command, person, None, {})


def test_the_same_log_is_worked_out_once(release: Release) -> None:
    memory, one = Memory(), encounter(release)
    memory.keep(first := work_out(release, one, "officer"))
    again = replace(one, log=tuple(one.log))  # as read anew: equal, and another object
    assert work_out(release, again, "officer", memory.of(again, "officer")) is first


@pytest.mark.parametrize("change", ["log", "last event", "viewer", "release", "id"])
def test_anything_else_is_worked_out_anew(release: Release, change: str) -> None:
    before = record(encounter(release), [added("person1", "c1")])
    known = work_out(release, before, "officer")
    after, viewer, pinned = before, "officer", release
    match change:
        case "log":
            after = record(before, [added("person2", "c2")])
        case "last event":  # of the same length: somebody else's answer came first
            after = replace(before, log=(*before.log[:-1], added("person3", "c1")))
        case "viewer":
            viewer = "another"
        case "release":
            pinned = replace(release)
        case "id":
            after = replace(before, id="e2")
    fresh = work_out(pinned, after, viewer, known)
    assert fresh is not known
    assert fresh.view.facts == Known(work_out(pinned, after, viewer).view).view.facts


def test_no_more_is_kept_than_fits(release: Release) -> None:
    size = work_out(release, encounter(release), "officer").size
    memory = Memory(most=5 * size)
    for number in range(20):
        for _ in range(2):  # once more of the same counts once
            memory.keep(work_out(release, encounter(release, f"e{number}"), "officer"))
        assert len(memory._kept) == min(number + 1, 5)
        assert memory._size == sum(known.size for known in memory._kept.values())
    assert memory.of(encounter(release, "e19"), "officer")
    assert memory.of(encounter(release, "e14"), "officer") is None
    assert memory.of(encounter(release, "e19"), "another") is None
