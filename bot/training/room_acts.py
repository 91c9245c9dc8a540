"""What people do in a session: answer, and lead it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.access.people import Right
from bot.activity import JsonObject, Outcome, part, text_of, turn_key
from bot.heed import is_group
from bot.storage.rooms import Heard, Rooms, Vote
from bot.training.room_cards import RoomCards
from bot.training.room_messages import told
from bot.training.room_showing import Asked, Showing
from dialogs.commands import Refusal
from dialogs.training import room_menus
from dialogs.training.figures.forms import forms_of
from dialogs.training.room import MOVED, OVER, Room, move, voter, whose

MOVES = frozenset(("reveal", "next", "back", "finish", "lead"))
LATE = "Too late: this stage is closed. Your answer was not counted."
REFUSED = {Heard.LATE: LATE, Heard.OVER: OVER}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Acts:
    """Answers and moves. Raises DatabaseError and what drawing raises."""

    rooms: Rooms
    cards: RoomCards
    showing: Showing
    clock: Callable[[], datetime]

    async def vote(self, asked: Asked, data: JsonObject, room: Room) -> Heard | None:
        """What became of an answer; None if there is no such choice."""
        course = asked.guidance.courses.pinned(room.pin)
        stage = course.stage(text_of(data, "name"))
        option = stage.option(text_of(data, "option")) if stage else None
        if stage is None or option is None:
            return None
        sender = part(asked.activity, "from")
        vote = Vote(
            room=room.id,
            number=stage.number - 1,
            stage=stage.id,
            option=option.id,
            voter=voter(room, asked.person.id),
            name=_name(text_of(sender, "name")) if room.named else "",
            reader=asked.reader if is_group(asked.activity) else "",
            whose=whose(room, asked.person.id),
            turn=turn_key(asked.activity) or secrets.token_hex(),
            card=self.showing.pressed(asked, room),
            form=forms_of(course.scenario)[stage.id].id,
        )
        return Heard.OVER if room.over else await self.rooms.vote(vote, self.clock())

    async def move(self, asked: Asked, data: JsonObject, room: Room) -> Outcome:
        """Do what a trainer asks for, as seen at the revision that the button carries."""
        if not asked.person.may(Right.TRAIN):
            return told(asked.activity, room_menus.NO_RIGHT)
        at = data.get("at")
        drawn = at if isinstance(at, int) and not isinstance(at, bool) else -1
        after = move(room, text_of(data, "what"), asked.person.id, drawn)
        if isinstance(after, Refusal):
            return await self.showing.answer(asked, room, after.message)
        turn = turn_key(asked.activity) or ""
        if after != room and not await self.rooms.move(after, self.clock(), turn):
            return await self.showing.answer(asked, room, MOVED)
        if card := self.showing.pressed(asked, after):
            await self.rooms.adopt(card, self.clock())
        outcome = await self.showing.answer(asked, after, moved=True)
        return replace(outcome, done=partial(self.cards.redraw, room.id, asked.guidance))


def _name(said: str) -> str:
    return "".join(c for c in said if c.isprintable())[:LONGEST_NAME]
