"""The board and the lists beside it: what is open, for whom, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from content.outcome import Topic
from content.steps import Each
from dialogs.asking import confirm, step, title
from dialogs.calling import on_the_card
from dialogs.commands import AddPerson, Look, Undo
from dialogs.facts import Key
from dialogs.review import looked_at, review
from dialogs.screen import Choice, Screen, Show
from dialogs.view import LaneView, Task, View
from dialogs.wording import Said, name, names

ROOM = 50  # words for how things stand, out of the 60 that a card has before "More"
REMINDERS = Choice("Reminders", Show("remind"))
_TOLD = (Topic.AGE, Topic.NRM, Topic.CHILD)
_DETAIL = re.compile("[:;(]")  # where a conclusion's label goes from what it is to what it means


def screen(seen: View) -> Screen:
    """The screen for where the encounter stands."""
    return on_the_card(seen, _screen(seen))


def _screen(seen: View) -> Screen:
    if seen.facts.proposal is not None:
        return confirm(seen)
    if seen.at is not None:
        return step(seen, seen.at)
    finished = looked_at(seen)
    return board(seen) if finished is None else review(seen, finished)


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
        lines=_lines(seen),
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


def _lines(seen: View) -> tuple[str, ...]:
    """The sections and the people as they stand, told in as much detail as there is room for."""
    told = [
        (*sections(seen), *_people(seen, state))
        for sections, state in (
            (_each_section, _in_full),
            (_sections, _in_full),
            (_sections, _in_short),
            (_sections, _shortest),
        )
    ]
    return next((lines for lines in told if _words(lines) <= ROOM), told[-1])


def _words(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _shown(seen: View) -> Iterator[LaneView]:
    for lane in seen.lanes:
        if lane.person is None and not (lane.lane.opening and lane.first_open is None):
            yield lane


def _each_section(seen: View) -> Iterator[str]:
    return (f"**{lane.lane.title}**: {_lane_state(lane)}" for lane in _shown(seen))


def _sections(seen: View) -> Iterator[str]:
    for state, done in (("To do", False), ("Done", True)):
        titles = [v.lane.title for v in _shown(seen) if (v.first_open is None) is done]
        if titles:
            yield f"**{state}**: {', '.join(titles)}"


def _people(seen: View, state: Callable[[View, LaneView], str]) -> Iterator[str]:
    """A line for all those who stand alike."""
    grouped: dict[str, list[str]] = {}
    for lane in seen.lanes:
        if lane.person is not None:
            grouped.setdefault(state(seen, lane), []).append(lane.person)
    for told, people in grouped.items():
        yield f"**{names(people)}**: {told}"


def _lane_state(lane: LaneView) -> str:
    following = lane.first_open
    if following is None:
        return "done\u00a0✓"
    return f"next: {following.step.title}"


def _in_full(seen: View, lane: LaneView) -> str:
    return " · ".join((*_concluded(seen, lane).values(), _lane_state(lane)))


def _in_short(seen: View, lane: LaneView) -> str:
    """One conclusion without its detail: the age of a child, or how far an adult's NRM has got."""
    found = _concluded(seen, lane)
    topic = Topic.NRM if Topic.NRM in found and Topic.CHILD not in found else Topic.AGE
    head = _DETAIL.split(found.get(topic, ""))[0].strip()
    return " · ".join(part for part in (head, _lane_state(lane)) if part)


def _shortest(_: View, lane: LaneView) -> str:
    return _lane_state(lane)


def _concluded(seen: View, lane: LaneView) -> dict[Topic, str]:
    labels = {f.topic: f.label for f in reversed(seen.of(lane.person))}
    return {topic: labels[topic] for topic in _TOLD if topic in labels}


def pick(seen: View) -> Screen:
    """Every section and person, to go to in any order."""
    choices = tuple(Choice(_called(lane), Look(lane.person, lane.lane.id)) for lane in seen.lanes)
    return Screen(
        kind="pick",
        title="Where to?",
        progress=seen.encounter.code,
        alerts=seen.alerts,
        lines=_lines(seen),
        choices=choices,
        nav=(Choice("Board", Look(None, None)),),
    )


def tasks(seen: View) -> Screen:
    """What is outstanding, each with a way to its checklist."""
    steps: dict[Key, list[Task]] = {}
    for task in seen.outstanding:
        steps.setdefault(task.key, []).append(task)
    choices = tuple(Choice(title(seen, key), Look(key[0], key[1], revisit=True)) for key in steps)
    listed = tuple(
        f"{title(seen, key)}: " + "; ".join(task.label for task in left)
        for key, left in steps.items()
    )
    return Screen(
        kind="tasks",
        title=f"Outstanding: {len(seen.outstanding)}",
        progress=seen.encounter.code,
        alerts=seen.alerts,
        lines=("Pick a checklist to go to it.",) if steps else ("Nothing is outstanding.",),
        choices=choices,
        more=tuple(Said(line, ()) for line in listed),
        nav=(Choice("Board", Look(None, None)), Choice("Handover", Show("handover")), REMINDERS),
    )
