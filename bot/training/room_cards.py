"""Keeping the cards of a session up to date: many answers become one update.

What a card shows is noted beside it, so a card that never left or shows less than has happened is
found by whichever process looks next, also after a restart. One process draws a session at a time,
always as the session is then: what could not be shown before is left out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.activity import JsonObject, part, text_of
from bot.channel import retry
from bot.channel.outbound import DeadConversation, Outbound, Undelivered
from bot.guidance import Guidance
from bot.storage.rooms import Placed, Rooms
from bot.training.courses import Changed
from bot.training.room_messages import message
from content.library import NotInForce
from content.link import LinkError
from content.release import Release
from dialogs.training import room_screens
from dialogs.training.room import Room

PAUSE = timedelta(seconds=2)  # between two updates of one session's cards
DRAWING = timedelta(seconds=30)  # after which a process that draws is taken for dead
FIRST_WAIT = timedelta(seconds=2)  # after a card could not be drawn; doubled each time
LONGEST_WAIT = timedelta(seconds=60)  # unless the connector asks for more
LONGEST_ASKED = timedelta(minutes=10)
MOST = 12  # failures after which a card of a session that is over is given up

# The connector may take it yet: busy, out of order, not reached, or the bot's token refused.
_PASSING = retry.RETRYABLE | {0, 401, 408}
_GONE = frozenset({403, 404})

_log = logging.getLogger(__name__)


class RoomCards:
    """Draws cards anew where they are. Raises DatabaseError."""

    def __init__(self, rooms: Rooms, outbound: Outbound, clock: Callable[[], datetime]) -> None:
        self._rooms = rooms
        self._outbound = outbound
        self._clock = clock

    async def run(self, guidance: Guidance) -> None:
        """Draw every session of which a card never left or shows less than has happened."""
        rooms = dict.fromkeys(card.room for card in await self._rooms.due(self._clock()))
        # Side by side: a chat that cannot be reached holds up no other session for long.
        await asyncio.gather(*(self.redraw(room, guidance) for room in rooms))

    async def redraw(self, id_: str, guidance: Guidance) -> None:
        """Draw one session's cards, unless that was done a moment ago or is being done."""
        now = self._clock()
        until = now + DRAWING
        if not await self._rooms.lease(id_, now, until):
            return
        for card in await self._rooms.due(now, id_):
            await self._draw(card, guidance)
            later = self._clock() + DRAWING
            if not await self._rooms.renew(id_, until, later):
                return  # it took so long that another process draws
            until = later
        await self._rooms.renew(id_, until, self._clock() + PAUSE)

    async def _draw(self, card: Placed, guidance: Guidance) -> None:
        room = await self._rooms.find(card.room)
        if room is None:
            return
        seen = replace(card, revision=room.revision, votes=room.votes)
        seen = replace(seen, seen=room.revision, stage=room.at)
        try:
            given = await self._say(card, await self._message(card, room, guidance))
        except (NotInForce, LinkError):
            _log.warning("no guidance is in force; a session's card stays as it is")
            await self._later(card, room, LONGEST_WAIT)
        except Undelivered as error:
            await self._undelivered(seen, room, error)
        else:
            await self._rooms.drawn(replace(seen, card=given))

    async def _say(self, card: Placed, drawn: JsonObject) -> str:
        """Send the card, or replace it if it has left; its id."""
        if not card.card:
            return await self._outbound.send({**drawn, "id": card.named})
        await self._outbound.update(card.card, drawn)
        return card.card

    async def _message(self, card: Placed, room: Room, guidance: Guidance) -> JsonObject:
        release = reference(guidance, self._clock().date())
        readers = await self._rooms.readers(room.id) if card.shared else _own_reader(card)
        tally = await self._rooms.tally(room.id)
        try:
            shown = room_screens.now(room, guidance.courses.pinned(room.pin), tally)
        except Changed:
            shown = room_screens.changed()
        return message(card.address, shown, release, room, readers)

    async def _undelivered(self, seen: Placed, room: Room, error: Undelivered) -> None:
        """Try again soon where that may help; a card that is gone is forgotten."""
        _log.info("card of a session not shown: %d", error.status)
        if isinstance(error, DeadConversation) or error.status in _GONE:
            await self._rooms.drop(seen)
        elif error.status in _PASSING:
            wait = min(FIRST_WAIT * 2 ** min(seen.failures, 10), LONGEST_WAIT)
            asked = min(timedelta(seconds=error.retry_after), LONGEST_ASKED)
            await self._later(seen, room, max(wait, asked))
        elif seen.card:  # not this one; what comes next may be taken
            await self._rooms.drawn(seen)
        else:
            await self._rooms.drop(seen)

    async def _later(self, card: Placed, room: Room, wait: timedelta) -> None:
        if room.over and card.failures >= MOST:
            await self._rooms.drop(card)
        else:
            await self._rooms.failed(card, self._clock() + wait)


def _own_reader(card: Placed) -> tuple[str, ...]:
    reader = text_of(part(card.address, "from"), "id")
    return (reader,) if reader else ()


def reference(guidance: Guidance, today: date) -> Release:
    """Where sources are looked up. Raises NotInForce or LinkError."""
    return guidance.on(today).reading.release
