"""Whether an officer can get to every step, and how much meets them there at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from content.checks.folder import Folder
from content.checks.links import Names, problem
from content.checks.satisfy import Possible
from content.checks.shape import linked
from content.checks.walk import Loc, parts, steps
from content.checks.wording import words
from content.condition import ALWAYS, All, Condition, steps_in
from content.issue import Issue
from content.outcome import Outcome
from content.release import Edition, Placed, Release
from content.steps import Do, Run

STEP_WORDS, URGENT_WORDS, ITEMS = 60, 40, 6


@dataclass(frozen=True, slots=True)
class Place:
    """Something that is shown only under a condition."""

    edition: Edition
    loc: Loc
    name: str
    when: Condition
    personal: bool


def check(folder: Folder) -> Iterator[Issue]:
    """What no answers lead to, and steps that show too much at once."""
    for moment in folder.moments:
        releases, _ = linked(folder, moment)
        yield from _unreachable(Names(folder, moment), releases)
        for release in releases:
            yield from _crowded(folder, release)


def _unreachable(names: Names, releases: list[Release]) -> Iterator[Issue]:
    """A shared guide may have a step for one start guide only, so one that reaches it is enough."""
    lost: dict[tuple[str, Loc], Place] = {}
    reached: set[tuple[str, Loc]] = set()
    for release in releases:
        possible = Possible(release.placed)
        for place in _places(release):
            key = (place.edition.file, place.loc)
            if possible.can_hold(place.when, personal=place.personal):
                reached.add(key)
            else:
                lost[key] = place
    unreached = {key: place for key, place in lost.items() if key not in reached}
    hidden = {place.name for place in unreached.values()}
    for place in unreached.values():
        if names.folder.judged(names.moment, place.edition) and _first(names, place, hidden):
            message = f"No combination of answers leads to '{place.name}'."
            fix = "Correct its `when`, or that of what leads to it."
            yield names.folder.issue(place.edition, place.loc, "unreachable", message, fix)


def _first(names: Names, place: Place, hidden: set[str]) -> bool:
    """Whether this is where the trouble starts, rather than what follows from it."""
    leaves = list(steps_in(place.when))
    return not any(leaf.step in hidden or problem(names, leaf) for leaf in leaves)


def _places(release: Release) -> Iterator[Place]:
    for edition in release.editions.values():
        for loc, step in steps(edition.guide):
            placed = None if isinstance(step, Run) else release.placed.get(step.id)
            if placed is not None and placed.step is step:
                yield from _within(edition, loc, placed)
        personal = edition.guide.subject == "person"
        for number, alert in enumerate(edition.guide.alerts):
            yield Place(edition, ("alerts", number, "when"), alert.id, alert.when, personal)


def _within(edition: Edition, loc: Loc, placed: Placed) -> Iterator[Place]:
    name, personal = placed.step.id, placed.personal
    yield Place(edition, (*loc, "when"), name, placed.when, personal)
    for field in ("say", "more", "do", "options"):
        for inner, part in parts(getattr(placed.step, field, ()), (*loc, field)):
            when = getattr(part, "when", ALWAYS)
            if when != ALWAYS:
                both = All((placed.when, when))
                yield Place(edition, (*inner, "when"), f"{name}: {inner[-1]}", both, personal)


def _crowded(folder: Folder, release: Release) -> Iterator[Issue]:
    possible = Possible(release.placed)
    for edition in release.editions.values():
        for loc, step in steps(edition.guide):
            placed = None if isinstance(step, Run) else release.placed.get(step.id)
            if placed is not None and placed.step is step:
                for field, message, fix in _too_much(possible, placed):
                    rule = "step-too-long" if field == "say" else "too-many-items"
                    yield folder.issue(edition, (*loc, field), rule, message, fix)


def _too_much(possible: Possible, placed: Placed) -> Iterator[tuple[str, str, str]]:
    step = placed.step
    if isinstance(step, Outcome):
        return
    limit = URGENT_WORDS if step.urgent else STEP_WORDS
    said = [(statement.when, words(statement.text)) for statement in step.say]
    most = possible.most(said, personal=placed.personal)
    if most > limit:
        kind = " urgent" if step.urgent else ""
        message = f"'{step.id}' says up to {most} words at once, at most {limit} for a{kind} step."
        yield "say", message, "Move what can wait to `more`."
    items = step.do.values() if isinstance(step, Do) else ()
    most = possible.most([(item.when, 1) for item in items], personal=placed.personal)
    if most > ITEMS:
        message = f"'{step.id}' lists up to {most} tasks at once, at most {ITEMS}."
        yield "do", message, "Join tasks, or split the list into two steps."
