"""Which parts of the guidance scenarios reach: options, checklists, conclusions, alerts.

A point is a line such as ``nrm 2026.1 consent = agrees``, so that a list of those that are missing
can be read as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.guide import Guide
from content.outcome import Outcome
from content.release import Edition, Release
from content.steps import Ask, Do, Each, Run, Say, Step
from dialogs.encounter import Json
from dialogs.facts import Key
from dialogs.view import View

NOTHING = "(none of these)"


def wanted(editions: Iterable[Edition]) -> frozenset[str]:
    """Every point of these versions: each option of each question, each item of each checklist."""
    return frozenset(point for edition in editions for point in _points(edition.guide))


def answered(seen: View, key: Key) -> Iterator[str]:
    """The points that an answer in use takes."""
    placed = seen.release.placed[key[1]]
    version = named(seen.release, placed.guide)
    given = seen.reading.answer(*key)
    yield f"{version} {key[1]}"
    if isinstance(placed.step, Do):
        yield from (f"{version} {key[1]}.{i}" for i in seen.reading.items(key[0], placed.step))
    if isinstance(placed.step, Ask) and given is not None:
        yield from (f"{version} {key[1]} = {option}" for option in _chosen(given.value))


def holding(seen: View) -> Iterator[str]:
    """The points of conclusions and alerts that hold."""
    release = seen.release
    for finding in seen.findings:
        yield f"{named(release, release.placed[finding.id].guide)} outcome {finding.id}"
    held = {alert.id for alert in seen.alerts}
    for watch in release.watches:
        if watch.alert.id in held:
            yield f"{named(release, watch.guide)} alert {watch.alert.id}"


def uncovered(editions: Iterable[Edition], taken: Iterable[str]) -> tuple[str, ...]:
    """What no scenario reached, sorted: one line each."""
    return tuple(sorted(wanted(editions) - frozenset(taken)))


def named(release: Release, guide: str) -> str:
    """A guide with its version."""
    return f"{guide} {release.editions[guide].guide.version}"


def _chosen(value: Json) -> list[str]:
    return [str(part) for part in value] or [NOTHING] if isinstance(value, list) else [str(value)]


def _points(guide: Guide) -> Iterator[str]:
    version = f"{guide.guide} {guide.version}"
    for alert in guide.alerts:
        yield f"{version} alert {alert.id}"
    for step in (*guide.steps, *(s for section in guide.sections for s in section.steps)):
        yield from (f"{version} {point}" for point in _of(step))


def _of(step: Step) -> Iterator[str]:
    match step:
        case Run():
            return
        case Outcome():
            yield f"outcome {step.id}"
        case Each():
            yield step.id
            for inner in step.steps:
                yield from _of(inner)
        case Ask():
            yield step.id
            yield from (f"{step.id} = {option}" for option in step.options)
            yield from (f"{step.id} = {NOTHING}" for _ in range(step.many))
        case Do():
            yield step.id
            yield from (f"{step.id}.{item}" for item in step.do)
        case Say():
            yield step.id
