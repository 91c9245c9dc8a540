"""Showing a session: as the answer to a press, or as a card that is kept up to date."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.access.people import Person, Right
from bot.activity import (
    JsonObject,
    Outcome,
    conversation_key,
    expects_replies,
    is_card_action,
    part,
    reply_to,
    text_of,
    turn_key,
)
from bot.guidance import Guidance
from bot.heed import is_group
from bot.storage.rooms import Here, Placed, Rooms
from bot.training.room_cards import FIRST_WAIT, reference
from bot.training.room_messages import answered, message, told
from dialogs.training import room_screens
from dialogs.training.room import Room, voter, whose

SENDING = timedelta(seconds=20)  # longer than the connector's client tries to send one card
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # where nothing can be sent unasked


@dataclass(frozen=True, slots=True)
class Asked:
    """Something typed or pressed, by whom, and the guidance in use."""

    activity: JsonObject
    person: Person
    guidance: Guidance

    @property
    def reader(self) -> str:
        """The channel's id of whoever asks."""
        return text_of(part(self.activity, "from"), "id")

    @property
    def chat(self) -> str:
        """The conversation that it came from."""
        return conversation_key(self.activity)


class Showing:
    """What people are shown of a session. Raises DatabaseError and what drawing raises."""

    def __init__(self, rooms: Rooms, clock: Callable[[], datetime]) -> None:
        self._rooms = rooms
        self._clock = clock

    async def answer(
        self, asked: Asked, room: Room, words: str = "", *, moved: bool = False
    ) -> Outcome:
        """The pressed card as it is now, for who pressed it.

        Where no card can be given in answer, a word in a room that reads along, and otherwise the
        card anew.
        """
        activity = asked.activity
        said = told(activity, words) if words else Outcome()
        if not is_card_action(activity) and is_group(activity):
            return said
        now = await self._rooms.find(room.id) or room
        if not is_card_action(activity):
            shown_anew = await self.send(asked, now)
            return replace(shown_anew, replies=(*said.replies, *shown_anew.replies))
        tally = await self._rooms.tally(room.id, voter(room, asked.person.id))
        shown = room_screens.now(now, asked.guidance.courses.pinned(room.pin), tally)
        if words:
            shown = replace(shown, lines=(f"**{words}**", *shown.lines))
        if moved or not is_group(activity):
            here = Here(room.id, asked.chat, now.revision, now.at)
            await self._rooms.touch(here, self._clock())
        release = reference(asked.guidance, self._clock().date())
        return answered(activity, shown, release, now)

    def card(self, asked: Asked, room: Room) -> tuple[Placed, datetime]:
        """The card to send here, and until when this process may; then another sends it."""
        until = NEVER if expects_replies(asked.activity) else self._clock() + SENDING
        return self._card(asked, room), until

    async def send(self, asked: Asked, room: Room, *, claimed: bool = False) -> Outcome:
        """Send the session's card here, and keep it up to date from now on.

        It is taken down before, unless it was ``claimed`` already.
        """
        activity, shared = asked.activity, is_group(asked.activity)
        now, (card, until) = self._clock(), self.card(asked, room)
        mine = claimed or await self._rooms.claim(card, now, until)
        if not mine and not expects_replies(activity):
            return Outcome()
        course = asked.guidance.courses.pinned(room.pin)
        tally = await self._rooms.tally(room.id, "" if shared else voter(room, asked.person.id))
        shown = room_screens.now(room, course, tally)
        readers = await self._rooms.readers(room.id) if shared else (asked.reader,)
        release = reference(asked.guidance, now.date())
        drawn = message(activity, shown, release, room, tuple(filter(None, readers)))
        return Outcome(
            ({**drawn, "id": card.named},),
            live=card.named,
            placed=partial(self._placed, replace(card, revision=room.revision, votes=room.votes)),
            failed=partial(self._failed, card),
        )

    async def _placed(self, card: Placed, given: str) -> None:
        await self._rooms.drawn(replace(card, card=given))

    async def _failed(self, card: Placed) -> None:
        await self._rooms.failed(card, self._clock() + FIRST_WAIT)

    def pressed(self, asked: Asked, room: Room) -> Placed | None:
        """The card that was pressed, if it can be kept up to date."""
        given = text_of(asked.activity, "replyToId")
        if not given or not is_card_action(asked.activity) or expects_replies(asked.activity):
            return None
        return replace(self._card(asked, room), named=given, card=given)

    def _card(self, asked: Asked, room: Room) -> Placed:
        activity, shared = asked.activity, is_group(asked.activity)
        address = reply_to(reply_to(activity))  # as if it came in from there
        dropped = ("replyToId", "from") if shared else ("replyToId",)
        leads = not shared and asked.person.may(Right.TRAIN)
        return Placed(
            room=room.id,
            chat=asked.chat,
            shared=shared,
            address={name: value for name, value in address.items() if name not in dropped},
            named=f"{(turn_key(activity) or secrets.token_hex())[:24]}-room",
            seen=room.revision,
            stage=room.at,
            reader=asked.reader,
            whose=whose(room, asked.person.id),
            trainer=asked.person.id if leads else "",
        )
