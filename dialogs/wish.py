"""What officers said about being reminded, read from the log."""

from __future__ import annotations

from dialogs.encounter import Encounter
from dialogs.event import Kind

DAY, ALWAYS, OFF = "day", "always", "off"
WISHES = frozenset({DAY, ALWAYS, OFF})


def wish(encounter: Encounter, person: str) -> str:
    """What an officer said last about reminders of this encounter."""
    for event in reversed(encounter.log):
        if event.kind is Kind.REMINDING and event.by == person:
            return str(event.value)
    return OFF


def asked(encounter: Encounter) -> bool:
    """Whether anyone ever said anything about reminders of this encounter."""
    return any(event.kind is Kind.REMINDING for event in encounter.log)


def handed_over(encounter: Encounter) -> bool:
    """Whether its handover was ever read."""
    return any(event.kind is Kind.HANDOVER_READ for event in encounter.log)
