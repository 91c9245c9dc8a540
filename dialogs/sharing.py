"""Who may work on an encounter: whoever began it, and whoever took it over with its code."""

from __future__ import annotations

from dialogs.commands import Offer
from dialogs.encounter import Encounter
from dialogs.event import Kind
from dialogs.reporting import by_whom, heard, teller, thrive
from dialogs.screen import Choice, Screen, Show
from dialogs.view import View


def may_open(encounter: Encounter, by: str) -> bool:
    """Whether the encounter is this person's to open, without its code."""
    return encounter.owner == by or any(
        event.kind is Kind.PICKED_UP and event.by == by for event in encounter.log
    )


def may_be_taken(seen: View) -> bool:
    """Whether its code lets someone else take it over: it is told for others, or was offered."""
    return not seen.facts.closed and (seen.release.reported or seen.facts.offered)


def take_over(id_: str, code: str, title: str, opened: str) -> Screen:
    """A code was typed: what it stands for, and whether to take it over."""
    return Screen(
        kind="pickup",
        title=f"Take over {code}?",
        lines=(
            f"{title}, opened {opened}.",
            "It is recorded that you took it over. Whoever began it can still add to it.",
        ),
        choices=(
            Choice("Take it over", Show("pickup", step=id_), main=True),
            Choice("Not now", Show("current")),
        ),
    )


def taken_over(seen: View) -> Screen:
    """What an officer reads first: everything that was reported, as reported."""
    factors = [name for name, label in thrive(seen).items() if label]
    told = " · ".join(heard(seen))
    lines = [f"**Reported by {by_whom(teller(seen))}:** {told}." if told else ""]
    lines.append(f"**THRIVE:** {', '.join(factors)}." if factors else "")
    lines.append("It stays marked as reported until you confirm or change it.")
    reported = tuple(line for line in lines if line)
    return Screen(
        kind="taken-over",
        title=f"✓ You have taken over {seen.encounter.code}",
        alerts=seen.alerts,
        lines=reported if seen.release.reported else ("Carry on where it was left.",),
    )


def offering(seen: View) -> tuple[Choice, ...]:
    """The way to let another officer take an encounter over, where its code does not yet."""
    if may_be_taken(seen) or seen.facts.closed:
        return ()
    return (Choice("Let another officer take over", Offer()),)


def code_line(seen: View) -> tuple[str, ...]:
    """What to tell whoever goes on with it."""
    if not may_be_taken(seen):
        return ()
    return (f"To go on with this, another officer types **code {seen.encounter.code}** to me.",)
