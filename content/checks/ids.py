"""Whether every id names one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.checks.folder import Folder, Moment
from content.checks.walk import Loc, steps
from content.issue import Issue
from content.release import Edition
from content.steps import Run

Named = tuple[str, Loc]


def check(folder: Folder) -> Iterator[Issue]:
    """Ids used twice among the steps, the answers or the alerts in force together."""
    for moment in folder.moments:
        for kind in (_steps, _answers, _alerts):
            named = ((e, name) for e in moment.editions.values() for name in kind(e))
            yield from _twice(folder, named)
        taken = {name for edition in moment.editions.values() for name, _ in _steps(edition)}
        yield from _sections(folder, moment, taken)


def _twice(folder: Folder, named: Iterable[tuple[Edition, Named]]) -> Iterator[Issue]:
    first: dict[str, Edition] = {}
    for edition, (name, loc) in named:
        before = first.get(name)
        if before is None:
            first[name] = edition
            continue
        where = "" if before is edition else f" in {before.file}"
        message = f"The id '{name}' is already used{where}."
        yield folder.issue(edition, (*loc, "id"), "duplicate-id", message, "Choose another id.")


def _sections(folder: Folder, moment: Moment, taken: set[str]) -> Iterator[Issue]:
    """Two start guides may each have a section "scene", but no section may look like a step."""
    for edition in moment.editions.values():
        for number, section in enumerate(edition.guide.sections):
            if section.id in taken:
                message = f"The section '{section.id}' has the id of a step."
                place = ("sections", number, "id")
                yield folder.issue(edition, place, "duplicate-id", message, "Choose another id.")


def _steps(edition: Edition) -> Iterator[Named]:
    for loc, step in steps(edition.guide):
        if not isinstance(step, Run):
            yield step.id, loc


def _answers(edition: Edition) -> Iterator[Named]:
    for number, answer in enumerate(edition.guide.answers):
        yield answer.id, ("answers", number)


def _alerts(edition: Edition) -> Iterator[Named]:
    for number, alert in enumerate(edition.guide.alerts):
        yield alert.id, ("alerts", number)
