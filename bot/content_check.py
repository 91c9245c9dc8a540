"""The whole check of a content folder: its files, and its scenarios played on what they say.

Content and the conversation know nothing of each other's checks, so they meet here: for the author
(``python app.py check``), before a version is published, and before a running bot takes up new
content.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from content.authoring.suppose import supposed
from content.check import check_folder
from content.checks.walk import Loc, parts
from content.guide import Answer
from content.header import Status
from content.issue import ContentError, Issue, Level
from content.library import Library
from content.loader import load
from content.release import Edition
from content.retrieval.understanding import Understanding
from content.retrieval.understanding import load as load_understanding
from content.scenario_files import Script, load_scenarios
from content.search import Index
from dialogs.rehearsal.cover import NOTHING, Point, uncovered
from dialogs.rehearsal.every import play_every, points, visited, walked
from dialogs.rehearsal.run import Played

FIX = "Put the guidance right. If it is right, read the scenario again and correct that."


def check(root: Path, on: date, force: str = "") -> list[Issue]:
    """Every problem of a content folder on a day, as ``check_folder``, with its scenarios played.

    Scenarios are played on the day, on each later day on which a published version begins, and with
    each draft in force; what does not hold with a draft is a warning until it is published. What no
    scenario reaches is a warning. A folder that cannot be loaded has its own problems first.
    """
    found = set(check_folder(root, on, force))
    try:
        library = load(root)
        scripts = load_scenarios(library.sources, root)
        understanding = load_understanding(root)
    except ContentError:
        return sorted(found)
    return sorted(found.union(_played(library, understanding, scripts, on)))


def finder(library: Library, by: Understanding) -> Callable[[str, date], Sequence[Answer]]:
    """Finds approved answers in the guidance of any day, as officers' questions are answered."""

    @cache
    def index(on: date) -> Index:
        return Index.build(library, on, by)

    return lambda text, on: [hit.answer for hit in index(on).find(text).hits]


def _played(
    library: Library, by: Understanding, scripts: Mapping[str, Script], on: date
) -> Iterator[Issue]:
    if not scripts:
        return
    scenarios = [script.scenario for script in scripts.values()]
    plays = play_every(scenarios, library, finder(library, by), on)
    yield from (known := set(_problems(scripts, plays)))
    yield from _unreached(library, points(plays), on)
    yield from _unvisited(library, visited(plays, library), on)
    undated = [scenario for scenario in scenarios if scenario.as_of is None]
    for later, day, level, why in _moments(library, on):
        plays = play_every(undated, later, finder(later, by), day)
        linked = {name: one for name, one in plays.items() if not _unlinked(one)}
        for issue in _problems(scripts, linked):
            if issue not in known:
                told = f"{issue.message} ({why})"
                yield Issue(issue.file, issue.line, issue.rule, told, issue.fix, level)


def _problems(scripts: Mapping[str, Script], plays: Mapping[str, Played]) -> Iterator[Issue]:
    for name, played in plays.items():
        for problem in played.problems:
            yield scripts[name].issue(problem.loc, "scenario", problem.message, FIX)


def _unlinked(played: Played) -> bool:
    """Whether its guide could not even be run; why not is said of the guide, once."""
    return any(problem.loc == ("guide",) for problem in played.problems)


def _moments(library: Library, on: date) -> Iterator[tuple[Library, date, Level, str]]:
    """Libraries and days on which undated scenarios must hold as well, and how that is said."""
    every = [edition for found in library.editions.values() for edition in found]
    published = [e for e in every if e.guide.status is Status.PUBLISHED]
    for day in sorted({e.guide.effective.from_ for e in published}):
        if day > on:
            yield library, day, Level.FAIL, f"on the guidance of {day.isoformat()}"
    for draft in every:
        if draft.guide.status is Status.DRAFT:
            day = max(on, draft.guide.effective.from_)
            why = f"with the draft {draft.guide.guide} {draft.guide.version} in force"
            yield supposed(library, draft), day, Level.WARN, why


def _unreached(library: Library, taken: frozenset[Point], on: date) -> Iterator[Issue]:
    editions = {(e.guide.guide, e.guide.version): e for e in walked(library, on)}
    for point in uncovered(editions.values(), taken):
        edition = editions[point.guide, point.version]
        line = library.documents[edition.file].line(_place(edition, point))
        fix = "Let one answer it, or write one."
        yield Issue(edition.file, line, "not-rehearsed", _named(point), fix, Level.WARN)


def _unvisited(library: Library, reached: Container[str], on: date) -> Iterator[Issue]:
    for edition in library.on(on).values():
        if edition.file not in reached:
            line = library.documents[edition.file].line(("guide",))
            message = f"No scenario has a part for the guide '{edition.guide.guide}'."
            fix = "Let one walk it, or ask a question that it answers."
            yield Issue(edition.file, line, "not-rehearsed", message, fix, Level.WARN)


def _named(point: Point) -> str:
    what = f"{point.kind} '{point.id}'"
    if point.part == NOTHING:
        what = f"answer “none of these” to '{point.id}'"
    elif point.part:
        what = f"{point.kind} '{point.part}' of '{point.id}'"
    return f"No scenario reaches the {what}."


def _place(edition: Edition, point: Point) -> Loc:
    for loc, part in parts(edition.guide):
        if getattr(part, "id", None) == point.id:
            inside = {"option": "options", "task": "do"}.get(point.kind)
            return (*loc, inside, point.part) if inside else loc
    return ()
