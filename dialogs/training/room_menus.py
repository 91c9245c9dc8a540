"""Screens on which a trainer begins a session in a room."""

from __future__ import annotations

from collections.abc import Mapping

from content.scenario import Scenario
from dialogs.event import Json
from dialogs.screen import Choice, Field, InRoom, Screen
from dialogs.training.menus import MARK, ROOMY

NO_RIGHT = "Sessions are led by trainers. In our own chat, “train” lets you practise alone."
LIVE = "live"  # how a session is held: the split is shown while a stage is open
WHOSE = "For which team? (only for figures, may stay empty)"
HIDDEN = (
    "While a stage is open the card shows how many have answered. Who sees where the others "
    "stand follows them, so the split comes when you close the stage."
)
SHOWN = (
    "The split is shown while a stage is open, so answers may follow it. Without names it moves "
    "five answers at a time; whoever watches the last few come in may guess at those."
)


# What the buttons that begin a session say, and the way of holding it that each stands for.
WAYS = (
    ("Answers at once", "now"),
    ("Answers at the end", "end"),
    ("Named, answers at once", "named-now"),
    ("Named, answers at the end", "named-end"),
)


def cases(known: Mapping[str, Scenario], session: str) -> Screen:
    """Which case the room is to work on."""
    by_title = sorted(known.values(), key=lambda one: one.title)
    choices = (Choice(one.title, InRoom("case", session, one.scenario)) for one in by_title)
    return Screen(
        kind="room-cases",
        title="Lead a session in the room",
        mark=MARK,
        lines=("Everyone answers on their own phone. Pick the case.",),
        choices=tuple(choices),
    )


def terms(
    scenario: Scenario, session: str, teams: tuple[str, ...], *, team: str = "", live: bool = False
) -> Screen:
    """How the session is to be held, and for which of the teams.

    ``live``: the split is to be shown while a stage is open.
    """
    name = scenario.scenario
    chosen: Json = [team] if team else None
    other = ("Hide the split till I close", "") if live else ("Show the split live", LIVE)
    more = f"-{LIVE}" if live else ""
    return Screen(
        kind="room-terms",
        title=scenario.title,
        mark=MARK,
        lines=(
            scenario.brief,
            "Without names only counts are kept. In a named session you see who answered what, "
            "and the card says so.",
            SHOWN if live else HIDDEN,
        ),
        fields=(Field("team", "pick", WHOSE, tuple((one, one) for one in teams), value=chosen),),
        choices=(
            *(Choice(label, InRoom("begin", session, name, way + more)) for label, way in WAYS),
            Choice(other[0], InRoom("case", session, name, other[1])),
        ),
        progress=f"{len(scenario.decisions)} stages",
        room=ROOMY,
    )
