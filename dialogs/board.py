"""The board and the lists beside it: what is open, for whom, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from content.guide import Each, Topic
from dialogs.asking import confirm, step, title
from dialogs.commands import AddPerson, Look, Undo
from dialogs.facts import Key
from dialogs.screen import Choice, Screen, Show
from dialogs.view import LaneView, Task, View
from dialogs.wording import name, names


def screen(seen: View) -> Screen:
    """The screen for where the encounter stands."""
    if seen.facts.proposal is not None:
        return confirm(seen)
    return board(seen) if seen.at is None else step(seen, seen.at)


def board(seen: View) -> Screen:
    """The board: everything that is open, with the next best step offered first."""
    following = seen.next_best
    choices = [_next(following)] if following else []
    outstanding = len(seen.outstanding)
    if seen.facts.people or len(seen.lanes) > 1:
        choices.append(Choice("Pick a section or person", Show("pick")))
    if outstanding:
        choices.append(Choice(f"Tasks ({outstanding})", Show("tasks")))
    choices.append(Choice("Handover", Show("handover"), main=following is None))
    choices.append(Choice("Ask a question", Show("ask")))
    count = len(seen.facts.people)
    people = f" · {count} {'person' if count == 1 else 'people'}" if count else ""
    return Screen(
        kind="board",
        title=f"Encounter {seen.encounter.code}{people}",
        progress="Closed" if seen.facts.closed else "All steps answered" if not following else "",
        alerts=seen.alerts,
        lines=tuple(_board_lines(seen)),
        choices=tuple(choices),
        nav=(Choice("Undo", Undo()), *_adding(seen)),
    )


def _called(lane: LaneView) -> str:
    return name(lane.person) if lane.person else lane.lane.title


def _next(lane: LaneView) -> Choice:
    return Choice(f"Next: {_called(lane)}", Look(lane.person, lane.lane.id), main=True)


def _adding(seen: View) -> Iterator[Choice]:
    if not seen.release.roster:
        return
    roster = seen.release.placed[seen.release.roster].step
    if isinstance(roster, Each):
        for key, group in roster.groups.items():
            yield Choice(f"Add: {group.label}"[:30], AddPerson(key))


def _board_lines(seen: View) -> Iterator[str]:
    for lane in seen.lanes:
        if lane.person is None and not (lane.lane.opening and lane.first_open is None):
            yield f"**{lane.lane.title}**: {_lane_state(lane)}"
    grouped: dict[str, list[str]] = {}
    for lane in seen.lanes:
        if lane.person is not None:
            grouped.setdefault(_person_state(seen, lane), []).append(lane.person)
    for state, people in grouped.items():
        yield f"**{names(people)}**: {state}"


def _lane_state(lane: LaneView) -> str:
    following = lane.first_open
    if following is None:
        return "done ✓"
    return f"next: {following.step.title}"


def _person_state(seen: View, lane: LaneView) -> str:
    shown = (Topic.AGE, Topic.NRM, Topic.CHILD)
    labels = {f.topic: f.label for f in reversed(seen.of(lane.person)) if f.topic in shown}
    parts = [labels[topic] for topic in shown if topic in labels]
    return " · ".join((*parts, _lane_state(lane)))


def pick(seen: View) -> Screen:
    """Every section and person, to go to in any order."""
    choices = tuple(
        Choice(
            name(lane.person) if lane.person else lane.lane.title, Look(lane.person, lane.lane.id)
        )
        for lane in seen.lanes
    )
    lines = tuple(
        f"{choice.label}: {_person_state(seen, lane) if lane.person else _lane_state(lane)}"
        for choice, lane in zip(choices, seen.lanes, strict=True)
    )
    return Screen(
        kind="pick",
        title="Where to?",
        progress=seen.encounter.code,
        alerts=seen.alerts,
        lines=lines,
        choices=choices,
        nav=(Choice("Board", Look(None, None)),),
    )


def tasks(seen: View) -> Screen:
    """What is outstanding, each with a way to its checklist."""
    steps: dict[Key, list[Task]] = {}
    for task in seen.outstanding:
        steps.setdefault(task.key, []).append(task)
    choices = tuple(Choice(title(seen, key), Look(key[0], key[1], revisit=True)) for key in steps)
    lines = tuple(
        f"**{title(seen, key)}**: " + "; ".join(one.label for one in listed)
        for key, listed in steps.items()
    )
    return Screen(
        kind="tasks",
        title=f"Outstanding: {len(seen.outstanding)}",
        progress=seen.encounter.code,
        alerts=seen.alerts,
        lines=lines or ("Nothing is outstanding.",),
        choices=choices,
        nav=(Choice("Board", Look(None, None)), Choice("Handover", Show("handover"))),
    )
