"""Figures as charts: on a card, and in the picture for slides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from content.days import long_day
from content.scenario import Theme
from dialogs.chart import Bar, Chart, bar_of
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

MOST = 6  # rows of what is missed most, or has changed most
STAGES = 8  # of one case on one card

MISSED = "Decisions most missed"
THEMES = "Right, by theme"
TEAMS = "Right in sessions, by team"
MONTHS = "Right, by month"
AGAIN = "Before and after, where it changed most"
OWN_AGAIN = "Right in your own sessions, first and latest"
MINE = "Right in your own sessions"


def charts(found: Found, current: Iterable[str]) -> tuple[Chart, ...]:
    """Every chart that has bars, those on what to train first."""
    every = (
        chart_of_missed(found, current),
        _shares(THEMES, themes(found)),
        _shares(TEAMS, teams(found)),
        _months(found),
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
            return _months(found)
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
    rows = sorted(before_after(found), key=_change, reverse=True)[:MOST]
    bars = [
        _share((f"{name}, {_called(when)}", told))
        for name, before, after in rows
        for when, told in (before, after)
    ]
    return Chart(AGAIN, tuple(bars))


def _change(row: tuple[str, Row, Row]) -> int:
    _, (_, before), (_, after) = row
    return abs(after.middle - before.middle)


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
        for both, about in [*names.items()][:MOST]
        for bar in both
    )
    return Chart(OWN_AGAIN, tuple(named))


def _themes(session: Session, forms: Mapping[str, Form]) -> frozenset[str]:
    return frozenset(theme for form, _ in session.counts for theme in forms[form].themes)


def charts_of_case(name: str, found: Found, current: Iterable[str]) -> tuple[Chart, ...]:
    """How many chose what at each stage of the case that is called so, in any of its wordings."""
    of = [one for one in stages(found, current) if name in one.form.names]
    if len(of) > STAGES:  # a card would be too large for Teams; the table has them all
        of = sorted(of, key=lambda one: (one.older, one.right / one.answered))[:STAGES]
    return tuple(map(_options, of))


def _options(stage: Stage) -> Chart:
    form, of = stage.form, stage.answered
    bars = [
        Bar(say, "left out", 0, 0)
        if count is None
        else bar_of(f"✓ {say}" if id_ == form.right else say, count, of, good=id_ == form.right)
        for id_, say in form.options
        for count in (stage.counts[id_],)
    ]
    together = [bar_of("Wrong choices not told apart", stage.others, of)] if stage.others else []
    older = ", as it was worded before" if stage.older else ""
    return Chart(f"{form.title}{older}", (*bars, *together))


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


def _months(found: Found) -> Chart:
    return _shares(MONTHS, ((_called(month), told) for month, told in months(found)))


def _called(when: str) -> str:
    """A month as it is read, "Nov 2026"; anything else as it is."""
    try:
        day = date.fromisoformat(f"{when}-01")
    except ValueError:
        return when
    return long_day(day).partition(" ")[2]


def _share(row: Row) -> Bar:
    name, told = row
    return Bar(name, f"{told} right", told.low, told.high)
