"""The one card of a call: what to ask now and, under it, all that has been heard.

For whoever is told things by someone else and never leaves the keyboard. The card of one call
replaces itself, so everything needed stands on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dialogs.chain import takes_lines
from dialogs.clock import hour
from dialogs.reporting import by_whom, heard, teller, thrive
from dialogs.screen import Screen
from dialogs.view import View

KEYS = "b back · u undo · / ask · h hand over · ? help"
NEXT = 2  # questions named ahead
HEARD = 8  # things heard that are told on the card, the latest


def on_the_card(seen: View, shown: Screen) -> Screen:
    """The screen as the one card of the call; unchanged where there is no such card."""
    if not takes_lines(seen):
        return shown
    return replace(shown, below=tuple(_below(seen)), live=True)


def _below(seen: View) -> Iterator[str]:
    told = list(heard(seen))[-HEARD:]
    if told:
        yield f"**Heard from {by_whom(teller(seen))}:** {' · '.join(told)}"
        marks = (f"{name} {'✓' if label else '?'}" for name, label in thrive(seen).items())
        yield f"**THRIVE:** {' · '.join(marks)}"
    following = list(_following(seen))
    if following:
        yield f"**Then:** {', '.join(following)}"
    yield _code(seen)
    yield KEYS


def _following(seen: View) -> Iterator[str]:
    """The next questions, so that answers may be typed ahead."""
    lane = seen.lane_of(seen.at.key) if seen.at else None
    if lane is None or seen.at is None:
        return
    ahead = [stop for stop in lane.stops[lane.stops.index(seen.at) + 1 :] if stop.open]
    yield from (stop.step.title for stop in ahead[:NEXT])


def _code(seen: View) -> str:
    """How the officers who go get this, or that one has."""
    if not seen.facts.attending:
        return f"**Code for officers going:** {seen.encounter.code}"
    first = min(seen.facts.attending.values())
    return f"**✓ Taken over at {hour(first)}.** Go on: what you note reaches them."
