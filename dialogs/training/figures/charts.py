"""Figures as charts: on a card, and in the picture for slides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from content.scenario import Theme
from dialogs.chart import Bar, Chart
from dialogs.training.figures.forms import Form
from dialogs.training.figures.found import (
    Found,
    Row,
    Session,
    Stage,
    before_after,
    missed,
    months,
    session_shares,
    stages,
    teams,
    themes,
)
from dialogs.training.picking import called

MOST = 6  # decisions named as most missed

MISSED = "Decisions most missed"
THEMES = "Right, by theme"
TEAMS = "Right in sessions, by team"
MONTHS = "Right, by month"
AGAIN = "Before and after, by theme"
OWN_AGAIN = "Right in your own sessions, first and latest"
MINE = "Right in your own sessions"


def charts(found: Found, current: Iterable[str]) -> tuple[Chart, ...]:
    """Every chart that has bars, those on what to train first."""
    every = (
        chart_of_missed(found, current),
        _shares(THEMES, themes(found)),
        _shares(TEAMS, teams(found)),
        _shares(MONTHS, months(found)),
        chart_of_again(found),
    )
    return tuple(one for one in every if one.bars)


def chart_of(view: str, found: Found, current: Iterable[str]) -> Chart:
    """The chart of one view: "missed", "themes", "teams", "months", "again" or "mine"."""
    match view:
        case "themes":
            return _shares(THEMES, themes(found))
        case "teams":
            return _shares(TEAMS, teams(found))
        case "months":
            return _shares(MONTHS, months(found))
        case "again":
            return chart_of_again(found)
        case "mine":
            return chart_of_own(found)
    return chart_of_missed(found, current)


def chart_of_missed(found: Found, current: Iterable[str]) -> Chart:
    """How many missed the decisions that most did."""
    some = missed(stages(found, current))[:MOST]
    return Chart(MISSED, tuple(_missed(one) for one in some))


def chart_of_again(found: Found) -> Chart:
    """Two bars for each theme."""
    rows = before_after(found)
    bars = [
        _share((f"{name}, {when}", told))
        for name, before, after in rows
        for when, told in (before, after)
    ]
    return Chart(AGAIN, tuple(bars))


def chart_of_own(found: Found) -> Chart:
    """A trainer's own sessions, as exactly as their cards told."""
    made = (_own(session, found.forms) for session in found.own)
    return Chart(MINE, tuple(bar for bar in made if bar))


def chart_of_own_again(found: Found) -> Chart:
    """A trainer's first and latest session on each theme of which they led several."""
    names: dict[tuple[Bar, Bar], list[str]] = {}
    for theme in Theme:
        of = [one for one in found.own if theme.value in _themes(one, found.forms)]
        bars = [bar for one in reversed(of) if (bar := _own(one, found.forms))]
        if len(bars) > 1:
            names.setdefault((bars[0], bars[-1]), []).append(called(theme))
    named = (
        replace(bar, label=f"{', '.join(about)}. {bar.label}")
        for both, about in names.items()
        for bar in both
    )
    return Chart(OWN_AGAIN, tuple(named))


def _themes(session: Session, forms: Mapping[str, Form]) -> frozenset[str]:
    return frozenset(theme for form, _ in session.counts for theme in forms[form].themes)


def _own(session: Session, forms: Mapping[str, Form]) -> Bar | None:
    right, answered = session_shares(session, forms)
    if not answered:
        return None
    case = next(forms[form].case for form, _ in session.counts)
    team = f", {session.team}" if session.team else ""
    label = f"{session.began}{team}: {case}"
    return _exact(label, f"{right} of {answered} right", right, answered)


def _missed(stage: Stage) -> Bar:
    wrong = stage.answered - stage.right
    label = f"{stage.form.title} ({stage.form.case})"
    return _exact(label, f"{wrong} of {stage.answered} missed it", wrong, stage.answered)


def _exact(label: str, value: str, count: int, of: int) -> Bar:
    percent = round(count * 100 / of)
    return Bar(label, value, percent, percent)


def _shares(title: str, rows: Iterable[Row]) -> Chart:
    return Chart(title, tuple(map(_share, rows)))


def _share(row: Row) -> Bar:
    name, told = row
    return Bar(name, f"{told} right", told.low, told.high)
