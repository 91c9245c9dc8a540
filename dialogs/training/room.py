"""A session in a room: where its trainer has got to, and what the room has answered.

A room goes through the stages of one course. The stage with the number ``closed`` takes answers,
those before it are closed, and the trainer may look back at them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from dialogs.commands import Refusal
from dialogs.training.exercise import ExercisePin, Feedback

ENOUGH = 5  # answers below which an anonymous room is shown no counts by option

OVER = "This session is over. Nothing was taken in."
MOVED = "The session had moved on already. Nothing was changed."
NOT_LEADING = "Someone else leads this session. A trainer can press “Take over” first."
LAST = "That was the last stage."
FIRST = "This is the first stage."


@dataclass(frozen=True, slots=True)
class Room:
    """One session.

    Attributes:
        id: opaque unique id, carried by every button.
        code: what people type to join from their own chat.
        tenant: the organisation it is held in, or "".
        trainer: opaque id of who leads it.
        pin: the course it runs on, and when the room is told what was right.
        stages: how many there are.
        named: answers are kept with names.
        salt: what makes digests of people of this session; "" once it is over.
        begun_at: UTC.
        at: number of the stage on the card, from 0.
        closed: how many stages take no answers any more.
        over: the trainer has ended it.
        live: the split is shown while a stage is open.
        revision: one more with each thing that the trainer did.
        votes: one more with each answer that came in.
        team: whom it is held for, from the force's own list, or "".
    """

    id: str
    code: str
    tenant: str
    trainer: str
    pin: ExercisePin
    stages: int
    named: bool
    salt: str
    begun_at: datetime
    at: int = 0
    closed: int = 0
    over: bool = False
    revision: int = 0
    votes: int = 0
    live: bool = False
    team: str = ""

    @property
    def open(self) -> bool:
        """Whether the stage on the card takes answers."""
        return not self.over and self.at == self.closed

    @property
    def tells(self) -> bool:
        """Whether the room may be told what was right at the stage on the card."""
        return self.over or (not self.open and self.pin.terms.feedback is Feedback.NOW)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a room has answered.

    Attributes:
        chosen: by stage, how many have which option as their last answer in time.
        late: by stage, how many answered after it was closed.
        own: by stage, the option of whoever is looking.
        steps: by stage, what ``chosen`` was when five more had last answered.
        people: how many have answered at any stage, in time or late.
    """

    chosen: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    late: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    people: int = 0

    def answered(self, stage: str) -> int:
        """How many answered a stage in time."""
        return sum(self.chosen.get(stage, {}).values())


def split(room: Room, tally: Tally, stage: str) -> Mapping[str, int] | None:
    """How many chose which option, as far as that may be shown now; None if it may not.

    In a session without names nothing is told that follows from fewer than five answers: while
    they come in, the split moves in steps of five.
    """
    if room.named:
        chosen = tally.chosen.get(stage, {})
        return chosen if room.live or not room.open else None
    if room.open:
        return tally.steps.get(stage) if room.live else None
    return tally.chosen.get(stage, {}) if tally.answered(stage) >= ENOUGH else None


def move(room: Room, what: str, by: str, revision: int) -> Room | Refusal:
    """The room after its trainer did something, as seen at a revision.

    ``what`` is "reveal", "next", "back", "finish" or "lead", which is taking over. Whether ``by``
    is a trainer at all is for the caller to know.
    """
    if room.over:
        return Refusal("room-over", OVER)
    if what == "lead":
        return room if by == room.trainer else _next(replace(room, trainer=by))
    if by != room.trainer:
        return Refusal("room-not-leading", NOT_LEADING)
    if revision != room.revision:
        return Refusal("room-moved", MOVED)
    match what:
        case "reveal" if room.open:
            return _next(replace(room, closed=room.at + 1))
        case "next" if room.at + 1 < room.stages:
            ahead = room.at + 1
            return _next(replace(room, at=ahead, closed=max(room.closed, ahead)))
        case "back" if room.at:
            return _next(replace(room, at=room.at - 1))
        case "finish":
            return _next(replace(room, over=True, salt=""))
        case "next":
            return Refusal("room-last", LAST)
        case "back":
            return Refusal("room-first", FIRST)
    return Refusal("room-moved", MOVED)


def voter(room: Room, person: str) -> str:
    """Who somebody is in the room: in an anonymous one a digest that dies with the salt."""
    if room.named:
        return person
    return hashlib.sha256(f"{room.salt}\n{person}".encode()).hexdigest()


def whose(room: Room, person: str) -> str:
    """Whose a chat or a reader is. Not as ``voter``, or a chat would give its answers away."""
    if room.named:
        return person
    return hashlib.sha256(f"{room.salt}\nchat\n{person}".encode()).hexdigest()


def _next(room: Room) -> Room:
    return replace(room, revision=room.revision + 1)
