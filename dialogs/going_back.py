"""Which step “back” goes to."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.facts import Key
from dialogs.view import Stop, View


def previous(seen: View) -> Key | None:
    """The answered step before the one shown or, failing that, the one answered last elsewhere."""
    lane = seen.lane_of(seen.at.key) if seen.at else None
    stops = lane.stops if lane else ()
    before: list[Stop] = []
    for stop in stops:
        if seen.at is not None and stop.key == seen.at.key:
            break
        before.append(stop)
    earlier = next((stop.key for stop in reversed(before) if stop.answered), None)
    return earlier or _latest(s for v in seen.lanes if v is not lane for s in v.stops)


def _latest(stops: Iterable[Stop]) -> Key | None:
    answered = [(stop.answered.revision, stop.key) for stop in stops if stop.answered]
    return max(answered, key=lambda pair: pair[0])[1] if answered else None
