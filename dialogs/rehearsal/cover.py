"""Which parts of the guidance scenarios reach: options, checklists, conclusions, alerts.

A point reads as a line such as ``nrm 2026.1 consent = agrees``, so that a list of those that are
missing can be read as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from content.guide import Guide
from content.outcome import Outcome
from content.release import Edition, Release
from content.steps import Ask, Do, Each, Run, Step
from dialogs.event import Json
from dialogs.facts import Key
from dialogs.view import View

NOTHING = "(none of these)"


class Point(NamedTuple):
    """A part of the guidance that a scenario can reach.

    Attributes:
        guide, version: where it stands.
        kind: what it is.
        id: of the step or the alert.
        part: the option or the task, or "".
    """

    guide: str
    version: str
    kind: Literal["step", "option", "task", "outcome", "alert"]
    id: str
    part: str = ""

    def __str__(self) -> str:
        """The line that a list of missing points shows."""
        named = {"option": f"{self.id} = {self.part}", "task": f"{self.id}.{self.part}"}
        plain = self.id if self.kind == "step" else f"{self.kind} {self.id}"
        return f"{self.guide} {self.version} {named.get(self.kind, plain)}"


def wanted(editions: Iterable[Edition]) -> frozenset[Point]:
    """Every point of these versions: each option of each question, each item of each checklist."""
    return frozenset(point for edition in editions for point in _points(edition.guide))


def answered(seen: View, key: Key) -> Iterator[Point]:
    """The points that an answer in use takes."""
    placed = seen.release.placed[key[1]]
    guide, version = placed.guide, version_of(seen.release, placed.guide)
    given = seen.reading.answer(*key)
    yield Point(guide, version, "step", key[1])
    if isinstance(placed.step, Do):
        for item in seen.reading.items(key[0], placed.step):
            yield Point(guide, version, "task", key[1], item)
    if isinstance(placed.step, Ask) and given is not None:
        for option in _chosen(given.value):
            yield Point(guide, version, "option", key[1], option)


def holding(seen: View) -> Iterator[Point]:
    """The points of conclusions and alerts that hold."""
    release = seen.release
    for finding in seen.findings:
        guide = release.placed[finding.id].guide
        yield Point(guide, version_of(release, guide), "outcome", finding.id)
    held = {alert.id for alert in seen.alerts}
    for watch in release.watches:
        if watch.alert.id in held:
            version = version_of(release, watch.guide)
            yield Point(watch.guide, version, "alert", watch.alert.id)


def uncovered(editions: Iterable[Edition], taken: Iterable[Point]) -> tuple[Point, ...]:
    """What no scenario reached, sorted.

    What was reached in one version counts for every version whose steps are the same: one that
    only answers in other words is not walked again.
    """
    every, reached = tuple(editions), frozenset(taken)
    guides = [edition.guide for edition in every]
    twins = {(one.guide, one.version): tuple(_twins(one, guides)) for one in guides}
    return tuple(
        point
        for point in sorted(wanted(every))
        if not any(point._replace(version=name) in reached for name in twins[point[:2]])
    )


def _twins(guide: Guide, every: Iterable[Guide]) -> Iterator[str]:
    """The versions of a guide that are walked alike, itself among them."""
    for other in every:
        same = (other.steps, other.sections, other.alerts)
        if other.guide == guide.guide and same == (guide.steps, guide.sections, guide.alerts):
            yield other.version


def version_of(release: Release, guide: str) -> str:
    """The version of a guide that a release runs."""
    return release.editions[guide].guide.version


def _chosen(value: Json) -> list[str]:
    return [str(part) for part in value] or [NOTHING] if isinstance(value, list) else [str(value)]


def _points(guide: Guide) -> Iterator[Point]:
    for alert in guide.alerts:
        yield Point(guide.guide, guide.version, "alert", alert.id)
    for step in (*guide.steps, *(s for section in guide.sections for s in section.steps)):
        yield from _of(guide, step)


def _of(guide: Guide, step: Step) -> Iterator[Point]:
    name = (guide.guide, guide.version)
    if isinstance(step, Run):
        return
    if isinstance(step, Outcome):
        yield Point(*name, "outcome", step.id)
        return
    yield Point(*name, "step", step.id)
    match step:
        case Each():
            for inner in step.steps:
                yield from _of(guide, inner)
        case Ask():
            yield from (Point(*name, "option", step.id, option) for option in step.options)
            yield from (Point(*name, "option", step.id, NOTHING) for _ in range(step.many))
        case Do():
            yield from (Point(*name, "task", step.id, item) for item in step.do)
