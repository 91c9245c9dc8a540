"""Figures in the chat: one chart on a card, buttons to the others, and the table to copy."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.screen import OF, Choice, InRoom, Screen, Show
from dialogs.training.figures.charts import (
    chart_of,
    chart_of_own,
    chart_of_own_again,
    charts_of_case,
)
from dialogs.training.figures.found import Found
from dialogs.training.menus import MARK, ROOMY

VIEWS = {
    "missed": "Most missed",
    "themes": "By theme",
    "teams": "By team",
    "months": "By month",
    "again": "Before and after",
    "mine": "My sessions",
}
TABLE = "table"
ALL = "Counts of everyone, without names. No group under five is told, nor what would tell on one."
OWN = "As the cards of your own sessions told."
HOW = "Type “figures” and the name of a case to see each choice."
NO_CASE = "Nothing can be told of a case with that name. Names are as on the list of cases."
OWN_TOO = "Your own sessions stand as their cards told."
NOTHING = "Nothing can be told here yet: too few have answered, or too few differ."
NO_SESSIONS = "You have led no session yet that is over."
COPIED = "As a table to copy"
COPY = (
    "Copy it into a file that ends in .csv and open it in a spreadsheet. "
    "Every choice: “figures” and the name of a case, or from your IT (figures --csv)."
)
ELSEWHERE = "In our own chat, “figures” tells of everyone."


def figures(view: str, found: Found, current: Iterable[str]) -> Screen:
    """One view, and the way to the others."""
    if view.startswith(OF):
        return _of_case(view.removeprefix(OF), found, current)
    shown = view if view in VIEWS else "missed"
    chart = chart_of(shown, found, current)
    own = (chart_of_own_again(found),) if shown == "again" else ()
    charts = tuple(one for one in (chart, *own) if one.bars)
    others = [(name, label) for name, label in VIEWS.items() if name != shown]
    nothing = NO_SESSIONS if shown == "mine" else NOTHING
    return Screen(
        kind=f"figures/{shown}",
        title="Training figures",
        mark=MARK,
        lines=() if charts else (f"**{chart.title}**", nothing),
        charts=charts,
        choices=tuple(Choice(label, Show("figures", step=name)) for name, label in others),
        nav=(Choice(COPIED, Show("figures", step=TABLE)),),
        below=_said(shown),
        room=ROOMY,
    )


def _of_case(name: str, found: Found, current: Iterable[str]) -> Screen:
    charts = charts_of_case(name, found, current)
    return Screen(
        kind=f"figures/{OF}{name}" if charts else "figures/missed",
        title="Training figures",
        mark=MARK,
        lines=() if charts else (NO_CASE,),
        charts=charts,
        choices=(Choice("Most missed", Show("figures", step="missed")),),
        nav=(Choice(COPIED, Show("figures", step=f"{TABLE}{OF}{name}")),) if charts else (),
        below=(ALL,),
        room=ROOMY,
    )


def _said(view: str) -> tuple[str, ...]:
    """Whose counts a view shows."""
    return (OWN,) if view == "mine" else (ALL, OWN_TOO) if view == "again" else (ALL, HOW)


def of_session(session: str, found: Found) -> Screen:
    """A trainer's own sessions, for whoever has just ended one, with the way back to it."""
    chart = chart_of_own(found)
    return Screen(
        kind="figures-room",
        title="Your sessions",
        mark=MARK,
        lines=() if chart.bars else (NOTHING,),
        charts=(chart,) if chart.bars else (),
        choices=(Choice("Back to the session", InRoom("look", session)),),
        below=(OWN, ELSEWHERE),
        room=ROOMY,
    )
