"""What a decision is worked out from, and what it can come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from dialogs.commands import Refusal, Stamp
from dialogs.event import Event, Json, Kind
from dialogs.facts import Key
from dialogs.view import View
from dialogs.wording import name

Decision: TypeAlias = tuple[Event, ...] | Refusal


@dataclass(frozen=True, slots=True)
class Deciding:
    """Where an encounter stands, and who gives a command there."""

    view: View
    stamp: Stamp

    def event(
        self, kind: Kind, person: str | None = None, step: str | None = None, value: Json = None
    ) -> Event:
        """One event of the command."""
        stamp = self.stamp
        return Event(stamp.at, stamp.by, kind, stamp.command, person, step, value)

    def unavailable(self, key: Key) -> Refusal:
        """Why there is nothing to do at this step."""
        person, step = key
        if person is not None and person not in self.view.facts.people:
            return no_person(person)
        if step in self.view.release.placed:
            return Refusal("not-applicable", "That step no longer applies. Nothing has changed.")
        return Refusal("unknown-step", "That step is not part of this encounter.")


def no_person(person: str) -> Refusal:
    """The refusal where somebody is not there."""
    return Refusal("no-person", f"{name(person)} is not in this encounter.")
