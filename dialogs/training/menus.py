"""Screens to pick an exercise from, and what is told before it begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from content.days import long_day
from content.scenario import Role, Scenario, Theme
from dialogs.screen import Choice, Screen, Show, Train
from dialogs.training.picking import called
from dialogs.wording import Said

MARK = "TRAINING, NOT LIVE"
ROOMY = 400  # words: an exercise is read, not acted on in a doorway
GIVE = Train("give")
CLASS = "To lead a class, mention me in its chat with “train room”. “figures” says what was missed."


def another(as_at: date | None) -> Choice:
    """Another case, on the same past day if there was one."""
    return Choice("Another case", Train("give", as_at.isoformat() if as_at else ""))


def menu(*, begun: str = "", wrong: bool = False, plays: int = 0) -> Screen:
    """Ways to an exercise. ``begun`` is not finished; ``wrong``: something was missed."""
    choices = (
        *((Choice("Carry on", Train("on", begun), main=True),) if begun else ()),
        Choice("Give me a case", GIVE, main=not begun),
        *((Choice("Like what I got wrong", Train("give", "wrong")),) if wrong else ()),
        Choice("Quick check", Train("quick")),
        Choice("By theme", Train("themes")),
    )
    done = f"You have played {plays}." if plays else ""
    return Screen(
        kind="train",
        title="Train on a case",
        mark=MARK,
        lines=(
            "Real cases, decision by decision, on the guidance in force.",
            *((done,) if done else ()),
        ),
        choices=choices,
        nav=(Choice("By role", Train("roles")),),
        progress="Nothing here counts as live, and no live encounter is touched.",
        room=ROOMY,
    )


def themes(known: Iterable[Scenario]) -> Screen:
    """Every theme that there is a case for."""
    there = {theme for scenario in known for theme in scenario.themes}
    choices = tuple(
        Choice(called(theme), Train("give", stage=theme.value)) for theme in Theme if theme in there
    )
    return Screen(kind="train-themes", title="About what?", mark=MARK, choices=choices)


def roles(known: Iterable[Scenario]) -> Screen:
    """Every role that there is a case for."""
    there = {role for scenario in known for role in scenario.roles}
    choices = tuple(
        Choice(called(role), Train("give", option=role.value)) for role in Role if role in there
    )
    return Screen(kind="train-roles", title="In which role?", mark=MARK, choices=choices)


def brief(scenario: Scenario, as_at: date | None = None) -> Screen:
    """What is known before the first decision, and how to take it."""
    name, day = scenario.scenario, as_at.isoformat() if as_at else ""
    then = (f"You see the rules of {long_day(as_at)} beside today’s.",) if as_at else ()
    real = "A real case, retold." if scenario.basis == "report" else "Made up from guidance."
    count = len(scenario.decisions)
    return Screen(
        kind=f"train-brief/{name}/{day}",
        title=scenario.title,
        mark=MARK,
        lines=(scenario.brief, *then),
        choices=(
            Choice("Begin, told at once", Train("begin", name, "now", day), main=True),
            Choice("Begin, told at the end", Train("begin", name, "end", day)),
            another(as_at),
        ),
        more=(Said(" ".join(filter(None, (real, scenario.added))), scenario.cite),),
        progress=f"{count} {'decision' if count == 1 else 'decisions'}",
        room=ROOMY,
    )


def note(message: str) -> Screen:
    """A short message within training."""
    return Screen(kind="train-note", title=message, mark=MARK)


def put_away() -> Screen:
    """An exercise left for now."""
    return Screen(
        kind="train-left",
        title="Training put away",
        mark=MARK,
        lines=("Your decisions are kept. Type “train” to carry on.",),
        choices=(
            Choice("Carry on", Train("on"), main=True),
            Choice("Leave training", Show("welcome")),
        ),
    )
