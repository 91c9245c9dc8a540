"""What is typed in a session: to begin or join one, to answer, to see who answered what."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from bot.access.people import Right
from bot.activity import Outcome, turn_key
from bot.cards.buttons import carried
from bot.heed import is_group
from bot.storage.rooms import Rooms
from bot.training import room_typed
from bot.training.room_acts import LATE, REFUSED, Acts
from bot.training.room_messages import UNKNOWN, sent, told
from bot.training.room_showing import Asked, Showing
from dialogs.screen import InRoom
from dialogs.training import picking, room_menus, room_screens
from dialogs.training.room import Room

NO_CHOICE = "There is no such choice on the card."
ALONE = "Names are only shown in our own chat."
NO_NAMES = "That session has no names: only counts are kept."


@dataclass(frozen=True, slots=True)
class Words:
    """Typed words. Raises DatabaseError and what drawing raises."""

    rooms: Rooms
    acts: Acts
    showing: Showing

    async def answer(self, asked: Asked) -> Outcome | None:
        """What was typed as the answer to a card shown in its chat; None if it is to none."""
        here = await self.rooms.here(asked.chat)
        text = room_typed.typed(asked.activity)
        shared = is_group(asked.activity)
        if here is None or not (shared or here.last) or (here.offers and text.isdecimal()):
            return None  # it answers what else was said there, an encounter above all
        room = await self.rooms.find(here.room)
        if room is None or room.tenant != asked.person.tenant:
            return None
        course = asked.guidance.courses.pinned(room.pin)
        return await self._typed(asked, room, room_typed.meant(text, room, course, here))

    async def _typed(self, asked: Asked, room: Room, act: InRoom | None) -> Outcome:
        """A typed answer is counted, and confirmed: there is no card to do so."""
        if act is None:
            return await self.showing.answer(asked, room, NO_CHOICE)
        data = carried(act, "", 0)
        if act.what != "vote":
            if room.open or asked.person.may(Right.TRAIN):
                return await self.acts.move(asked, data, room)
            return await self.showing.answer(asked, room, LATE)  # the number of a choice before
        heard = await self.acts.vote(asked, data, room)
        words = REFUSED[heard] if heard in REFUSED else _counted(asked, room, act)
        return await self.showing.answer(asked, room, words)

    async def said(self, asked: Asked) -> Outcome:
        """What was typed about a session by its name."""
        activity, person = asked.activity, asked.person
        text = room_typed.typed(activity)
        if found := room_typed.CODE.match(text):
            return await self._coded(asked, found[1].upper(), found[2] or "")
        if not person.may(Right.TRAIN):
            return told(activity, room_menus.NO_RIGHT)
        known = asked.guidance.courses.scenarios
        session = _digest(turn_key(activity) or secrets.token_hex())
        begin = room_typed.BEGIN.match(text)
        words = begin[1] if begin and begin[1] else ""
        wanted = picking.read(words, known) if words else None
        if wanted is not None:
            case = picking.give(known, wanted, (), person.posts, session)
            if case is not None:
                return sent(activity, room_menus.terms(case, session, asked.guidance.teams))
        return sent(activity, room_menus.cases(known, session))

    async def _coded(self, asked: Asked, code: str, more: str) -> Outcome:
        if more == "names":
            return await self._names(asked, code)
        room = await self.rooms.by_code(code)
        if room is None or room.tenant != asked.person.tenant:
            return told(asked.activity, UNKNOWN)
        if not more:
            return await self.showing.send(asked, room)
        course = asked.guidance.courses.pinned(room.pin)
        act = room_typed.vote(more, room, course, room.at, room.revision)
        return await self._typed(asked, room, act)

    async def _names(self, asked: Asked, code: str) -> Outcome:
        activity, person = asked.activity, asked.person
        if is_group(activity):
            return told(activity, ALONE)
        room = await self.rooms.led(code, person.id) if person.may(Right.TRAIN) else None
        if room is None or room.tenant != person.tenant:
            return told(activity, UNKNOWN)
        if not room.named:
            return told(activity, NO_NAMES)
        given = await self.rooms.named(room.id)
        course = asked.guidance.courses.pinned(room.pin)
        return sent(activity, room_screens.names(room, course, given))


def _counted(asked: Asked, room: Room, act: InRoom) -> str:
    stage = asked.guidance.courses.pinned(room.pin).stage(act.name)
    option = stage.option(act.option) if stage else None
    return f"Counted: {option.say}" if option else ""


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
