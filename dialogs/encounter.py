"""What is stored about an encounter: the content it is pinned to and an append-only log of events.

Nothing here says where the officer is. Position is worked out from the log by ``dialogs.view``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from dialogs.event import Event, Json, log_from_json, log_to_json, mapping, moment, versions


class Mode(StrEnum):
    """Why the encounter exists. Training is never mixed with live figures."""

    LIVE = "live"
    TRAINING = "training"


@dataclass(frozen=True, slots=True)
class Pin:
    """The exact content an encounter runs on, fixed when it starts.

    Attributes:
        start: id of the guide it started from.
        guides: for each guide it can run, ``{guide id: "version@digest"}``.
        overlay: ``"force@digest"`` of the force overlay, or "" for none.
        mode: live or training.
        tenant: the directory its owner belongs to, or "": nobody of another takes it over.
        content: names the start, the guides and the overlay: the same for the same.
    """

    start: str
    guides: Mapping[str, str]
    overlay: str = ""
    mode: Mode = Mode.LIVE
    tenant: str = ""
    content: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        content = f"{self.start} {self.overlay} {sorted(self.guides.items())}"
        object.__setattr__(self, "content", content)

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
        return Pin(
            start=str(data["start"]),
            guides=versions(data["guides"]),
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
            "log": log_to_json(self.log),
        }

    @staticmethod
    def from_json(data: Mapping[str, Json]) -> Encounter:
        """The encounter that ``to_json`` wrote. Raises ValueError or KeyError on anything else."""
        return Encounter(
            id=str(data["id"]),
            code=str(data["code"]),
            owner=str(data["owner"]),
            opened_at=moment(data["opened_at"]),
            pin=Pin.from_json(mapping(data["pin"])),
            log=log_from_json(data["log"]),
        )


def record(encounter: Encounter, events: Iterable[Event]) -> Encounter:
    """The encounter with the events appended. The one it was given is unchanged."""
    return replace(encounter, log=(*encounter.log, *events))
