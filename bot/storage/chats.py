"""Chats as this process left them, so that a turn need not read what its commit checks anyway.

Whoever works out a turn from here may be wrong, because another process may have been there since.
The commit then refuses it, and it is worked out again on what is read. Where that happens often,
as behind a proxy that sends one chat to any process, nothing is told from here any more.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass

from bot.fast_json import sent
from bot.storage.records import Conversation, Work
from bot.storage.times import stamp
from dialogs.event import Json

ENOUGH = 0.85  # of what is remembered must prove right, or it costs more than it spares
FADING = 0.98  # how much what was seen before counts beside what is seen now


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat after a commit.

    Attributes:
        state: JSON, since what is read of it belongs to whoever reads it.
        version, at: as stored.
        turn: the key of the last turn, which is not new if it comes again.
        encounter: the id of its encounter, or None.
    """

    state: bytes
    version: int
    at: str
    turn: str
    encounter: str | None

    def read(self) -> dict[str, Json]:
        """Its state."""
        found: dict[str, Json] = json.loads(self.state)
        return found


class Chats:
    """The ``size`` chats last stored here."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._right = 1.0  # the share that proved right lately
        self._kept: OrderedDict[str, Chat] = OrderedDict()

    def of(self, key: str, turn: str) -> Chat | None:
        """The chat as a new turn may find it; None if it has to be read."""
        chat = self._kept.get(key)
        return chat if chat and chat.turn != turn and self._right > ENOUGH else None

    def committed(self, work: Work) -> None:
        """Remember what was just written."""
        before = work.conversation
        if before.left is not None:
            self._seen(right=True)
        if not work.conversation_changed:
            return
        encounter = before.state.get("encounter")
        self._kept.pop(before.key, None)
        self._kept[before.key] = Chat(
            sent(before.state),
            before.version + 1,
            stamp(work.at),
            work.turn.key,
            encounter if isinstance(encounter, str) else None,
        )
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def refused(self, work: Work) -> None:
        """It was not as remembered."""
        if work.conversation.left is not None:
            self._kept.pop(work.conversation.key, None)
            self._seen(right=False)

    def was_read(self, conversation: Conversation) -> None:
        """Whether it would have been right is learnt from every read as well."""
        chat = self._kept.get(conversation.key)
        if chat is not None:
            self._seen(right=chat.version == conversation.version)

    def _seen(self, *, right: bool) -> None:
        self._right = self._right * FADING + right * (1 - FADING)
