"""Screens of a session in a room: how to begin one, the stage at hand with its counts, the end.

Everyone in a room reads the same card, so it holds the trainer's buttons too; whoever else presses
those is told that they do not lead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from content.scenario import Scenario
from dialogs.screen import Choice, InRoom, Screen
from dialogs.training.course import Course, Option, Stage
from dialogs.training.menus import MARK, ROOMY
from dialogs.training.room import ENOUGH, Room, Tally
from dialogs.wording import Said

LETTERS = "ABCDE"
BAR = 10  # blocks of the longest bar
FEW = f"Fewer than {ENOUGH} answered, so no counts are shown."
NAMED = "**Named session:** the trainer sees who answered what, and it is kept."
ANONYMOUS = "Anonymous session: only counts are kept."
NO_RIGHT = "Sessions are led by trainers. In our own chat, “train” lets you practise alone."


def cases(known: Mapping[str, Scenario], session: str) -> Screen:
    """Which case the room is to work on."""
    by_title = sorted(known.values(), key=lambda one: one.title)
    choices = (Choice(one.title, InRoom("case", session, one.scenario)) for one in by_title)
    return Screen(
        kind="room-cases",
        title="Lead a session in the room",
        mark=MARK,
        lines=("Everyone answers on their own phone. Pick the case.",),
        choices=tuple(choices),
    )


def terms(scenario: Scenario, session: str) -> Screen:
    """How the session is to be held."""
    name = scenario.scenario
    ways = (
        ("Answers at once", "now"),
        ("Answers at the end", "end"),
        ("Named, answers at once", "named-now"),
        ("Named, answers at the end", "named-end"),
    )
    return Screen(
        kind="room-terms",
        title=scenario.title,
        mark=MARK,
        lines=(
            scenario.brief,
            "Without names only counts are kept. In a named session you see who answered what, "
            "and the card says so.",
        ),
        question="Begin how?",
        choices=tuple(Choice(label, InRoom("begin", session, name, way)) for label, way in ways),
        progress=f"{len(scenario.decisions)} stages",
        room=ROOMY,
    )


def now(room: Room, course: Course, tally: Tally) -> Screen:
    """The session as it stands, for whoever the tally is drawn for."""
    if room.over:
        return _end(room, course, tally)
    stage = course.stages[room.at]
    told = tuple(_right(stage)) if room.tells else ()
    opening = (course.scenario.brief,) if room.at == 0 else ()
    return Screen(
        kind="room",
        title=stage.title,
        mark=MARK,
        lines=(*opening, *stage.told, *(() if room.open else _counts(room, stage, tally))),
        said=told,
        question=stage.ask if room.open else "",
        choices=tuple(_choices(room, stage)),
        below=tuple(_below(room, stage, tally)),
        nav=tuple(_nav(room)),
        progress=f"{course.scenario.title} · stage {stage.number} of {room.stages}",
        room=ROOMY,
    )


def names(room: Room, course: Course, given: Iterable[tuple[str, str, str]]) -> Screen:
    """Who answered what in a named session, for whoever leads it; (stage, option, name) each."""
    every = list(given)
    said = [one for stage in course.stages for one in _who(room, stage, every)]
    return Screen(
        kind="room-names",
        title="Who answered what",
        mark=MARK,
        said=tuple(said),
        progress=course.scenario.title,
        room=ROOMY,
    )


def _who(room: Room, stage: Stage, given: list[tuple[str, str, str]]) -> Iterator[Said]:
    yield Said(stage.title, (), heading=True)
    for letter, option in _lettered(room, stage):
        theirs = [name for at, chosen, name in given if (at, chosen) == (stage.id, option.id)]
        yield Said(f"{letter} {option.say}: {', '.join(theirs) or 'nobody'}", ())


def _end(room: Room, course: Course, tally: Tally) -> Screen:
    said = [one for stage in course.stages for one in _debriefed(room, stage, tally)]
    return Screen(
        kind="room-end",
        title="The session is over",
        mark=MARK,
        lines=course.rest,
        said=tuple(said),
        below=tuple(f"Remember: {one}" for one in course.scenario.learning),
        progress=course.scenario.title,
        room=ROOMY,
    )


def _debriefed(room: Room, stage: Stage, tally: Tally) -> Iterator[Said]:
    yield Said(stage.title, (), heading=True)
    yield from (Said(line, ()) for line in _counts(room, stage, tally))
    yield from _right(stage)


def _right(stage: Stage) -> Iterator[Said]:
    decision = stage.decision
    yield Said(decision.right, decision.cite, decision.confirm_locally)
    yield Said(f"Why: {decision.why}", decision.cite, decision.confirm_locally)
    if decision.wrong_seen:
        yield Said(f"In the real case, which is no example: {decision.wrong_seen}", decision.cite)


def _choices(room: Room, stage: Stage) -> Iterator[Choice]:
    """The answers while they are taken, then what the trainer does next."""
    here = room.revision
    if room.open:
        for letter, option in _lettered(room, stage):
            yield Choice(letter, InRoom("vote", room.id, stage.id, option.id, here), say=option.say)
        if len(stage.options) < len(LETTERS):
            yield Choice("Close and show", InRoom("reveal", room.id, revision=here))
    elif room.at + 1 < room.stages:
        yield Choice("Next stage", InRoom("next", room.id, revision=here), main=True)
    else:
        yield Choice("End the session", InRoom("finish", room.id, revision=here), main=True)


def _nav(room: Room) -> Iterator[Choice]:
    here = room.revision
    if room.open:
        yield Choice("Close and show", InRoom("reveal", room.id, revision=here))
        if room.at + 1 < room.stages:
            yield Choice("Next stage", InRoom("next", room.id, revision=here))
    if room.at:
        yield Choice("Stage before", InRoom("back", room.id, revision=here))
    yield Choice("Take over", InRoom("lead", room.id, revision=here))
    if room.open or room.at + 1 < room.stages:
        yield Choice("End the session", InRoom("finish", room.id, revision=here))


def _below(room: Room, stage: Stage, tally: Tally) -> Iterator[str]:
    own = tally.own.get(stage.id)
    yours = next((f"You: **{a}**" for a, o in _lettered(room, stage) if o.id == own), "")
    count = tally.answered(stage.id)
    answered = f"**{count}** answered" if count != 1 else "**1** answered"
    late = tally.late.get(stage.id, 0)
    too_late = f"{late} too late, not counted" if late else ""
    yield " · ".join(filter(None, (yours, answered, too_late)))
    if room.open:
        yield "The last answer before the trainer closes counts."
    yield f"{NAMED if room.named else ANONYMOUS} Join from our own chat: type “room {room.code}”."


def _counts(room: Room, stage: Stage, tally: Tally) -> tuple[str, ...]:
    """A bar for each option, unless an anonymous room is so small that it would tell on someone."""
    count = tally.answered(stage.id)
    if count < ENOUGH and not room.named:
        return (FEW,)
    chosen = tally.chosen.get(stage.id, {})
    most = max(chosen.values(), default=0)
    tells = room.tells
    return tuple(
        _bar(letter, option, chosen.get(option.id, 0), most, tells)
        for letter, option in _lettered(room, stage)
    )


def _bar(letter: str, option: Option, count: int, most: int, tells: bool) -> str:
    blocks = -(-count * BAR // most) if most else 0
    bar = f"{'█' * blocks} " if blocks else ""
    right = " ✓" if tells and option.right else ""
    return f"**{letter}{right}** {bar}{count} · {option.say}"


def _lettered(room: Room, stage: Stage) -> Iterable[tuple[str, Option]]:
    return zip(LETTERS, stage.shuffled(room.id), strict=False)
