"""A core that takes what belongs to a session in a room, and leaves the rest to another."""

from __future__ import annotations

from bot.access import admission
from bot.access.people import Outsider, People
from bot.activity import JsonObject, Outcome
from bot.conversation.turn import Turns
from bot.heed import is_for_us
from bot.training.room import RoomTurns, is_room
from bot.training.room_showing import Asked
from bot.training.room_typed import may_answer


class Roomed:
    """The conversation core with sessions of many beside it."""

    def __init__(self, turns: Turns, rooms: RoomTurns, people: People) -> None:
        self._turns = turns
        self._rooms = rooms
        self.cards = rooms.cards
        self._people = people

    async def handle(self, activity: JsonObject) -> Outcome:
        """Run one turn. Raises what either raises."""
        ours, perhaps = is_room(activity), may_answer(activity)
        if not is_for_us(activity) or not (ours or perhaps):
            return await self._turns.handle(activity)
        try:
            person = self._people.of(activity)
        except Outsider:
            return admission.refused(activity)
        asked = Asked(activity, person, self._turns.guidance)
        if ours:
            return await self._rooms.turn(asked)
        return await self._rooms.answer(asked) or await self._turns.handle(activity)
