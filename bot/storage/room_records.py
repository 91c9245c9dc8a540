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
        reader, whose: the channel's id of who answered, for whom cards are refreshed, and a
            digest to know them by.
        turn: the same each time this message is delivered.
        card: the card that was pressed, or None.
        form: id of the stage as it was worded.
    """

    room: str
    number: int
    stage: str
    option: str
    voter: str
    name: str
    reader: str
    whose: str
    turn: str
    card: Placed | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A message that shows a session: the room's own card, or that of one who joined.

    Attributes:
        chat, address: where it is, and how something is sent there.
        shared: everyone reads it.
        named: what it is sent under, the same each time.
        card: the id that the channel gave it; "" until it has left.
        revision, votes: of the session, as the message shows it; -1 before it has left.
        seen, stage: revision and stage of what was last shown in this chat, the message or an
            answer to a press.
        reader, whose: the channel's id of whoever asked for it, and a digest to know them by.
        trainer: their id if they may lead.
        failures: how often it could not be sent or drawn since that last went well.
    """

    room: str
    chat: str
    shared: bool
    address: dict[str, Json]
    named: str
    card: str = ""
    revision: int = -1
    votes: int = -1
    seen: int = 0
    stage: int = 0
    reader: str = ""
    whose: str = ""
    trainer: str = ""
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Here:
    """A session as it is shown in a chat.

    Attributes:
        revision, stage: of the session, as it is shown there.
        last: nothing else was spoken of in the chat since.
        offers: what the bot said last there is a choice of answers.
    """

    room: str
    chat: str
    revision: int
    stage: int
    last: bool = True
    offers: bool = False
