"""Random walks through every published guide: no dead end, no exception, nobody lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.release import Release
from content.steps import Ask, Do, Each
from dialogs import handover, handover_data, handover_text
from dialogs.answers import REASONS
from dialogs.board import pick, screen, tasks
from dialogs.commands import (
    AddPerson,
    Answer,
    Back,
    Close,
    Command,
    Confirm,
    Dismiss,
    Look,
    Pause,
    Refusal,
    RemovePerson,
    Reopen,
    Resume,
    Undo,
)
from dialogs.event import Json
from dialogs.facts import LOOKING
from dialogs.view import Stop, View, view
from tests.journey import TODAY, Journey, published

PLAYABLE = sorted(
    name
    for name, edition in published().on(TODAY).items()
    if edition.guide.steps or edition.guide.sections
)
STATES = ["done", "later", *(f"cannot:{reason}" for reason in REASONS)]


def releases() -> dict[str, Release]:
    return {name: published().release(name, TODAY) for name in PLAYABLE}


RELEASES = releases()


def answer_for(draw: Any, seen: View, stop: Stop) -> Json:
    """Any valid answer to a step."""
    match stop.step:
        case Ask(many=True, options=options):
            return list(draw(st.lists(st.sampled_from(sorted(options)), unique=True)))
        case Ask(options=options) if options:
            return str(draw(st.sampled_from(sorted(options))))
        case Ask(number=allowed) if allowed is not None:
            return int(draw(st.integers(allowed.min, allowed.max)))
        case Ask():
            return str(draw(st.dates()).isoformat())
        case Do() as todo:
            items = seen.reading.items(stop.key[0], todo)
            return {name: draw(st.sampled_from(STATES)) for name in items}
        case Each(groups=groups):
            counts = {name: draw(st.integers(0, 2)) for name in groups}
            return counts if sum(counts.values()) else {next(iter(groups)): 1}
        case _:
            return "ok"


def any_command(draw: Any, seen: View) -> Command:
    """Anything an officer might do now, sensible or not."""
    stops = [stop for lane in seen.lanes for stop in lane.stops]
    people = [*seen.facts.people, "person1", "person99"]
    choices: list[Command] = [Back(), Undo(), Confirm(), Dismiss(), Pause(), Resume()]
    choices += [Close(), Reopen(), Look(None, None), AddPerson("adult"), AddPerson("young")]
    choices += [RemovePerson(draw(st.sampled_from(people)))]
    if stops:
        stop = draw(st.sampled_from(stops))
        value = answer_for(draw, seen, stop)
        person, step = stop.key
        choices += [Answer(person, step, value)] * 8
        choices += [Answer(person, step, value, revision=0), Look(person, step, revisit=True)]
        choices += [Answer(person, step, value, pressed=False)]
    command: Command = draw(st.sampled_from(choices))
    return command


def check(seen: View) -> None:
    """What holds of every view."""
    people = set(seen.facts.people)
    assert {lane.person for lane in seen.lanes} - {None} <= people
    walked = (lane for lane in seen.release.lanes if seen.facts.attends or not lane.attending)
    if any(lane.personal for lane in walked):
        assert {lane.person for lane in seen.lanes} - {None} == people
    for lane in seen.lanes:
        assert all(seen.reading.applies(*stop.key) for stop in lane.stops)
    if seen.next_best is None:
        assert not any(stop.open for lane in seen.lanes for stop in lane.stops)
    summary = handover.summarise(seen)
    assert [part.person for part in summary.parts] == [None, *seen.facts.people]
    assert handover_text.text(summary)
    assert handover_data.to_json(summary)["code"] == "K7Q2"
    for shown in (screen(seen), pick(seen), tasks(seen)):
        assert shown.title


@pytest.mark.parametrize("name", PLAYABLE)
@settings(max_examples=25)
@given(data=st.data())
def test_any_path_holds_together(name: str, data: st.DataObject) -> None:
    journey = Journey(RELEASES[name])
    for _ in range(data.draw(st.integers(1, 25))):
        before = journey.view
        command = any_command(data.draw, before)
        log = journey.encounter.log
        outcome = journey.try_(command)
        check(journey.view)
        if isinstance(outcome, Refusal):
            assert journey.encounter.log == log
        elif any(event.kind not in LOOKING for event in journey.encounter.log[len(log) :]):
            undone = Journey(RELEASES[name])
            undone.encounter, undone.commands = journey.encounter, 900 + journey.commands
            if undone.try_(Undo()) is None:
                assert same(undone.view, before)


def same(one: View, other: View) -> bool:
    """Whether two views show the same, whatever the length of the logs behind them."""
    parts = ("at", "lanes", "alerts", "findings", "tasks", "dormant")
    return all(getattr(one, part) == getattr(other, part) for part in parts)


@pytest.mark.parametrize("name", PLAYABLE)
@settings(max_examples=20)
@given(data=st.data())
def test_going_on_always_comes_to_an_end(name: str, data: st.DataObject) -> None:
    journey = Journey(RELEASES[name])
    for _ in range(400):
        seen = journey.view
        lane = seen.next_best
        if lane is None:
            break
        stop = lane.first_open
        assert stop is not None
        person, step = stop.key
        journey.do(Answer(person, step, answer_for(data.draw, seen, stop)))
    assert journey.view.complete


@pytest.mark.parametrize("name", PLAYABLE)
def test_the_same_log_gives_the_same_view(name: str) -> None:
    journey = Journey(RELEASES[name])
    assert same(journey.view, view(RELEASES[name], journey.encounter))
