"""One officer's go at a scenario: what it is pinned to, and an append-only log of decisions.

As with an encounter, only what was decided is stored; where they are is worked out. An exercise
is never an encounter: it has its own records, and nothing of it counts as live.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from dialogs.event import Event, Json, log_from_json, log_to_json, mapping, moment, versions


class Feedback(StrEnum):
    """When somebody is told what was right."""

    NOW = "now"
    END = "end"


@dataclass(frozen=True, slots=True)
class Terms:
    """How an exercise is taken.

    Attributes:
        feedback: when the officer is told what was right.
        as_at: the past day whose rules are shown beside today's, or None.
        attempt: from 1; one more each time it is tried again.
        questions: those of a quick check, by id.
    """

    feedback: Feedback = Feedback.NOW
    as_at: date | None = None
    attempt: int = 1
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExercisePin:
    """What an exercise runs on, fixed when it starts.

    Attributes:
        scenario, edition: which scenario, and the digest of what it said.
        on: the day whose guidance the right path takes.
        guides: for each guide of it, ``{guide id: "version@digest"}``; empty if none is played.
        terms: how it is taken.
    """

    scenario: str
    edition: str
    on: date
    guides: Mapping[str, str]
    terms: Terms = Terms()

    def to_json(self) -> dict[str, Json]:
        """The pin as plain JSON."""
        as_at = self.terms.as_at
        return {
            "scenario": self.scenario,
            "edition": self.edition,
            "on": self.on.isoformat(),
            "guides": dict(self.guides),
            "feedback": self.terms.feedback.value,
            "as_at": as_at.isoformat() if as_at else None,
            "attempt": self.terms.attempt,
            "questions": list(self.terms.questions),
        }

    @staticmethod
    def from_json(data: Mapping[str, Json]) -> ExercisePin:
        """The pin that ``to_json`` wrote. Raises ValueError or KeyError on anything else."""
        as_at, questions = data["as_at"], data.get("questions")
        return ExercisePin(
            scenario=str(data["scenario"]),
            edition=str(data["edition"]),
            on=date.fromisoformat(str(data["on"])),
            guides=versions(data["guides"]),
            terms=Terms(
                Feedback(str(data["feedback"])),
                date.fromisoformat(str(as_at)) if as_at else None,
                int(str(data["attempt"])),
                tuple(map(str, questions)) if isinstance(questions, list) else (),
            ),
        )


@dataclass(frozen=True, slots=True)
class Exercise:
    """One go at a scenario.

    Attributes:
        id: opaque unique id, carried by every button.
        owner: opaque id of the officer it belongs to.
        begun_at: UTC.
        pin: what it runs on.
        log: every decision, oldest first; only ever appended to.
    """

    id: str
    owner: str
    begun_at: datetime
    pin: ExercisePin
    log: tuple[Event, ...] = field(default=())

    @property
    def revision(self) -> int:
        """The number of events so far; the expected revision of the next append."""
        return len(self.log)

    def to_json(self) -> dict[str, Json]:
        """The whole exercise as plain JSON."""
        return {
            "id": self.id,
            "owner": self.owner,
            "begun_at": self.begun_at.isoformat(),
            "pin": self.pin.to_json(),
            "log": log_to_json(self.log),
        }

    @staticmethod
    def from_json(data: Mapping[str, Json]) -> Exercise:
        """The exercise that ``to_json`` wrote. Raises ValueError or KeyError on anything else."""
        return Exercise(
            id=str(data["id"]),
            owner=str(data["owner"]),
            begun_at=moment(data["begun_at"]),
            pin=ExercisePin.from_json(mapping(data["pin"])),
            log=log_from_json(data["log"]),
        )
