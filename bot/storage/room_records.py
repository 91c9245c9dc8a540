"""What goes into the tables of sessions and comes out of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialogs.event import Json


class Heard(StrEnum):
    """What became of an answer."""

    COUNTED = "counted"
    LATE = "late"
    AGAIN = "again"  # the same message was heard before
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Vote:
    """One answer as it came in.

    Attributes:
        number, stage: the stage it is for, counted from 0, and its id.
        reader: the channel's id of who answered, for whom cards are refreshed.
        turn: the same each time this message is delivered.
    """

    room: str
    number: int
    stage: str
    option: str
    voter: str
    name: str
    reader: str
    turn: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A message that shows a session: the room's own card, or that of one who joined."""

    room: str
    chat: str
    shared: bool
    address: dict[str, Json]
    card: str
    revision: int
    votes: int
