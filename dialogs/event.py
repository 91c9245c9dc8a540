"""What can happen to an encounter or an exercise, as the events of an append-only log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"

BEGUN = "begun"  # the command of what a start guide settles by itself: no officer did it


class Kind(StrEnum):
    """The closed set of things that can happen to an encounter."""

    ANSWERED = "answered"  # value: the answer, in the shape its step asks for
    PERSON_ADDED = "person-added"  # value: {step id: value} facts known from the first look
    PERSON_REMOVED = "person-removed"
    FOCUSED = "focused"  # step: the section or step looked at; None shows the board
    PROPOSED = "proposed"  # an answer typed or stale, waiting for a press; value: the answer
    DISMISSED = "dismissed"  # a proposal was put aside
    UNDONE = "undone"  # value: the id of the command that is taken back
    PICKED_UP = "picked-up"  # whoever did it goes there and answers for what they see themselves
    OFFERED = "offered"  # its code now lets another officer take it over
    PAUSED = "paused"
    RESUMED = "resumed"
    CLOSED = "closed"
    REOPENED = "reopened"
    HANDOVER_READ = "handover-read"  # the first time once reminders were asked for
    REMINDING = "reminding"  # whoever did it wants reminders; value: "day", "always" or "off"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        at: when, timezone-aware, UTC.
        by: the opaque id of who did it; never a name.
        kind: what happened.
        command: the id shared by all events of one command, so one undo takes back all of them.
        person: the handle ("person1") it concerns, or None for the scene.
        step: the step or section id it concerns, or None.
        value: plain JSON whose shape follows from the kind and step. Never free text.
    """

    at: datetime
    by: str
    kind: Kind
    command: str
    person: str | None = None
    step: str | None = None
    value: Json = None

    def to_json(self) -> dict[str, Json]:
        """The event as plain JSON, times in ISO 8601."""
        return {
            "at": self.at.isoformat(),
            "by": self.by,
            "kind": self.kind.value,
            "command": self.command,
            "person": self.person,
            "step": self.step,
            "value": self.value,
        }

    @staticmethod
    def from_json(data: Mapping[str, Json]) -> Event:
        """The event that ``to_json`` wrote. Raises ValueError or KeyError on anything else."""
        return Event(
            at=moment(data["at"]),
            by=str(data["by"]),
            kind=Kind(str(data["kind"])),
            command=str(data["command"]),
            person=_text(data.get("person")),
            step=_text(data.get("step")),
            value=data.get("value"),
        )


def log_to_json(log: Iterable[Event]) -> list[Json]:
    """A log as plain JSON."""
    return [event.to_json() for event in log]


def log_from_json(data: Json) -> tuple[Event, ...]:
    """The log that ``log_to_json`` wrote. Raises ValueError or KeyError on anything else."""
    if not isinstance(data, list):
        raise ValueError("a log is a list")
    return tuple(Event.from_json(row) for row in data if isinstance(row, dict))


def moment(data: Json) -> datetime:
    """A time as stored, in UTC. Raises ValueError."""
    return datetime.fromisoformat(str(data)).astimezone(UTC)


def mapping(data: Json) -> Mapping[str, Json]:
    """Something stored with names. Raises ValueError."""
    if not isinstance(data, dict):
        raise ValueError("a mapping was expected")
    return data


def versions(data: Json) -> dict[str, str]:
    """For each guide, ``{guide id: "version@digest"}``, as stored. Raises ValueError."""
    return {name: str(version) for name, version in mapping(data).items()}


def _text(value: Json) -> str | None:
    return None if value is None else str(value)
