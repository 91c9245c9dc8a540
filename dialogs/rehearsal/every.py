"""Every scenario of a library played, and what of the guidance they reach together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache

from content.library import Library, NotInForce
from content.link import LinkError
from content.release import Edition, Release
from content.scenario import Scenario
from dialogs.rehearsal.asked import Finder
from dialogs.rehearsal.cover import Point
from dialogs.rehearsal.play import Stored
from dialogs.rehearsal.run import Played, Problem, play


def play_every(
    scenarios: Iterable[Scenario],
    library: Library,
    find: Finder,
    on: date,
    stored: Stored = lambda encounter: encounter,
) -> dict[str, Played]:
    """What came of each scenario, by id, played on the guidance of its own day or else of ``on``.

    A scenario whose guide cannot be run on its day has that as its problem.
    """

    @cache
    def release(guide: str, day: date) -> Release:
        return library.release(guide, day)

    def played(scenario: Scenario) -> Played:
        day = scenario.as_of or on
        try:
            guide = release(scenario.guide, day) if scenario.guide else None
        except (NotInForce, LinkError) as error:
            return Played(None, (Problem(("guide",), str(error)),), frozenset(), frozenset())
        return play(scenario, guide, find, day, stored)

    return {scenario.scenario: played(scenario) for scenario in scenarios}


def walked(library: Library, on: date) -> tuple[Edition, ...]:
    """Every version that a start guide has ever run, up to a day; briefings are only read."""
    every = [edition for found in library.editions.values() for edition in found]
    begun = (edition.guide for edition in every if edition.guide.sections or edition.guide.start)
    starts = {guide.guide for guide in begun if not (guide.start and guide.start.briefing)}
    days = {edition.guide.effective.from_ for edition in every} | {on}
    found = {
        edition.file: edition
        for start in sorted(starts)
        for day in sorted(day for day in days if day <= on)
        for edition in _run(library, start, day)
    }
    return tuple(found.values())


def points(plays: Mapping[str, Played]) -> frozenset[Point]:
    """All that the scenarios reached."""
    return frozenset(point for played in plays.values() for point in played.points)


def visited(plays: Mapping[str, Played], library: Library) -> dict[str, set[str]]:
    """The scenarios that each version of a guide has a part in, by its file.

    It was started, it has a step that was reached, or one of its answers was found.
    """
    files = {
        (edition.guide.guide, edition.guide.version): edition.file
        for found in library.editions.values()
        for edition in found
    }
    reached: dict[str, set[str]] = {}
    for name, played in plays.items():
        here = {files[point.guide, point.version] for point in played.points}
        if played.view is not None:
            release = played.view.release
            here.add(release.editions[release.start].file)
        for answer, day in played.told:
            here |= {e.file for found, e in library.answers(day) if found.id == answer}
        for file in here:
            reached.setdefault(file, set()).add(name)
    return reached


def _run(library: Library, start: str, day: date) -> Iterator[Edition]:
    try:
        yield from library.release(start, day).editions.values()
    except (NotInForce, LinkError):
        return
