"""One turn as it is seen from outside: its kind, how long it took and how it ended."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from bot.activity import JsonObject, is_card_action, log_id, part, text_of, turn_key
from bot.observing import logs, metrics
from bot.observing.pseudonym import pseudonym

_REFRESH = "refresh"
_SEARCH = "composeExtension/query"


def kind(activity: JsonObject) -> str:
    """What sort of turn this is: message, press, refresh, search or other."""
    if is_card_action(activity):
        data = part(part(part(activity, "value"), "action"), "data")
        return _REFRESH if data.get("act") == _REFRESH else "press"
    if activity["type"] == "message":
        return "press" if activity.get("value") else "message"
    return "search" if text_of(activity, "name") == _SEARCH else "other"


@contextmanager
def named(activity: JsonObject) -> Iterator[None]:
    """Every log line inside says which turn and which conversation it belongs to."""
    key = turn_key(activity)
    with logs.about(turn=pseudonym(key) if key else "", conversation=log_id(activity)):
        yield


class Timed:
    """How a turn ended: answered, unless told otherwise."""

    outcome = "answered"

    def failed(self) -> None:
        """The officer gets an apology."""
        self.outcome = "failed"


@contextmanager
def timed(activity: JsonObject) -> Iterator[Timed]:
    """Measures one turn. An exception that leaves it is the sender's mistake."""
    sort, began, seen = kind(activity), time.perf_counter(), Timed()
    try:
        yield seen
    except Exception:
        seen.outcome = "malformed"
        raise
    finally:
        took = time.perf_counter() - began
        metrics.TURN_SECONDS.labels(sort).observe(took)
        metrics.TURNS.labels(sort, seen.outcome).inc()
        logs.turn(sort, seen.outcome, took)
