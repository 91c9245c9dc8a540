"""Screens that need no encounter: the welcome, help, contacts, notices and approved answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.board import REMINDERS, board
from dialogs.clock import shown
from dialogs.commands import Close, Reopen, Resume
from dialogs.screen import Choice, Screen, Show
from dialogs.sharing import code_line, offering
from dialogs.starting import USUAL
from dialogs.view import View

NO_NAMES = "Never type names, addresses or dates of birth here."
EMERGENCY = "In an emergency: radio or 999 first, then come back."
ABOUT = "I am a program, not a person. I only show approved guidance."
THANKS = "Any time. Ask again whenever you need to."
COMMANDS = (
    "**start** begin an encounter · **resume** carry on · **back** · **undo**",
    "**people** or **person 2** go to someone · **add person** · **remove person 2**",
    "**board** · **tasks** · **summary** the handover so far · **why** why am I asked this?",
    "**code K7Q2** take over another officer’s encounter · **call** take a call",
    "Keys: **b** back · **u** undo · **h** handover · **a** all done · **/** ask",
    "**reminders** of what is left · **stop reminders**",
    "**train** practise on a case: **train county lines**, **train as at 2017-10-01**",
    "**quick check** ten questions",
    "**help** · **contacts** · **encounters** · **stop** put it away for now",
    "**as at 2017-10-01** questions answered from that day’s guidance, as history",
    "Or type your question in your own words.",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An encounter in a list to take up again."""

    id: str
    code: str
    opened_at: datetime
    closed: bool


def welcome(ways: tuple[Choice, ...] = ()) -> Screen:
    """What a first-time user sees: what this is, and the ways in, that of their role first."""
    first, *others = ways or (USUAL,)
    usual = (USUAL,) if first.act != USUAL.act else ()
    further = (Choice("Other ways to start", Show("starts")),) if others else ()
    return Screen(
        kind="welcome",
        title="Modern slavery first response",
        lines=(
            "Step-by-step help when you meet someone who may be a victim.",
            f"**{EMERGENCY}**",
        ),
        choices=(
            replace(first, main=True),
            *usual,
            Choice("Ask a question", Show("ask")),
            *further,
            *((Choice("Contacts", Show("contacts")),) if not usual else ()),
            Choice("Help", Show("help")),
        ),
        progress=NO_NAMES,
    )


def help_screen(seen: View | None) -> Screen:
    """What can be said at any time."""
    choices = (
        (Choice("Carry on", Show("current"), main=True),) if seen else (replace(USUAL, main=True),)
    )
    return Screen(
        kind="help",
        title="What you can do",
        lines=(EMERGENCY, *COMMANDS),
        choices=(
            *choices,
            Choice("Ask a question", Show("ask")),
            Choice("Contacts", Show("contacts")),
        ),
        progress=NO_NAMES,
    )


def ask_screen(seen: View | None) -> Screen:
    """An invitation to type a question."""
    return Screen(
        kind="ask",
        title="Ask a question",
        lines=("Type it in your own words, for example: what if he says no to the NRM?",),
        progress=NO_NAMES,
        choices=(Choice("Carry on", Show("current")),) if seen else (),
    )


def already_open(seen: View, start: str | None = None) -> Screen:
    """Asked to start while an encounter is open; ``start`` is the guide asked for."""
    code = seen.encounter.code
    return Screen(
        kind=f"already-open/{start}" if start else "already-open",
        title=f"Encounter {code} is still open",
        lines=("Starting another keeps it: you can come back to it with “encounters”.",),
        choices=(
            Choice(f"Carry on with {code}", Show("current"), main=True),
            Choice("Start another", Show("new", step=start)),
        ),
    )


def paused(seen: View) -> Screen:
    """Put away for now."""
    return Screen(
        kind="paused",
        title=f"Encounter {seen.encounter.code} put away",
        lines=("What is recorded is kept. Come back any time, on any device.", *_left(seen)),
        choices=(
            Choice("Carry on", Resume(), main=True),
            Choice("Handover", Show("handover")),
            REMINDERS,
        ),
    )


def _left(seen: View) -> tuple[str, ...]:
    count = len(seen.outstanding)
    return (f"Outstanding tasks: {count}.",) if count else ()


def why(asked: Screen) -> Screen:
    """Why a step is asked, with what stands behind it."""
    reason = asked.why or "It decides what comes next."
    return Screen(
        kind="why", title="Why this is asked", lines=(reason,), said=asked.said, more=asked.more
    )


def adding(seen: View) -> Screen:
    """Which kind of person to add."""
    choices = tuple(c for c in board(seen).nav if c.label.startswith("Add: "))
    return Screen(
        kind="add",
        title="Add a person",
        progress=seen.encounter.code,
        choices=(*choices, Choice("Not now", Show("current"))),
    )


def encounters(listed: Iterable[Listed], seen: View | None) -> Screen:
    """The officer's own encounters, the last changed first."""
    rows = tuple(listed)
    choices = tuple(
        Choice(f"{row.code}, {shown(row.opened_at)}", Show("switch", step=row.id)) for row in rows
    )
    lines = () if rows else ("You have no encounters yet.",)
    start = replace(USUAL, act=Show("new") if seen else USUAL.act, main=not rows)
    return Screen(
        kind="encounters", title="Your encounters", lines=lines, choices=(*choices[:5], start)
    )


def after_handover(seen: View) -> Screen:
    """What to do once the handover has been read."""
    code = seen.encounter.code
    missing = "" if seen.complete else "Some steps are not answered yet: they are named above."
    finish = (
        Choice("Close encounter", Close()) if not seen.facts.closed else Choice("Reopen", Reopen())
    )
    return Screen(
        kind="handover",
        title=f"Handover {code}",
        lines=("Copy it into your record.", *((missing,) if missing else ()), *code_line(seen)),
        choices=(
            Choice("Carry on", Show("current"), main=not seen.complete),
            *offering(seen),
            finish,
        ),
    )


def elsewhere(theirs: str, other: str, seen: View | None) -> Screen:
    """A card of another of the officer's own encounters was pressed."""
    choices = [Choice(f"Go to {theirs}", Show("switch", step=other), main=True)]
    if seen is not None:
        choices.append(Choice(f"Stay with {seen.encounter.code}", Show("current")))
    return Screen(
        kind="elsewhere",
        title=f"That card is from encounter {theirs}",
        lines=("Nothing was recorded.",),
        choices=tuple(choices),
    )


def notice(message: str, kind: str = "notice") -> Screen:
    """A short message and nothing else."""
    return Screen(kind=kind, title=message)


def with_notice(message: str, shown_screen: Screen) -> Screen:
    """A screen with a message above what it says."""
    return replace(shown_screen, lines=(f"**{message}**", *shown_screen.lines))
