"""What an officer can do to an encounter, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from dialogs.event import Json


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who gives a command and when. ``command`` is unique per command; one undo takes it back."""

    at: datetime
    by: str
    command: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer a step.

    Attributes:
        person, step: which step.
        value: the answer, in the shape the step asks for.
        revision: of the card that was pressed, so that an old card is known as one; None if typed.
        pressed: a button was pressed; typing alone never settles a consequential step.
    """

    person: str | None
    step: str
    value: Json
    revision: int | None = None
    pressed: bool = True


@dataclass(frozen=True, slots=True)
class Answers:
    """Answer several steps in one go: all of them are taken or none."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class PickUp:
    """Take over an encounter that someone else began, to go there and carry on with it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Let another officer take the encounter over with its code."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Take the answer that was waiting for a press."""


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Put the waiting answer aside and keep what was there."""


@dataclass(frozen=True, slots=True)
class AddPerson:
    """Add one more person, of one of the roster's groups."""

    group: str


@dataclass(frozen=True, slots=True)
class RemovePerson:
    """Take a person out of the encounter. What was recorded stays in the log."""

    person: str


@dataclass(frozen=True, slots=True)
class Look:
    """Look at a section, a person's section or one step; ``step`` None is the board."""

    person: str | None
    step: str | None
    revisit: bool = False


@dataclass(frozen=True, slots=True)
class Back:
    """Go to the step answered before this one, to see or change it."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last thing that was recorded."""


@dataclass(frozen=True, slots=True)
class ReadHandover:
    """Take note that the handover was read."""


@dataclass(frozen=True, slots=True)
class Remind:
    """Ask for reminders or stop them: "day" (not at night), "always" or "off"."""

    how: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Put the encounter away for now."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Take the encounter up again."""


@dataclass(frozen=True, slots=True)
class Close:
    """Mark the encounter as finished."""


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open a finished encounter again."""


Command: TypeAlias = (
    Answer
    | Answers
    | PickUp
    | Offer
    | Confirm
    | Dismiss
    | AddPerson
    | RemovePerson
    | Look
    | Back
    | Undo
    | ReadHandover
    | Remind
    | Pause
    | Resume
    | Close
    | Reopen
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command that changes nothing, and what to tell the officer.

    Attributes:
        code: stable word for tests and figures.
        message: in plain words.
    """

    code: str
    message: str
