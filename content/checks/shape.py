"""Whether the guides fit together, and whether each leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.checks.folder import Folder, Moment
from content.checks.walk import Loc, parts, steps
from content.condition import All, Any_, Condition, Count, Every, Not
from content.guide import Guide, Section
from content.issue import Issue
from content.link import LinkError, link
from content.release import Release
from content.steps import Each, Run

_NAMED = re.compile(r"'([a-z0-9-]+)'|: ([a-z0-9-]+) →")
_LINK_RULES = {
    "not in force": "unknown-guide",
    "outside `each`": "no-roster",
    "in turn": "circle",
    "circle": "circle",
}


def check(folder: Folder) -> Iterator[Issue]:
    """Empty places, guides nobody runs, circles, and people asked about before they are listed."""
    for moment in folder.moments:
        yield from _empty(folder, moment)
        yield from _orphans(folder, moment)
        releases, errors = linked(folder, moment)
        for error in errors:
            yield from _misfits(folder, moment, error)
        for release in releases if moment.on >= folder.on else ():
            yield from _people(folder, release)


def linked(folder: Folder, moment: Moment) -> tuple[list[Release], list[LinkError]]:
    """Every start guide linked with what it runs, and why others cannot be."""
    releases: list[Release] = []
    errors: list[LinkError] = []
    today = Moment(folder.on, folder.on_day(folder.on))
    begun = set(_starts(today))
    for start in _starts(moment):
        # What another guide runs today was not begun with either before that guide was written.
        if start in today.editions and start not in begun and moment.on < folder.on:
            continue
        try:
            releases.append(link(start, moment.editions, folder.library.sources))
        except LinkError as error:
            errors.append(error)
    return releases, errors


def _starts(moment: Moment) -> Iterator[str]:
    """The guides an officer begins with: they have steps, and no other guide runs them.

    Guides that only run one another have no beginning, so each of those is tried.
    """
    run, reached = _run(moment), set[str]()
    scenes = [
        name
        for name, edition in moment.editions.items()
        if _body(edition.guide) and edition.guide.subject == "scene"
    ]
    for name in sorted(scenes, key=lambda name: name in run):
        if name not in run or name not in reached or moment.editions[name].guide.start:
            yield name
            reached |= _reached(moment, name)


def _body(guide: Guide) -> bool:
    return bool(guide.sections or guide.steps)


def _run(moment: Moment) -> set[str]:
    return {name for guide in moment.guides for name in _runs(guide)}


def _runs(guide: Guide) -> Iterator[str]:
    return (step.run for _, step in steps(guide) if isinstance(step, Run))


def _reached(moment: Moment, start: str) -> set[str]:
    found, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name not in found and name in moment.editions:
            found.add(name)
            waiting += _runs(moment.editions[name].guide)
    return found


def _empty(folder: Folder, moment: Moment) -> Iterator[Issue]:
    for edition in moment.editions.values():
        for loc, part in parts(edition.guide):
            message = _dead_end(moment, part)
            if message:
                fix = "Put steps there, or take it out."
                yield folder.issue(edition, loc, "dead-end", message, fix)


def _dead_end(moment: Moment, part: object) -> str:
    match part:
        case Section(id=name, steps=()):
            return f"The section '{name}' has no steps."
        case Each(id=name, steps=()):
            return f"'{name}' lists people but has no steps for them."
        case Each(id=name, groups=groups) if not groups:
            return f"'{name}' has no groups, so nobody can be listed."
        case Each(id=name, steps=inner) if any(isinstance(p, Each) for _, p in parts(inner)):
            return f"'{name}' lists people for each person, which never ends."
        case Run(run=name) if name in moment.editions and not _body(moment.editions[name].guide):
            return f"The guide '{name}' has no steps to run."
        case _:
            return ""


def _orphans(folder: Folder, moment: Moment) -> Iterator[Issue]:
    run = _run(moment)
    for name, edition in moment.editions.items():
        lone = edition.guide.subject == "person" and edition.guide.steps and name not in run
        if lone and folder.judged(moment, edition):
            message = f"'{name}' is about a person, and no list of people runs it."
            fix = f"Add `run: {name}` under an `each`."
            yield folder.issue(edition, ("subject",), "no-roster", message, fix)


def _misfits(folder: Folder, moment: Moment, error: LinkError) -> Iterator[Issue]:
    by_file = {edition.file: edition for edition in moment.editions.values()}
    for file, message in error.problems:
        named = [name for pair in _NAMED.findall(message) for name in pair if name]
        rule = next((rule for words, rule in _LINK_RULES.items() if words in message), "link")
        # A file that cannot be loaded has said so itself; so has the rule about ids.
        if message.startswith("step id") or set(named) & folder.unread:
            continue
        edition = by_file[file]
        text = message[:1].upper() + message[1:]
        if rule == "unknown-guide":
            text = f"On {moment.on.isoformat()} it {message}"
        loc = _place(edition.guide, named)
        yield folder.issue(edition, loc, rule, f"{text}.", "Make the guides fit.")


def _place(guide: Guide, named: list[str]) -> Loc:
    """Where one of the names is run, or else decides whether it applies."""
    for loc, step in steps(guide):
        if isinstance(step, Run) and step.run in named:
            return (*loc, "run")
    return next(((*loc, "when") for name in named if (loc := _step(guide, name))), ())


def _people(folder: Folder, release: Release) -> Iterator[Issue]:
    """People are listed once, before anything asks about them."""
    rosters = [name for name, placed in release.placed.items() if isinstance(placed.step, Each)]
    listed = False
    for name, placed in release.placed.items():
        listed = listed or name == release.roster
        edition = release.editions[placed.guide]
        loc = _step(edition.guide, name)
        if name in rosters[1:]:
            message = f"'{name}' lists people a second time."
            yield folder.issue(edition, loc, "no-roster", message, "List people once.")
        elif not listed and _counts(placed.step.when):
            message = f"'{name}' looks at the people before they are listed."
            fix = "Put the list of people in front of it."
            yield folder.issue(edition, (*loc, "when"), "no-roster", message, fix)


def _counts(when: Condition) -> bool:
    match when:
        case Count() | Every():
            return True
        case All(parts_) | Any_(parts_):
            return any(_counts(part) for part in parts_)
        case Not(part):
            return _counts(part)
        case _:
            return False


def _step(guide: Guide, name: str) -> Loc:
    every = ((loc, step) for loc, step in steps(guide) if not isinstance(step, Run))
    return next((loc for loc, step in every if step.id == name), ())
