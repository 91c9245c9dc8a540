"""What is stored about an encounter: the content it is pinned to and an append-only log of events.

Nothing here says where the officer is. Position is worked out from the log by ``dialogs.view``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"


class Mode(StrEnum):
    """Why the encounter exists. Training is never mixed with live figures."""

    LIVE = "live"
    TRAINING = "training"


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
            at=datetime.fromisoformat(str(data["at"])).astimezone(UTC),
            by=str(data["by"]),
            kind=Kind(str(data["kind"])),
            command=str(data["command"]),
            person=_text(data.get("person")),
            step=_text(data.get("step")),
            value=data.get("value"),
        )


@dataclass(frozen=True, slots=True)
class Pin:
    """The exact content an encounter runs on, fixed when it starts.

    Attributes:
        start: id of the guide it started from.
        guides: for each guide it can run, ``{guide id: "version@digest"}``.
        overlay: ``"force@digest"`` of the force overlay, or "" for none.
        mode: live or training.
        tenant: the directory its owner belongs to, or "": nobody of another takes it over.
    """

    start: str
    guides: Mapping[str, str]
    overlay: str = ""
    mode: Mode = Mode.LIVE
    tenant: str = ""

    def to_json(self) -> dict[str, Json]:
        """The pin as plain JSON."""
        tenant: dict[str, Json] = {"tenant": self.tenant} if self.tenant else {}
        return {
            **tenant,
            "start": self.start,
            "guides": dict(self.guides),
            "overlay": self.overlay,
            "mode": self.mode.value,
        }

    @staticmethod
    def from_json(data: Mapping[str, Json]) -> Pin:
        """The pin that ``to_json`` wrote. Raises ValueError or KeyError on anything else."""
        guides = data["guides"]
        if not isinstance(guides, dict):
            raise ValueError("a pin's guides are a mapping")
        return Pin(
            start=str(data["start"]),
            guides={name: str(version) for name, version in guides.items()},
            overlay=str(data["overlay"]),
            mode=Mode(str(data["mode"])),
            tenant=str(data.get("tenant", "")),
        )


@dataclass(frozen=True, slots=True)
class Encounter:
    """An encounter: identity, pin and log.

    Attributes:
        id: opaque unique id, carried by every button.
        code: short code an officer can read out ("K7Q2").
        owner: opaque id of the officer it belongs to.
        opened_at: when it started, UTC; deadlines count from here.
        pin: the content it runs on.
        log: every event, oldest first; only ever appended to.
    """

    id: str
    code: str
    owner: str
    opened_at: datetime
    pin: Pin
    log: tuple[Event, ...] = field(default=())

    @property
    def revision(self) -> int:
        """The number of events so far; the expected revision of the next append."""
        return len(self.log)

    def to_json(self) -> dict[str, Json]:
        """The whole encounter as plain JSON."""
        return {
            "id": self.id,
            "code": self.code,
            "owner": self.owner,
            "opened_at": self.opened_at.isoformat(),
            "pin": self.pin.to_json(),
            "log": [event.to_json() for event in self.log],
        }

    @staticmethod
    def from_json(data: Mapping[str, Json]) -> Encounter:
        """The encounter that ``to_json`` wrote. Raises ValueError or KeyError on anything else."""
        pin, log = data["pin"], data["log"]
        if not isinstance(pin, dict) or not isinstance(log, list):
            raise ValueError("an encounter has a pin and a log")
        return Encounter(
            id=str(data["id"]),
            code=str(data["code"]),
            owner=str(data["owner"]),
            opened_at=datetime.fromisoformat(str(data["opened_at"])).astimezone(UTC),
            pin=Pin.from_json(pin),
            log=tuple(Event.from_json(row) for row in log if isinstance(row, dict)),
        )


def record(encounter: Encounter, events: Iterable[Event]) -> Encounter:
    """The encounter with the events appended. The one it was given is unchanged."""
    return replace(encounter, log=(*encounter.log, *events))


def _text(value: Json) -> str | None:
    return None if value is None else str(value)
