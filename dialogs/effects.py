"""What an answer would do to the rest of an encounter, worked out before it is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.encounter import record
from dialogs.event import Event, Json, Kind
from dialogs.facts import Key
from dialogs.view import Finding, View, view


@dataclass(frozen=True, slots=True)
class Effects:
    """What an answer would do to the rest of the encounter.

    Attributes:
        set_aside: steps whose answers would no longer be used.
        restored: steps whose answers would be used again.
        follows: conclusions that would newly hold.
    """

    set_aside: tuple[Key, ...]
    restored: tuple[Key, ...]
    follows: tuple[Finding, ...]


def effects(before: View, key: Key, value: Json) -> Effects:
    """What would follow if this answer were recorded now."""
    encounter = before.encounter
    at, by = encounter.opened_at, encounter.owner
    event = Event(at, by, Kind.ANSWERED, "effects", person=key[0], step=key[1], value=value)
    after = view(before.release, record(encounter, (event,)), before.viewer)
    held = {(finding.person, finding.id) for finding in before.findings}
    return Effects(
        set_aside=tuple(k for k in after.dormant if k not in before.dormant),
        restored=tuple(k for k in before.dormant if k not in after.dormant and k != key),
        follows=tuple(f for f in after.findings if (f.person, f.id) not in held),
    )
