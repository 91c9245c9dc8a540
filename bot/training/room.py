"""Training sessions in a room: what is pressed and typed in them.

A session is everyone's, so nothing of it goes through a chat's own turn: an answer is one row, and
what a trainer does is compared with where the session stands. Repeats are harmless for that.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.access.people import Person, Right
from bot.activity import (
    JsonObject,
    Outcome,
    conversation_key,
    is_card_action,
    part,
    reply_to,
    text_of,
    turn_key,
)
from bot.conversation.pickup import CODE_LENGTH, CODE_LETTERS
from bot.conversation.presses import press_data
from bot.guidance import Guidance
from bot.heed import is_group, spoken
from bot.storage.rooms import Heard, Placed, Rooms, Vote
from bot.training.courses import Changed
from bot.training.room_begin import WAYS, Wish, begun
from bot.training.room_cards import RoomCards, reference
from bot.training.room_messages import answered, message, pressed, sent, told
from content.library import NotInForce
from content.link import LinkError
from dialogs.commands import Refusal
from dialogs.lobby import notice
from dialogs.training import picking, room_screens
from dialogs.training.menus import MARK
from dialogs.training.room import MOVED, OVER, Room, move, voter

MOVES = frozenset(("reveal", "next", "back", "finish", "lead"))
LONGEST_NAME = 60
LONGEST = 300  # characters of a message that are looked at
LATE = "Too late: this stage is closed. Your answer was not counted."
CHANGED = "That case has changed since. Begin a new session."
ALONE = "Names are only shown in our own chat."
NO_NAMES = "That session has no names: only counts are kept."
UNKNOWN = "There is no such session here."
GONE = "There is no case like that."

_CODE = re.compile(rf"room ([{CODE_LETTERS.lower()}]{{{CODE_LENGTH}}})( names)?\Z")
_BEGIN = re.compile(r"train (?:the )?room(?: (.{1,200}))?\Z")


def is_room(activity: JsonObject) -> bool:
    """Whether something is said or pressed that belongs to a session in a room."""
    if pressed(activity) is not None:
        return True
    if press_data(activity) is not None or activity["type"] != "message":
        return False
    text = _typed(activity)
    return bool(_CODE.match(text) or _BEGIN.match(text))


def _typed(activity: JsonObject) -> str:
    return " ".join(spoken(activity)[:LONGEST].casefold().split())


class RoomTurns:
    """What a session answers. Raises DatabaseError."""

    def __init__(self, rooms: Rooms, cards: RoomCards, clock: Callable[[], datetime]) -> None:
        self._rooms = rooms
        self.cards = cards
        self._clock = clock

    async def turn(self, activity: JsonObject, person: Person, guidance: Guidance) -> Outcome:
        """One press or message of a session."""
        try:
            data = pressed(activity)
            if data is not None:
                return await self._press(activity, data, person, guidance)
            return await self._said(activity, person, guidance)
        except (Changed, NotInForce, LinkError):
            return told(activity, CHANGED)

    async def _said(self, activity: JsonObject, person: Person, guidance: Guidance) -> Outcome:
        text = _typed(activity)
        if (found := _CODE.match(text)) and found[2]:
            return await self._names(activity, found[1].upper(), person, guidance)
        if found:
            room = await self._rooms.by_code(found[1].upper())
            if room is None or room.tenant != person.tenant:
                return told(activity, UNKNOWN)
            return await self._show(activity, room, person, guidance)
        if not person.may(Right.TRAIN):
            return told(activity, room_screens.NO_RIGHT)
        asked = _BEGIN.match(text)
        known = guidance.courses.scenarios
        session = _digest(turn_key(activity) or secrets.token_hex())
        words = asked[1] if asked and asked[1] else ""
        wanted = picking.read(words, known) if words else None
        if wanted is not None:
            posts = person.posts
            case = picking.give(known, wanted, (), posts, session)
            if case is not None:
                return sent(activity, room_screens.terms(case, session))
        return sent(activity, room_screens.cases(known, session))

    async def _names(
        self, activity: JsonObject, code: str, person: Person, guidance: Guidance
    ) -> Outcome:
        if is_group(activity):
            return told(activity, ALONE)
        room = await self._rooms.led(code, person.id) if person.may(Right.TRAIN) else None
        if room is None or room.tenant != person.tenant:
            return told(activity, UNKNOWN)
        if not room.named:
            return told(activity, NO_NAMES)
        given = await self._rooms.named(room.id)
        return sent(activity, room_screens.names(room, guidance.courses.pinned(room.pin), given))

    async def _press(
        self, activity: JsonObject, data: JsonObject, person: Person, guidance: Guidance
    ) -> Outcome:
        what, id_ = text_of(data, "what"), text_of(data, "room")
        if what in ("case", "begin"):
            return await self._begin(activity, data, person, guidance)
        room = await self._rooms.find(id_)
        if room is None or room.tenant != person.tenant:
            return told(activity, UNKNOWN)
        if what == "vote":
            return await self._vote(activity, data, room, person, guidance)
        if what in MOVES:
            return await self._move(activity, data, room, person, guidance)
        return await self._answer(activity, room, person, guidance)

    async def _begin(
        self, activity: JsonObject, data: JsonObject, person: Person, guidance: Guidance
    ) -> Outcome:
        case = guidance.courses.scenarios.get(text_of(data, "name"))
        id_, way = text_of(data, "room"), text_of(data, "option")
        if not person.may(Right.TRAIN):
            return told(activity, room_screens.NO_RIGHT)
        if case is None or not re.fullmatch(r"[0-9a-f]{32}", id_):
            return told(activity, GONE)
        if text_of(data, "what") == "case" or way not in WAYS:
            return answered(activity, room_screens.terms(case, id_))
        now = self._clock()
        course = guidance.courses.begun(case, now.date())
        room = await begun(self._rooms, course, Wish(id_, way, person, now))
        if room.tenant != person.tenant:
            return told(activity, UNKNOWN)
        shown = await self._show(activity, room, person, guidance)
        if not is_card_action(activity):
            return shown
        used = replace(notice(f"Session {room.code} has begun."), mark=MARK)
        return replace(shown, invoke=answered(activity, used).invoke)

    async def _vote(
        self, activity: JsonObject, data: JsonObject, room: Room, person: Person, guidance: Guidance
    ) -> Outcome:
        course = guidance.courses.pinned(room.pin)
        stage = course.stage(text_of(data, "name"))
        option = stage.option(text_of(data, "option")) if stage else None
        if stage is None or option is None:
            return told(activity, UNKNOWN)
        sender = part(activity, "from")
        vote = Vote(
            room=room.id,
            number=stage.number - 1,
            stage=stage.id,
            option=option.id,
            voter=voter(room, person.id),
            name=_name(text_of(sender, "name")) if room.named else "",
            reader=text_of(sender, "id") if is_group(activity) else "",
            turn=turn_key(activity) or secrets.token_hex(),
        )
        heard = Heard.OVER if room.over else await self._rooms.vote(vote, self._clock())
        words = {Heard.LATE: LATE, Heard.OVER: OVER}.get(heard, "")
        return await self._answer(activity, room, person, guidance, words)

    async def _move(
        self, activity: JsonObject, data: JsonObject, room: Room, person: Person, guidance: Guidance
    ) -> Outcome:
        if not person.may(Right.TRAIN):
            return told(activity, room_screens.NO_RIGHT)
        at = data.get("at")
        drawn = at if isinstance(at, int) and not isinstance(at, bool) else -1
        after = move(room, text_of(data, "what"), person.id, drawn)
        if isinstance(after, Refusal):
            return await self._answer(activity, room, person, guidance, after.message)
        if after != room and not await self._rooms.move(after, self._clock()):
            return await self._answer(activity, room, person, guidance, MOVED)
        outcome = await self._answer(activity, after, person, guidance)
        return replace(outcome, done=partial(self.cards.redraw, room.id, guidance))

    async def _answer(
        self,
        activity: JsonObject,
        room: Room,
        person: Person,
        guidance: Guidance,
        words: str = "",
    ) -> Outcome:
        """The pressed card as it is now, for who pressed it; a press without answer gets none."""
        if is_group(activity) and not is_card_action(activity):
            return told(activity, words) if words else Outcome()
        now = await self._rooms.find(room.id) or room
        tally = await self._rooms.tally(room.id, voter(room, person.id))
        shown = room_screens.now(now, guidance.courses.pinned(room.pin), tally)
        if words:
            shown = replace(shown, lines=(f"**{words}**", *shown.lines))
        release = reference(guidance, self._clock().date())
        return answered(activity, shown, release, now)

    async def _show(
        self, activity: JsonObject, room: Room, person: Person, guidance: Guidance
    ) -> Outcome:
        """Send the session's card here, and keep it up to date from now on."""
        shared = is_group(activity)
        tally = await self._rooms.tally(room.id, "" if shared else voter(room, person.id))
        course = guidance.courses.pinned(room.pin)
        release = reference(guidance, self._clock().date())
        shown = message(activity, room_screens.now(room, course, tally), release)
        named = f"{(turn_key(activity) or secrets.token_hex())[:24]}-room"
        chat = conversation_key(activity)
        address = reply_to(reply_to(activity))  # as if it came in from there
        kept = {name: value for name, value in address.items() if name not in ("replyToId", "from")}

        async def placed(given: str) -> None:
            card = Placed(room.id, chat, shared, kept, given, room.revision, room.votes)
            await self._rooms.put(card)

        return Outcome(({**shown, "id": named},), live=named, placed=placed)


def _name(said: str) -> str:
    return "".join(c for c in said if c.isprintable())[:LONGEST_NAME]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
