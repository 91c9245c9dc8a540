"""Keeping the cards of a session up to date: many answers become one update.

What a card shows is noted beside it, so a card that shows less than has happened is found by
whichever process looks next, also after a restart. One process draws a session at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.channel.outbound import Outbound, Undelivered
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

_log = logging.getLogger(__name__)


class RoomCards:
    """Draws cards anew where they are. Raises DatabaseError."""

    def __init__(self, rooms: Rooms, outbound: Outbound, clock: Callable[[], datetime]) -> None:
        self._rooms = rooms
        self._outbound = outbound
        self._clock = clock

    async def run(self, guidance: Guidance) -> None:
        """Draw every session of which a card shows less than has happened."""
        for room in dict.fromkeys(card.room for card in await self._rooms.due()):
            await self.redraw(room, guidance)

    async def redraw(self, id_: str, guidance: Guidance) -> None:
        """Draw one session's cards, unless that was done a moment ago or is being done."""
        now = self._clock()
        if not await self._rooms.lease(id_, now, now + DRAWING):
            return
        room = await self._rooms.find(id_)
        if room is None:
            return
        try:
            for card in await self._rooms.due(id_):
                await self._draw(card, room, guidance)
        except (Changed, NotInForce, LinkError):
            _log.warning("a session's case or guidance has changed; its card stays as it is")

    async def _draw(self, card: Placed, room: Room, guidance: Guidance) -> None:
        course = guidance.courses.pinned(room.pin)
        tally = await self._rooms.tally(room.id)
        readers = await self._rooms.readers(room.id) if card.shared else ()
        shown = room_screens.now(room, course, tally)
        release = reference(guidance, self._clock().date())
        drawn = message(card.address, shown, release, room, readers)
        try:
            await self._outbound.update(card.card, drawn)
        except Undelivered as error:  # tried again with the next answer; "room CODE" sends another
            _log.info("card of a session not replaced: %d", error.status)
        seen = replace(card, revision=room.revision, votes=room.votes)
        await self._rooms.drawn(seen, self._clock() + PAUSE)


def reference(guidance: Guidance, today: date) -> Release:
    """Where sources are looked up. Raises NotInForce or LinkError."""
    return guidance.on(today).reading.release
