"""Which replies of unfinished turns have left, so that trying the turn again repeats none of them.

The store knows it too (``bot.storage.outbox``). This is for when the store could not be told.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from bot.activity import JsonObject, text_of

REMEMBERED = 10_000  # replies


class Delivered:
    """The ids of replies that the channel has taken."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._ids: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, reply: JsonObject) -> bool:
        return text_of(reply, "id") in self._ids

    def add(self, reply: JsonObject) -> None:
        """Note that a reply has left. One without an id cannot be known again."""
        if text_of(reply, "id"):
            self._ids[text_of(reply, "id")] = None
        if len(self._ids) > self._remembered:
            self._ids.popitem(last=False)

    def forget(self, replies: Iterable[JsonObject]) -> None:
        """The turn is done: the store knows, and these need not be remembered."""
        for reply in replies:
            self._ids.pop(text_of(reply, "id"), None)
