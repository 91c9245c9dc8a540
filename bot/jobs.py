"""The jobs of a running bot: sending what was left behind, reminding, deleting what is over."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.background import Job
from bot.conversation.turn import Turns
from bot.delivery import Delivery
from bot.feedback.kept import Feedback
from bot.reminding import Reminding
from bot.steady import Steady
from bot.storage.claims import Claims
from bot.storage.figures import Figures
from bot.storage.retention import Retention
from bot.training.room_cards import RoomCards
from bot.training.spaced import Checking

RESEND = 5.0  # seconds between looks for replies that were left behind
REMIND = 30.0  # seconds between looks for reminders that are due
DRAW = 1.0  # seconds between looks for cards of a session that show less than has happened
PURGE = 600.0  # seconds between offers to delete; one process of all takes it up
PURGED = timedelta(hours=1)  # how long it is done for then


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purge:
    """Deletes what is over, in one process of all, once in a while."""

    claims: Claims
    retention: Retention
    feedback: Feedback
    figures: Figures
    steady: Steady = field(default_factory=Steady)

    async def run(self, now: datetime) -> None:
        """Delete, if nobody has lately and the clock can be believed. Raises DatabaseError."""
        if not self.steady(now):
            _log.warning("nothing is deleted for a day: the clock has jumped")
            return
        if await self.claims.take("purge", now, now + PURGED):
            await self.figures.purge(now)
            await self.retention.purge(now)
            await self.feedback.purge(now)


def jobs(
    turns: Turns,
    delivery: Delivery,
    purge: Purge,
    reminding: Reminding,
    checking: Checking,
    cards: RoomCards,
) -> list[Job]:
    """All of them."""

    async def resend(now: datetime) -> None:
        await turns.outbox.resend(delivery, now)

    async def remind(now: datetime) -> None:
        await reminding.run(turns.guidance, now)

    async def draw(_: datetime) -> None:
        await cards.run(turns.guidance)

    return [
        Job("resending", RESEND, resend),
        Job("reminding", REMIND, remind),
        Job("announcing quick checks", REMIND, checking.run),
        Job("drawing sessions", DRAW, draw),
        Job("deleting", PURGE, purge.run),
    ]
