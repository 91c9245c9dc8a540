"""Training sessions in a room: what is pressed and typed in them.

A session is everyone's, so nothing of it goes through a chat's own turn: an answer is one row, and
what a trainer does is compared with where the session stands. Repeats are harmless for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.access.people import Right
from bot.activity import JsonObject, Outcome, is_card_action, text_of
from bot.storage.rooms import Rooms
from bot.training.courses import Changed
from bot.training.room_acts import MOVES, REFUSED, Acts
from bot.training.room_begin import WAYS, Wish, begun
from bot.training.room_cards import RoomCards
from bot.training.room_messages import UNKNOWN, answered, pressed, told
from bot.training.room_showing import Asked, Showing
from bot.training.room_typed import names_a_session
from bot.training.room_words import Words
from content.library import NotInForce
from content.link import LinkError
from content.scenario import Scenario
from dialogs.lobby import notice
from dialogs.screen import Screen
from dialogs.training import room_menus
from dialogs.training.figures import screens
from dialogs.training.menus import MARK
from dialogs.training.room import Room
from dialogs.training.room_screens import CHANGED

GONE = "There is no case like that."


def is_room(activity: JsonObject) -> bool:
    """Whether something is said or pressed that belongs to a session in a room."""
    return pressed(activity) is not None or names_a_session(activity)


class RoomTurns:
    """What a session answers. Raises DatabaseError."""

    def __init__(self, rooms: Rooms, cards: RoomCards, clock: Callable[[], datetime]) -> None:
        self._rooms = rooms
        self.cards = cards
        self._clock = clock
        self._showing = Showing(rooms, clock)
        self._acts = Acts(rooms, cards, self._showing, clock)
        self._words = Words(rooms, self._acts, self._showing)

    async def turn(self, asked: Asked) -> Outcome:
        """One press or message of a session."""
        try:
            data = pressed(asked.activity)
            if data is not None:
                return await self._press(asked, data)
            return await self._words.said(asked)
        except (Changed, NotInForce, LinkError):
            return told(asked.activity, CHANGED)

    async def answer(self, asked: Asked) -> Outcome | None:
        """What was typed as the answer to a card shown in its chat; None if it is to none."""
        try:
            return await self._words.answer(asked)
        except (Changed, NotInForce, LinkError):
            return told(asked.activity, CHANGED)

    async def _press(self, asked: Asked, data: JsonObject) -> Outcome:
        what, id_ = text_of(data, "what"), text_of(data, "room")
        if what in ("case", "begin"):
            return await self._begin(asked, data)
        room = await self._rooms.find(id_)
        if room is None or room.tenant != asked.person.tenant:
            return told(asked.activity, UNKNOWN)
        if what == "vote":
            heard = await self._acts.vote(asked, data, room)
            if heard is None:
                return told(asked.activity, UNKNOWN)
            return await self._showing.answer(asked, room, REFUSED.get(heard, ""))
        if what == "figures":
            return await self._figures(asked, room)
        if what in MOVES:
            return await self._acts.move(asked, data, room)
        return await self._showing.answer(asked, room)

    async def _figures(self, asked: Asked, room: Room) -> Outcome:
        """A trainer's own sessions, in place of the card for them alone."""
        if not asked.person.may(Right.TRAIN):
            return told(asked.activity, room_menus.NO_RIGHT)
        if not is_card_action(asked.activity):  # what is sent instead, everyone reads
            return told(asked.activity, screens.ELSEWHERE)
        found = await self._rooms.figures.found(room.tenant, asked.person.id)
        return answered(asked.activity, screens.of_session(room.id, found))

    async def _begin(self, asked: Asked, data: JsonObject) -> Outcome:
        activity, person = asked.activity, asked.person
        case = asked.guidance.courses.scenarios.get(text_of(data, "name"))
        id_, way = text_of(data, "room"), text_of(data, "option")
        if not person.may(Right.TRAIN):
            return told(activity, room_menus.NO_RIGHT)
        if case is None or not re.fullmatch(r"[0-9a-f]{32}", id_):
            return told(activity, GONE)
        if text_of(data, "what") == "case" or way not in WAYS:
            return answered(activity, _terms(asked, data, case, id_))
        now = self._clock()
        course = asked.guidance.courses.begun(case, now.date())
        wish = Wish(id_, way, person, now, _team(asked, data))
        room, new = await begun(self._rooms, course, wish, partial(self._showing.card, asked))
        if room.tenant != person.tenant:
            return told(activity, UNKNOWN)
        shown = await self._showing.send(asked, room, claimed=new)
        if not is_card_action(activity):
            return shown
        used = replace(notice(f"Session {room.code} has begun."), mark=MARK)
        return replace(shown, invoke=answered(activity, used).invoke)


def _terms(asked: Asked, data: JsonObject, case: Scenario, session: str) -> Screen:
    live = text_of(data, "option") == room_menus.LIVE
    teams = asked.guidance.teams
    return room_menus.terms(case, session, teams, team=_team(asked, data), live=live)


def _team(asked: Asked, data: JsonObject) -> str:
    """The team that was picked, of the force's own list; nothing else is taken down."""
    team = text_of(data, "team")
    return team if team in asked.guidance.teams else ""
