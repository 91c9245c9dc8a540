"""Turns as stored, with what it takes to send their replies once: claim, note, release, mark.

The store decides who may send (``bot.storage.outbox``), ``bot.delivery`` sends.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.activity import JsonObject, Outcome, expects_replies
from bot.channel.outbound import Undelivered
from bot.conversation import live, packing
from bot.delivery import Delivery
from bot.observing import metrics
from bot.storage.outbox import LEASE
from bot.storage.records import StoredTurn
from bot.storage.store import Store

RESENT = 50  # turns at a time
AGAIN = timedelta(seconds=30)  # before a reply that could not be sent is tried again

_log = logging.getLogger(__name__)


class Outbox:
    """Makes outcomes of stored turns."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def first(self, turn: StoredTurn, at: datetime) -> Outcome:
        """The outcome of a turn just stored: the commit claimed it, ``at`` that time.

        If its replies had to wait, another process may have taken them for left behind.
        """

        async def due() -> int | None:
            now = self._clock()
            return 0 if now < at + LEASE / 2 else await self._store.claim(turn.key, now, at)

        return replace(self._outcome(turn), due=due)

    def _outcome(self, turn: StoredTurn) -> Outcome:
        named, first = live.live_card(turn)
        return Outcome(
            packing.new(turn),
            turn.invoke,
            packing.updates(turn),
            left=partial(self._left, turn.key),
            failed=partial(self._store.release, turn.key),
            done=partial(self._store.mark_sent, turn.key),
            live=named,
            where=partial(live.where, self._store, turn),
            placed=partial(live.note, self._store, first, named),
            doubted=partial(live.doubt, self._store, turn.key),
        )

    def again(self, activity: JsonObject, turn: StoredTurn) -> Outcome:
        """A repeated delivery: what was said before is said again only if it may not have left.

        A caller that waits for the replies in the answer always gets them: it asks again because
        it has not seen them, and they carry the same ids as the first time.
        """
        if turn.sent and not expects_replies(activity):
            return Outcome(invoke=turn.invoke)
        return self._claimed(turn, partial(self._store.release, turn.key))

    async def resend(self, delivery: Delivery, now: datetime) -> None:
        """Send what processes that died had not sent. Raises DatabaseError."""
        for turn in await self._store.stranded(now, RESENT):
            if not turn.replies:
                await self._store.mark_sent(turn.key)
                continue
            outcome = self._claimed(turn, partial(self._store.release, turn.key, now + AGAIN))
            try:
                await delivery.deliver(turn.replies[0], outcome)
                metrics.RESENT.inc()
            except Undelivered as error:
                _log.warning("replies not delivered, to be tried again: %d", error.status)

    def _claimed(self, turn: StoredTurn, failed: Callable[[], Awaitable[None]]) -> Outcome:
        async def due() -> int | None:
            return await self._store.claim(turn.key, self._clock())

        return replace(self._outcome(turn), due=due, failed=failed)

    async def _left(self, key: str, count: int) -> None:
        await self._store.delivered(key, count, self._clock())
