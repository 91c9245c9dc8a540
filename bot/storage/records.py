"""The plain values that go into the store and come out of it, and how a commit can be refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.storage.checks import Wanted
from bot.storage.exercises import Practice
from bot.storage.reminders import Schedule
from dialogs.encounter import Encounter
from dialogs.event import Event, Json


class Conflict(Exception):
    """Someone else changed the encounter or the conversation first. Nothing was written."""


class CodeTaken(Conflict):
    """Another open encounter has the code. Nothing was written; try another code."""


class DuplicateTurn(Exception):
    """The turn has been stored already. Nothing was written; load it for its replies."""


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One message that came in and everything the bot says to it.

    Attributes:
        key: what makes the incoming activity unique, over all channels.
        replies: the activities to send, in order.
        invoke: the answer to an invoke, or None when it was a message.
        sent: whether the replies have left.
        answered: whether they are the answer to the request itself, so that nobody else sends them.
    """

    key: str
    replies: tuple[dict[str, Json], ...]
    invoke: dict[str, Json] | None = None
    sent: bool = False
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """What a turn started from without reading it: the commit looks whether it is still so.

    Attributes:
        at: when the chat was stored, as stored; a version alone may come again after a deletion.
        encounter: the id of the chat's encounter, or None.
        revision: how long its log was; None without one.
    """

    at: str
    encounter: str | None
    revision: int | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the bot remembers of one chat; ``state["encounter"]`` is the id of its encounter.

    Attributes:
        key: what makes the chat unique, over all channels.
        state: plain JSON.
        version: how often it was stored; 0 means never.
        moved: whether it may be about another encounter than it was; if not, an index is spared.
        left: how this process left it, if it was not read since.
    """

    key: str
    state: dict[str, Json]
    version: int = 0
    moved: bool = True
    left: Left | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a turn starts from.

    Attributes:
        turn: the turn itself when it was stored before: a duplicate.
        conversation: empty and of version 0 when the chat is new.
        encounter: the one asked for, or the conversation's, with its whole log; None if there is
            none.
    """

    turn: StoredTurn | None
    conversation: Conversation
    encounter: Encounter | None


@dataclass(frozen=True, slots=True)
class Append:
    """Events for the end of an encounter's log, which must be ``expected`` events long.

    Attributes:
        closed: whether it is closed after them, where they take something back; None: they say it.
    """

    encounter: str
    expected: int
    events: tuple[Event, ...]
    closed: bool | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Everything one turn changes: all of it is stored or none.

    Attributes:
        turn: the turn and its replies.
        conversation: its new state, with the version it was loaded at.
        at: when, UTC.
        opened: a new encounter with its first events.
        appended: events for an encounter that exists.
        conversation_changed: False leaves the stored state alone and does not compare its version.
        by: opaque id of whoever sent the message, or "".
        schedule: what changes about reminders, or None.
        practice: what changes about exercises, or None.
        check: what changes about being told of quick checks, or None.
    """

    turn: StoredTurn
    conversation: Conversation
    at: datetime
    opened: Encounter | None = None
    appended: Append | None = None
    conversation_changed: bool = True
    by: str = ""
    schedule: Schedule | None = None
    practice: Practice | None = None
    check: Wanted | None = None


@dataclass(frozen=True, slots=True)
class EncounterSummary:
    """An encounter without its log, for a list to resume from. Times in UTC."""

    id: str
    code: str
    opened_at: datetime
    revision: int
    closed: bool
    updated_at: datetime
