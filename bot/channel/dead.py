"""Conversations the bot was blocked in, removed from or disabled for."""

from __future__ import annotations

from collections import OrderedDict

REMEMBERED = 10_000  # conversations; the one learnt first is forgotten first


class DeadConversations:
    """The conversations the connector said are over, until something is heard from them again."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._statuses: OrderedDict[str, int] = OrderedDict()

    def add(self, conversation: str, status: int) -> None:
        """Note that a conversation is over, and the status that said so."""
        self._statuses[conversation] = status
        if len(self._statuses) > self._remembered:
            self._statuses.popitem(last=False)

    def heard(self, conversation: str) -> None:
        """Someone there has written: they took the bot back."""
        self._statuses.pop(conversation, None)

    def status(self, conversation: str) -> int | None:
        """The status that said it is over, or None while it may be written to."""
        return self._statuses.get(conversation)
