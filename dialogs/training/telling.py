"""Screens of an exercise: the stage to decide, what was right, the debrief, the right path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from content.days import long_day
from dialogs.screen import Choice, Screen, Train
from dialogs.standing import Finding, Warned
from dialogs.training.consequences import consequences
from dialogs.training.course import Course, Option, Stage
from dialogs.training.deciding import Standing
from dialogs.training.menus import GIVE, MARK, ROOMY, another
from dialogs.training.quick import NAME
from dialogs.training.reason import reason, source
from dialogs.wording import Said, name

LETTERS = "ABCDE"
WHOLE = 700  # words: every missed stage of a debrief is read, none is folded away


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule behind a stage, as it was on a past day and as it is.

    ``then`` is None where the guidance of that day says nothing on it.
    """

    day: date
    then: tuple[Said, ...] | None
    now: tuple[Said, ...]


Rules = Mapping[str, Rule]


def deciding(now: Standing) -> Screen:
    """The stage at hand: what has come out, and what can be done. Raises ValueError once done."""
    stage = now.at
    if stage is None:
        raise ValueError("every stage was decided")
    exercise = now.exercise.id
    choices = tuple(
        Choice(letter, Train("choose", exercise, stage.id, option.id), say=option.say)
        for letter, option in zip(LETTERS, now.options(stage), strict=False)
    )
    return Screen(
        kind="train-stage",
        title=stage.title,
        mark=MARK,
        lines=stage.told,
        question=stage.ask,
        choices=choices,
        progress=f"{now.course.scenario.title} · {_called(now)} {stage.number} of {now.out_of}",
        room=ROOMY,
    )


def committed(stage: Stage, option: Option) -> Screen:
    """What the card of a decided stage turns into."""
    return Screen(kind="train-used", title=stage.title, mark=MARK, lines=(f"You: {option.say}.",))


def told(now: Standing, stage: Stage, rules: Rules) -> Screen:
    """What was right at a stage that was decided, and why."""
    option = now.chosen[stage.id]
    return Screen(
        kind="train-told",
        title="✓ Right" if option.right else "✗ Something else is right",
        mark=MARK,
        said=tuple(_told(now.course, stage, option, rules)),
        progress=stage.title,
        room=ROOMY,
    )


def debrief(now: Standing, rules: Rules, *, spaced: bool = False) -> Screen:
    """The score, every stage that was missed with its reason and source, and what to remember.

    ``spaced`` says that quick checks are to come again by themselves.
    """
    exercise = now.exercise.id
    quiz = now.course.scenario.scenario == NAME
    said = [one for stage in now.missed for one in _missed(now, stage, rules)]
    perfect = not now.missed
    handover = (Choice("Its handover", Train("handover", exercise)),) if now.course.release else ()
    return Screen(
        kind="train-debrief",
        title=f"Debrief: {now.score} of {now.out_of} right",
        mark=MARK,
        lines=(
            *(f"{_tick(now, stage)} {stage.title}" for stage in now.course.stages),
            *(f"Came out later: {text}" for text in now.course.rest),
            *(f"Remember: {one}" for one in now.course.scenario.learning),
        ),
        said=tuple(said),
        choices=_after_quiz(spaced=spaced)
        if quiz
        else (
            Choice("Try again", Train("again", exercise), main=not perfect),
            replace(another(now.exercise.pin.terms.as_at), main=perfect),
            Choice("Show the right path", Train("path", exercise)),
            *handover,
        ),
        progress=now.course.scenario.title,
        room=WHOLE,
    )


def _after_quiz(*, spaced: bool) -> tuple[Choice, ...]:
    again = Choice("Another ten", Train("quick"), main=True)
    stop, ask = (
        Choice("Stop asking me", Train("space", "off")),
        Choice("Ask me again in days", Train("space", "on")),
    )
    return (again, stop if spaced else ask, Choice("Train on a case", GIVE))


def path(now: Standing, rules: Rules) -> Screen:
    """The whole case as it should go."""
    stages = now.course.stages
    said = [one for stage in stages for one in _right_way(now.course, stage, rules)]
    return Screen(
        kind="train-path",
        title="The right path",
        mark=MARK,
        said=tuple(said),
        choices=(
            Choice("Try again", Train("again", now.exercise.id), main=True),
            another(now.exercise.pin.terms.as_at),
        ),
        progress=now.course.scenario.title,
        room=ROOMY,
    )


def _called(now: Standing) -> str:
    return "question" if now.course.scenario.scenario == NAME else "stage"


def _tick(now: Standing, stage: Stage) -> str:
    return "✓" if now.chosen[stage.id].right else "✗"


def _missed(now: Standing, stage: Stage, rules: Rules) -> Iterator[Said]:
    yield Said(stage.title, (), heading=True)
    option = now.chosen[stage.id]
    yield Said(f"You: {option.say}.", ())
    yield from _reasons(stage, option)
    yield from source(now.course, stage)
    yield from _after(now.course, stage, option, rules)


def _right_way(course: Course, stage: Stage, rules: Rules) -> Iterator[Said]:
    yield Said(stage.title, (), heading=True)
    yield from (Said(text, course.scenario.cite) for text in stage.told)
    yield from _told(course, stage, stage.right, rules)


def _told(course: Course, stage: Stage, option: Option, rules: Rules) -> Iterator[Said]:
    yield from _reasons(stage, option)
    yield from _after(course, stage, option, rules)


def _reasons(stage: Stage, option: Option) -> Iterator[Said]:
    if option.why:
        yield Said(option.why, stage.decision.cite)
    yield from reason(stage)


def _after(course: Course, stage: Stage, option: Option, rules: Rules) -> Iterator[Said]:
    if stage.concluded:
        yield Said("What the guidance concludes", (), heading=True)
        yield from _conclusions(stage.concluded)
    if would := consequences(course, stage, option):
        yield Said("What it would have concluded from yours", (), heading=True)
        yield from _conclusions(would)
    if rule := rules.get(stage.id):
        yield from _rule(rule)


def _conclusions(found: tuple[Finding | Warned, ...]) -> Iterator[Said]:
    for one in found:
        if isinstance(one, Finding):
            about = f"{name(one.person)}: " if one.person else ""
            yield Said(f"{about}{one.label}", one.said.cites, one.said.confirm_locally)
        else:
            yield one.said


def _rule(rule: Rule) -> Iterator[Said]:
    yield Said(f"HISTORY, {long_day(rule.day)}", (), heading=True)
    if rule.then is None:
        yield Said("I have no approved guidance on this for that day.", ())
    else:
        yield from rule.then
    yield Said("Today", (), heading=True)
    yield from rule.now
