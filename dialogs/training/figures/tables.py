"""Figures as a table of text, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from dialogs.training.figures.found import (
    Found,
    Stage,
    before_after,
    months,
    stages,
    teams,
    themes,
)
from dialogs.training.figures.releasing import Kind
from dialogs.training.menus import MARK

HEAD = (
    "kind", "table", "of", "stage", "wording", "option", "right", "count", "answered", "share"
)  # fmt: skip
HIDDEN = "left out"
TOGETHER = "(wrong choices not told apart)"

_CALLED = {Kind.ROOM: "in sessions", Kind.ALONE: "alone, first go", Kind.AGAIN: "alone, second go"}
Cells = tuple[str, ...]


def table(found: Found, current: Iterable[str]) -> str:
    """Everything, as comma-separated values with a heading."""
    now = frozenset(current)
    return _written((*_choices(found, now), *_shares(found)))


def in_short(found: Found, current: Iterable[str]) -> str:
    """How many were right at each stage as it is worded now, and the shares."""
    now = frozenset(current)
    right = (one for one in _choices(found, now) if (one[3], one[5]) == ("now", "yes"))
    return _written((*right, *_shares(found)))


def of_case(name: str, found: Found, current: Iterable[str]) -> str:
    """Every choice at each stage of the case that is called so."""
    return _written(_choices(found, frozenset(current), name))


def _written(rows: Iterable[Cells]) -> str:
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\n")
    out.writerow(HEAD)
    out.writerows((MARK, *cells) for cells in rows)
    return written.getvalue()


def _choices(found: Found, now: frozenset[str], name: str = "") -> Iterator[Cells]:
    for kind, called in _CALLED.items():
        for stage in stages(found, now, kind):
            if not name or name in stage.form.names:
                yield from ((called, *cells, "") for cells in _options(stage))


def _shares(found: Found) -> Iterator[Cells]:
    for name, rows in (("theme", themes), ("team", teams), ("month", months)):
        for of, told in rows(found):
            yield _share(name, of, str(told))
    for of, *both in before_after(found):
        for when, told in both:
            yield _share("before and after", f"{of}, {when}", str(told))


def _options(stage: Stage) -> Iterator[Cells]:
    form, answered = stage.form, str(stage.answered)
    about = (form.case, form.title, "older" if stage.older else "now")
    for id_, say in form.options:
        count = stage.counts[id_]
        right = "yes" if id_ == form.right else "no"
        yield (*about, say, right, HIDDEN if count is None else str(count), answered)
    if stage.others:
        yield (*about, TOGETHER, "no", str(stage.others), answered)


def _share(name: str, of: str, told: str) -> Cells:
    return (name, of, "", "", "", "", "", "", told)
