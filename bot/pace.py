"""How much one person, or all of one organisation, may send to this process in a minute.

Each has a bucket that a message takes one from and that fills again at an even pace, so that a
flurry of taps on a doorstep passes and a program that never stops does not. Buckets are of this
process: behind a proxy, so many processes allow so many times as much.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bot.activity import (
    Core,
    JsonObject,
    Outcome,
    card_error,
    is_card_action,
    log_id,
    reply_to,
    tenant_id,
    user_id,
)
from bot.extension import is_search, told
from bot.heed import is_for_us

MINUTE = 60.0  # seconds
AGAIN = 10.0  # seconds between two replies to somebody who goes on
MOST = 20_000  # buckets that are remembered; one that is forgotten is full again
SLOW_DOWN = (
    "That was more than I can take in at once, and this one was not taken in. "
    "Wait a few seconds, then send it again. In an emergency use your radio."
)

_log = logging.getLogger(__name__)


class Verdict(Enum):
    """Whether a message is taken."""

    TAKEN = "taken"
    REFUSED = "refused"
    SILENT = "silent"  # refused, and told so a moment ago


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float
    told: float = float("-inf")


class Pace:
    """Buckets by person and by organisation. A limit of 0 is none."""

    def __init__(
        self, per_person: int, per_tenant: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_person = per_person
        self._per_tenant = per_tenant
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()

    def take(self, person: str, tenant: str) -> Verdict:
        """Whether a message of this person of this organisation is taken now."""
        own = self._bucket((tenant, person), self._per_person)
        all_ = self._bucket((tenant, ""), self._per_tenant)
        found = [one for one in (own, all_) if one is not None]
        if all(one.level >= 1 for one in found):
            for one in found:
                one.level -= 1
            return Verdict.TAKEN
        return self._refusal(own or found[0])

    def _refusal(self, bucket: _Bucket) -> Verdict:
        now = self._clock()
        if now - bucket.told < AGAIN:
            return Verdict.SILENT
        bucket.told = now
        return Verdict.REFUSED

    def _bucket(self, key: tuple[str, str], limit: int) -> _Bucket | None:
        """The bucket as full as it is now, or None where there is no limit."""
        if not limit:
            return None
        now = self._clock()
        found = self._buckets.setdefault(key, _Bucket(limit, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        found.level = min(limit, found.level + (now - found.at) * limit / MINUTE)
        found.at = now
        return found


class Paced:
    """A core that is given no more than the limits allow."""

    def __init__(self, core: Core, pace: Pace) -> None:
        self._core = core
        self._pace = pace

    async def handle(self, activity: JsonObject) -> Outcome:
        """Run one turn, or refuse to. Raises what the core raises."""
        if not is_for_us(activity):
            return Outcome()
        verdict = self._pace.take(user_id(activity), tenant_id(activity))
        if verdict is Verdict.TAKEN:
            return await self._core.handle(activity)
        if verdict is Verdict.REFUSED:
            _log.warning("too many messages, refused in conversation %s", log_id(activity))
        return _refused(activity, verdict)


def _refused(activity: JsonObject, verdict: Verdict) -> Outcome:
    """What somebody is told whose message was not taken. Nothing is stored.

    A press and a search wait for an answer, so they always get one.
    """
    if is_card_action(activity):
        return Outcome(invoke=card_error(429, "TooManyRequests", SLOW_DOWN))
    if is_search(activity):
        return Outcome(invoke=told(SLOW_DOWN))
    if activity["type"] == "message" and verdict is Verdict.REFUSED:
        return Outcome((reply_to(activity, text=SLOW_DOWN, textFormat="plain", speak=SLOW_DOWN),))
    return Outcome()
