"""Screens of a session in a room: the stage at hand with its counts, the end.

Everyone in a room reads the same card, so it holds the trainer's buttons too; whoever else presses
those is told that they do not lead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dialogs.chart import Bar, Chart, bar_of
from dialogs.screen import Choice, InRoom, Screen
from dialogs.training.course import Course, Option, Stage
from dialogs.training.menus import MARK, ROOMY
from dialogs.training.reason import reason
from dialogs.training.room import ENOUGH, Room, Tally, split
from dialogs.wording import Said

LETTERS = "ABCDE"
ROOM_WENT = "How many were right"
SOON = f"The split is shown from {ENOUGH} answers on."
STEPS = f"The split moves {ENOUGH} answers at a time."
FEW = f"Fewer than {ENOUGH} answered, so no counts are shown."
NAMED = "**Named session:** the trainer sees who answered what, and it is kept."
ANONYMOUS = "Anonymous session: only counts are kept."
CHANGED = "That case has changed since. Begin a new session."


def now(room: Room, course: Course, tally: Tally) -> Screen:
    """The session as it stands, for whoever the tally is drawn for."""
    if room.over:
        return _end(room, course, tally)
    stage = course.stages[room.at]
    told = tuple(reason(stage)) if room.tells else ()
    opening = (course.scenario.brief,) if room.at == 0 else ()
    return Screen(
        kind="room",
        title=stage.title,
        mark=MARK,
        lines=(*opening, *stage.told, *_why_none(room, stage, tally)),
        charts=tuple(_chart(room, stage, tally)),
        said=told,
        question=stage.ask if room.open else "",
        choices=tuple(_choices(room, stage)),
        below=tuple(_below(room, stage, tally)),
        nav=tuple(_nav(room)),
        progress=f"{course.scenario.title} · stage {stage.number} of {room.stages}",
        room=ROOMY,
    )


def changed() -> Screen:
    """What takes the place of a session's card once its case is not there any more as it was."""
    return Screen(kind="room-changed", title=CHANGED, mark=MARK)


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
    for letter, option in lettered(room, stage):
        theirs = [name for at, chosen, name in given if (at, chosen) == (stage.id, option.id)]
        yield Said(f"{letter} {option.say}: {', '.join(theirs) or 'nobody'}", ())


def _end(room: Room, course: Course, tally: Tally) -> Screen:
    said = [one for stage in course.stages for one in _debriefed(room, stage, tally)]
    return Screen(
        kind="room-end",
        title="The session is over",
        mark=MARK,
        lines=course.rest,
        charts=tuple(_overview(room, course, tally)),
        said=tuple(said),
        nav=(Choice("Trainer: your sessions", InRoom("figures", room.id)),),
        below=tuple(f"Remember: {one}" for one in course.scenario.learning),
        progress=course.scenario.title,
        room=ROOMY,
    )


def _debriefed(room: Room, stage: Stage, tally: Tally) -> Iterator[Said]:
    yield Said(stage.title, (), heading=True)
    chosen = split(room, tally, stage.id)
    if chosen is None:
        yield Said(FEW, ())
    else:
        bars = _bars(room, stage, chosen)
        yield Said("; ".join(f"{bar.label} · {bar.value}" for bar in bars), ())
    yield from reason(stage)


def _choices(room: Room, stage: Stage) -> Iterator[Choice]:
    """The answers while they are taken, then what the trainer does next."""
    here = room.revision
    if room.open:
        for letter, option in lettered(room, stage):
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
    yours = next((f"You: **{a}**" for a, o in lettered(room, stage) if o.id == own), "")
    late = tally.late.get(stage.id, 0)
    too_late = f"{late} too late, not counted" if late else ""
    yield " · ".join(filter(None, (yours, _answered(room, stage, tally), too_late)))
    if room.open and room.live and not room.named and tally.answered(stage.id) > ENOUGH:
        yield STEPS
    if room.open:
        yield "The last answer before the trainer closes counts. A typed letter counts too."
    yield f"{NAMED if room.named else ANONYMOUS} Join from our own chat: type “room {room.code}”."


def _answered(room: Room, stage: Stage, tally: Tally) -> str:
    """How many have answered, and while that may grow, of how many who took part so far."""
    count = tally.answered(stage.id)
    others = tally.people if room.open and tally.people > count else 0
    return f"**{count}** answered" + (f" of {others} who took part so far" if others else "")


def _why_none(room: Room, stage: Stage, tally: Tally) -> tuple[str, ...]:
    """Why there is no chart, where one might be looked for."""
    if split(room, tally, stage.id) is not None or (room.open and not room.live):
        return ()
    return (SOON if room.open else FEW,)


def _chart(room: Room, stage: Stage, tally: Tally) -> Iterator[Chart]:
    """A bar for each option, as far as that may be shown now."""
    chosen = split(room, tally, stage.id)
    if chosen is not None:
        yield Chart("", tuple(_bars(room, stage, chosen)))


def _bars(room: Room, stage: Stage, chosen: Mapping[str, int]) -> Iterator[Bar]:
    total = sum(chosen.values())
    for letter, option in lettered(room, stage):
        right = room.tells and option.right
        label = f"{letter}{' ✓' if right else ''} {option.say}"
        yield bar_of(label, chosen.get(option.id, 0), total, good=right)


def _overview(room: Room, course: Course, tally: Tally) -> Iterator[Chart]:
    """How many were right at each stage that may be told of."""
    splits = ((stage, split(room, tally, stage.id)) for stage in course.stages)
    bars = [
        bar_of(stage.title, chosen.get(stage.right.id, 0), sum(chosen.values()))
        for stage, chosen in splits
        if chosen
    ]
    if bars:
        yield Chart(ROOM_WENT, tuple(bars))


def lettered(room: Room, stage: Stage) -> Iterable[tuple[str, Option]]:
    """The choices at a stage, each with its letter; the same letters for the whole session."""
    return zip(LETTERS, stage.shuffled(room.id), strict=False)
