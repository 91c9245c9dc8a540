"""What the figures of sessions are made of, as SQL for any database."""

from __future__ import annotations

import json

from bot.storage.database import Statement, Steps
from dialogs.training.figures import Counted
from dialogs.training.room import ENOUGH


def counted() -> Steps[Counted]:
    """By scenario and stage, how many chose each option in sessions that are over.

    A stage that fewer than five answered in a session is not counted, so that two exports never
    differ by so few.
    """
    rows = yield Statement(
        "select r.pin, a.stage, a.choice, count(*) from room_answers a "
        "join rooms r on r.id = a.room where r.over = 1 and "
        "(select count(*) from room_answers b where b.room = a.room and b.stage = a.stage) >= ? "
        "group by r.id, r.pin, a.stage, a.choice",
        (ENOUGH,),
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for pin, stage, choice, count in rows:
        of = found.setdefault((json.loads(pin)["scenario"], stage), {})
        of[choice] = of.get(choice, 0) + count
    return found
