"""What to put in front of the officer, before any card or chat format.

A screen is the same on a card, in plain text and in a terminal: a heading, alerts, statements, one
question, numbered choices. ``choices`` is the one list that both the buttons and a typed "2" use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from content.guide import Ask, Do, Each, Say, Topic
from dialogs.answers import DONE, REASONS
from dialogs.commands import AddPerson, Answer, Back, Command, Confirm, Dismiss, Look, Undo
from dialogs.decide import effects
from dialogs.encounter import Json
from dialogs.facts import Key
from dialogs.view import LaneView, Stop, Task, View, Warned
from dialogs.wording import Said, chosen, fill, name, names, statements


@dataclass(frozen=True, slots=True)
class Show:
    """Something to show that records nothing: "handover", "pick", "tasks", "help" and so on."""

    what: str
    person: str | None = None
    step: str | None = None


Act: TypeAlias = Command | Show


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the officer can press, or type the number or label of."""

    label: str
    act: Act
    main: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form.

    Attributes:
        kind: "ticks", "number", "date" or "pick".
        options: (key, label) pairs for ticks and picks.
        value: what it starts with.
    """

    id: str
    kind: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    value: Json = None
    low: int = 0
    high: int = 99


@dataclass(frozen=True, slots=True)
class Screen:
    """One thing to show.

    Attributes:
        kind: "step", "confirm", "board", "people", "tasks" …
        title: heading.
        progress: where this is, e.g. "K7Q2 · step 3 of 7".
        alerts: shown above everything.
        said: statements, each with its sources.
        lines: state in words; no guidance, so no sources.
        question: the one thing asked.
        fields, send: a form, and what its button says.
        cannot: inputs for saying that a task is not possible, and why.
        key: the step this screen is for.
        choices: numbered; the main ones.
        more, why, nav: folded away.
    """

    kind: str
    title: str
    progress: str = ""
    alerts: tuple[Warned, ...] = ()
    said: tuple[Said, ...] = ()
    lines: tuple[str, ...] = ()
    question: str = ""
    fields: tuple[Field, ...] = ()
    send: str = ""
    cannot: tuple[Field, ...] = ()
    key: Key | None = None
    choices: tuple[Choice, ...] = ()
    more: tuple[Said, ...] = ()
    why: str = ""
    nav: tuple[Choice, ...] = field(default=())


def screen(seen: View) -> Screen:
    """The screen for where the encounter stands."""
    if seen.facts.proposal is not None:
        return confirm(seen)
    return board(seen) if seen.at is None else step(seen, seen.at)


def step(seen: View, stop: Stop) -> Screen:
    """The screen for one step."""
    person = stop.key[0]
    item = stop.step
    reading = seen.reading
    head = f"{name(person)} · {item.title}" if person else item.title
    return Screen(
        kind="step",
        title=head,
        progress=_progress(seen, stop),
        alerts=seen.alerts,
        said=statements(item.say, item.cite, reading, person),
        question=_question(seen, stop),
        fields=tuple(_fields(seen, stop)),
        send=_send(stop),
        cannot=_cannot(seen, stop),
        key=stop.key,
        choices=tuple(_choices(seen, stop)),
        more=statements(item.more, item.cite, reading, person),
        why=fill(item.why, reading, person) if item.why else "",
        nav=_nav(seen),
    )


def _progress(seen: View, stop: Stop) -> str:
    lane = seen.lane_of(stop.key)
    stops = lane.stops if lane else ()
    keys = [one.key for one in stops]
    place = keys.index(stop.key) + 1 if stop.key in keys else 1
    return f"{seen.encounter.code} · step {place} of {len(keys)}"


def _question(seen: View, stop: Stop) -> str:
    match stop.step:
        case Ask(ask=ask) | Each(ask=ask):
            return fill(ask, seen.reading, stop.key[0])
        case Do():
            return "Tick what is done."
        case _:
            return ""


def _send(stop: Stop) -> str:
    match stop.step:
        case Do():
            return "Save, rest later"
        case Ask(many=False, options=options) if options:
            return ""
        case Say():
            return ""
        case _:
            return "Continue"


def _cannot(seen: View, stop: Stop) -> tuple[Field, ...]:
    if not isinstance(stop.step, Do):
        return ()
    return (
        Field("cannot", "pick", "Not possible", _ticks(seen, stop, stop.step).options),
        Field("reason", "pick", "Because", tuple(REASONS.items())),
    )


def _fields(seen: View, stop: Stop) -> Iterator[Field]:
    given = stop.answered.value if stop.answered else None
    match stop.step:
        case Ask(many=True, options=options):
            pairs = tuple((key, option.label) for key, option in options.items())
            yield Field("picked", "ticks", "Choose any", pairs, given)
        case Ask(number=allowed) if allowed is not None:
            yield Field("number", "number", "Number", (), given, allowed.min, allowed.max)
        case Ask(date=True):
            yield Field("date", "date", "Date", (), given)
        case Do() as todo:
            yield _ticks(seen, stop, todo)
        case Each(groups=groups, max=most):
            for key, group in groups.items():
                yield Field(key, "number", group.label, (), group.start, 0, most)
        case _:
            return


def _ticks(seen: View, stop: Stop, todo: Do) -> Field:
    person = stop.key[0]
    items = seen.reading.items(person, todo)
    given = stop.answered.value if stop.answered else None
    states = given if isinstance(given, dict) else {}
    pairs = tuple((key, _item(seen, stop, key)) for key in items)
    ticked: list[Json] = [key for key in items if states.get(key) == DONE]
    return Field("done", "ticks", "Done", pairs, ticked)


def _item(seen: View, stop: Stop, key: str) -> str:
    task = next(task for task in seen.tasks if task.key == stop.key and task.item == key)
    todo = stop.step
    mark = " (confirm locally)" if isinstance(todo, Do) and todo.do[key].confirm_locally else ""
    return f"{task.label}{mark}"


def _choices(seen: View, stop: Stop) -> Iterator[Choice]:
    person, key = stop.key
    match stop.step:
        case Ask(many=True, none=none):
            yield Choice(none, Answer(person, key, []))
        case Ask(options=options):
            for option, shown in options.items():
                yield Choice(shown.label, Answer(person, key, option))
        case Do():
            yield Choice("All done", Answer(person, key, DONE), main=True)
        case Say():
            yield Choice("Continue", Answer(person, key, "ok"), main=True)
        case _:
            return


def _nav(seen: View) -> tuple[Choice, ...]:
    return (
        Choice("Back", Back()),
        Choice("Undo", Undo()),
        Choice("Board", Look(None, None)),
        Choice("Handover", Show("handover")),
    )


def confirm(seen: View) -> Screen:
    """The screen that reads an answer back and asks for a press."""
    waiting = seen.facts.proposal
    if waiting is None:
        raise ValueError("nothing is waiting")
    person, key = waiting.key
    stop = seen.stop(waiting.key)
    label = answer_label(seen, waiting.key, waiting.value)
    changes = stop is not None and stop.answered is not None
    what = stop.step.title if stop else key
    verb = "Change" if changes else "Record"
    return Screen(
        kind="confirm",
        title=f"{name(person)} · {what}" if person else what,
        progress=seen.encounter.code,
        alerts=seen.alerts,
        lines=tuple(_effect_lines(seen, waiting.key, waiting.value)),
        question=f"{verb} to “{label}”?" if changes else f"Record “{label}”?",
        choices=(
            Choice(f"{verb} it", Confirm(), main=True),
            Choice("Keep as it was" if changes else "Not now", Dismiss()),
        ),
    )


def _effect_lines(seen: View, key: Key, value: Json) -> Iterator[str]:
    follows = effects(seen.release, seen.encounter, key, value)
    if follows.set_aside:
        titles = ", ".join(title(seen, each) for each in follows.set_aside)
        yield f"Set aside, not lost: {titles}."
    if follows.restored:
        titles = ", ".join(title(seen, each) for each in follows.restored)
        yield f"Used again: {titles}."
    for finding in follows.follows[:3]:
        yield f"Then: {finding.label}."


def title(seen: View, key: Key) -> str:
    """A step's title, with the person it is about."""
    person, step_id = key
    placed = seen.release.placed.get(step_id)
    heading = getattr(placed.step, "title", step_id) if placed else step_id
    return f"{name(person)} {heading}" if person else heading


def answer_label(seen: View, key: Key, value: Json) -> str:
    """An answer in words."""
    placed = seen.release.placed.get(key[1])
    shown = placed.step if placed else None
    if isinstance(shown, Ask) and shown.options:
        picked = value if isinstance(value, list) else [value]
        labels = [shown.options[str(one)].label for one in picked if str(one) in shown.options]
        return ", ".join(labels) or shown.none
    if isinstance(shown, Do) and isinstance(value, dict):
        done = sum(state == DONE for state in value.values())
        return f"{done} of {len(value)} done"
    return "Read" if value == "ok" else str(value)


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


def settled(seen: View, key: Key, value: Json) -> Screen:
    """The used form of a step's card: what was asked and what was recorded."""
    person, step_id = key
    placed = seen.release.placed.get(step_id)
    said: tuple[Said, ...] = ()
    if placed is not None and isinstance(placed.step, Ask) and isinstance(value, str):
        option = placed.step.options.get(value)
        said = statements(option.say if option else (), placed.step.cite, seen.reading, person)
    return Screen(
        kind="settled",
        title=title(seen, key),
        lines=(f"✓ {answer_label(seen, key, value)}",),
        said=said,
    )


def labels(choices: Iterable[Choice]) -> tuple[str, ...]:
    """The labels of some choices."""
    return tuple(choice.label for choice in choices)


__all__ = [
    "Act",
    "Choice",
    "Field",
    "Screen",
    "Show",
    "answer_label",
    "board",
    "chosen",
    "confirm",
    "labels",
    "pick",
    "screen",
    "settled",
    "step",
    "tasks",
    "title",
]
