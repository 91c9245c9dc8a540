"""What a card carries so that it can be brought up to date where it is.

Teams asks when it shows the card again, on any device, and unasked only for the readers named.
"""

from __future__ import annotations

from bot.activity import JsonObject
from dialogs.screen import Screen

VERB = "refresh"
KINDS = frozenset(
    ("step", "confirm", "board", "review", "pick", "tasks", "add", "handover", "paused")
)


def refresh(shown: Screen, encounter: str, revision: int, reader: str) -> JsonObject | None:
    """The refresh of an encounter's card for one reader; None for a card that needs none."""
    if not encounter or not reader or shown.kind not in KINDS:
        return None
    person, step = shown.key or (None, None)
    data: JsonObject = {
        "act": VERB,
        "encounter": encounter,
        "revision": revision,
        "screen": shown.kind,
        "person": person,
        "step": step,
    }
    action: JsonObject = {"type": "Action.Execute", "title": "Refresh", "verb": VERB, "data": data}
    return {"action": action, "userIds": [reader]}
