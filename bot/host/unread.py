"""An activity that the Bot Framework SDK reads when it is first looked into, and else never.

To read one costs about a fifth of a turn, and without middleware nobody looks.
"""

from __future__ import annotations

from typing import Any

from botbuilder.schema import Activity

from bot.activity import JsonObject
from bot.host.reading import read


class Unread(Activity):
    """Turns into the whole activity at the first attribute that is asked for."""

    def __init__(self, raw: JsonObject) -> None:  # the attributes come later, all at once
        self.__dict__["_raw"] = raw

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_raw" not in self.__dict__:
            raise AttributeError(name)
        found = read(self.__dict__.pop("_raw"), Activity().deserialize)
        self.__dict__ = found.__dict__ | self.__dict__  # what was changed meanwhile stays
        return getattr(self, name)
