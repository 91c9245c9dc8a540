"""Telling those who asked for it that a quick check is due.

Claimed before it is sent, so that nobody is told twice; what was lost is said when they next come.
See docs/decisions/training.md.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from bot.activity import JsonObject, conversation_key, user_id
from bot.cards import reply
from bot.channel.outbound import DeadConversation, Outbound, Undelivered
from bot.conversation.speech import Said
from bot.reminding import PAUSE, TRIES, address
from bot.storage.checks import Check, Checks, Wanted
from bot.storage.store import Store
from dialogs.reminders import Quiet
from dialogs.training import spacing

AT_A_TIME = 50

_log = logging.getLogger(__name__)


def wanted(activity: JsonObject, said: Said) -> Wanted | None:
    """What a turn changes about quick checks that come by themselves; None for nothing."""
    if said.asks is None:
        return None
    due = spacing.due(said.asks.day) if said.asks.day else None
    return Wanted(user_id(activity), due, address(activity))


@dataclass(frozen=True, slots=True)
class Checking:
    """Tells those to whom it is due.

    Attributes:
        quiet: hours in which nobody is told.
    """

    store: Store
    checks: Checks
    outbound: Outbound
    quiet: Quiet

    async def run(self, now: datetime) -> None:
        """Tell them. Raises DatabaseError."""
        for one in await self.checks.due(now, AT_A_TIME):
            await self._one(one, now)

    async def _one(self, one: Check, now: datetime) -> None:
        later = self.quiet.until(now)
        if later == now and await self._busy(one, now):
            later = spacing.tomorrow(now)
        if later > now:
            await self.checks.move(one, replace(one, due=later))
            return
        asked = one.asked + 1
        after = spacing.following(now, asked)
        told = replace(one, asked=asked, failures=0)
        claimed = (
            await self.checks.stop(one)
            if after is None
            else await self.checks.move(one, replace(told, due=after))
        )
        if claimed and "serviceUrl" in one.address:  # else it waits until they come
            await self._send(one, after, now)

    async def _busy(self, one: Check, now: datetime) -> bool:
        """Whether they are in the middle of a live encounter in that chat."""
        found = (await self.store.load("", conversation_key(one.address))).encounter
        return bool(found and found.log and found.log[-1].at > now - spacing.BUSY)

    async def _send(self, one: Check, after: datetime | None, now: datetime) -> None:
        shown = spacing.ready(last=after is None)
        try:
            await self.outbound.send(reply.message(one.address, shown, None, None))
        except DeadConversation:
            if after is not None:
                await self.checks.stop(replace(one, due=after, asked=one.asked + 1))
        except Undelivered as error:
            _log.warning("a quick check not announced: %d", error.status)
            if error.status and after is not None and one.failures + 1 < TRIES:  # surely not taken
                held = replace(one, due=after, asked=one.asked + 1)
                again = replace(one, due=now + PAUSE, failures=one.failures + 1)
                await self.checks.move(held, again)
