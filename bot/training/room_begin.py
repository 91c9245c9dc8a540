"""Beginning a session in a room, once however often that is pressed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.access.people import Person
from bot.conversation.pickup import CODE_LENGTH, CODE_LETTERS
from bot.storage.rooms import Placed, Rooms
from dialogs.training.course import Course
from dialogs.training.exercise import ExercisePin, Feedback, Terms
from dialogs.training.figures.forms import forms_of
from dialogs.training.room import Room
from dialogs.training.room_menus import LIVE

WAYS = frozenset(
    f"{named}{told}{live}"
    for named in ("", "named-")
    for told in ("now", "end")
    for live in ("", f"-{LIVE}")
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to lead which session, and how.

    Attributes:
        id: what the session is to be called; the same on each press of one card.
        way: one of ``WAYS``.
        team: whom it is for, of the force's list, or "".
    """

    id: str
    way: str
    person: Person
    now: datetime
    team: str = ""


async def begun(
    rooms: Rooms, course: Course, wish: Wish, card: Callable[[Room], tuple[Placed, datetime]]
) -> tuple[Room, bool]:
    """The session with this id, and whether it was begun now, its card taken down with it.

    ``card`` is the first card, and until when this process may send it. Raises DatabaseError.
    """
    forms = forms_of(course.scenario).values()
    while (found := await rooms.find(wish.id)) is None:
        room = _new(course, wish)
        if await rooms.begin(
            room, forms, card(room)
        ):  # otherwise once more: the code may be in use
            return room, True
    return found, False


def _new(course: Course, wish: Wish) -> Room:
    way = wish.way.split("-")
    feedback = Feedback.END if "end" in way else Feedback.NOW
    guides = course.encounter.pin.guides if course.encounter else {}
    name = course.scenario.scenario
    return Room(
        id=wish.id,
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        tenant=wish.person.tenant,
        trainer=wish.person.id,
        pin=ExercisePin(name, course.edition, course.on, guides, Terms(feedback)),
        stages=len(course.stages),
        named="named" in way,
        salt=secrets.token_hex(16),
        begun_at=wish.now,
        live=LIVE in way,
        team=wish.team,
    )
