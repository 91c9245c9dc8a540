"""What is right at a stage, why, and where that stands."""

from __future__ import annotations

from collections.abc import Iterator

from content.statement import Source
from dialogs.training.course import Course, Stage
from dialogs.wording import Said


def reason(stage: Stage) -> Iterator[Said]:
    """What is right and why, and what was done instead in the real case."""
    decision = stage.decision
    yield Said(f"Right: {decision.right}", decision.cite, decision.confirm_locally)
    yield Said(f"Why: {decision.why}", decision.cite, decision.confirm_locally)
    if decision.wrong_seen:
        yield Said(f"In the real case, which is no example: {decision.wrong_seen}", decision.cite)


def source(course: Course, stage: Stage) -> Iterator[Said]:
    """The sources of one stage with their editions and places; nothing where none is known."""
    places: dict[str, list[str]] = {}
    for cite in stage.decision.cite:
        if cite.source in course.sources:
            places.setdefault(cite.source, []).append(cite.where)
    named = [_named(course.sources[id_], where) for id_, where in places.items()]
    if named:
        yield Said(f"Source: {'; '.join(named)}", stage.decision.cite)


def _named(one: Source, places: list[str]) -> str:
    """A source once, with every place in it."""
    where = " and ".join(filter(None, places))
    return f"{one.title} ({one.edition})" + (f", {where}" if where else "")
