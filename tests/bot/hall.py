"""A session in a room without a server: its turns, its cards, and a clock that a test sets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bot.access.people import Claimed, Person, Right
from bot.activity import JsonObject, Outcome
from bot.channel.outbound import Outbound
from bot.guidance import Guidance
from bot.heed import is_for_us
from bot.storage.database import Database
from bot.storage.rooms import Rooms
from bot.training.courses import courses_of
from bot.training.room import RoomTurns, is_room
from bot.training.room_cards import RoomCards
from bot.training.room_showing import Asked
from bot.training.room_typed import may_answer
from content.loader import FOLDER
from dialogs.training.room import Room
from tests.bot.fakes import APP_ID, Connector, message
from tests.chat import buttons
from tests.journey import published, understood
from tests.teams import mention

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
CASE = "front desk turned away"
ROOM = "19:room@thread.v2"
Card = dict[str, Any]


@cache
def guidance() -> Guidance:
    """What is published, with all there is to train on."""
    return Guidance(published(), understood(), courses=courses_of(published(), FOLDER))


@dataclass
class Hall:
    """People in a group chat, and as many processes as a test wants to serve them."""

    database: Database
    outbound: Outbound
    connector: Connector
    now: datetime = START
    numbers: Iterator[int] = field(default_factory=itertools.count)
    rooms: Rooms = field(init=False)

    def __post_init__(self) -> None:
        self.rooms = Rooms(self.database)

    @property
    def cards(self) -> RoomCards:
        """Another process that keeps cards up to date."""
        return RoomCards(self.rooms, self.outbound, lambda: self.now)

    @property
    def turns(self) -> RoomTurns:
        """Another process that answers."""
        return RoomTurns(self.rooms, self.cards, lambda: self.now)

    async def later(self, wait: timedelta = timedelta(seconds=2)) -> None:
        """Time goes by, and a process looks at the cards."""
        self.now += wait
        await self.cards.run(guidance())

    def activity(self, who: str, *, own: bool = False, **content: Any) -> JsonObject:
        """Something from somebody in the room, the bot mentioned, or in a chat of their own."""
        if "text" in content and not own:
            content["text"] = f"<at>bot</at> {content['text']}"
            content["entities"] = [mention("bot", f"28:{APP_ID}")]
        where = {"id": f"a:{who}", "conversationType": "personal"}
        room = {"id": ROOM, "conversationType": "groupChat", "isGroup": True}
        return message(
            id=f"m{next(self.numbers)}",
            serviceUrl=self.connector.url,
            conversation=where if own else room,
            channelData={"role": "trainer" if who.startswith("trainer") else "response"},
            **{"from": {"id": f"29:{who}", "aadObjectId": who, "name": who.title()}},
            **content,
        )

    def press(self, who: str, data: Card, card: str = "", **more: Any) -> JsonObject:
        """A press on a card; ``card`` is the id of its message."""
        action = {"type": "Action.Execute", "verb": "room", "data": data}
        value = {"action": action, "trigger": "manual"}
        pressed: Card = {"type": "invoke", "name": "adaptiveCard/action", "value": value}
        return self.activity(who, **pressed | ({"replyToId": card} if card else {}) | more)

    async def hear(self, activity: JsonObject) -> Outcome | None:
        """What a process answers, with nothing of it sent; None if it is to no session."""
        if not is_for_us(activity):
            return None
        asked = Asked(activity, _person(activity), guidance())
        if is_room(activity):
            return await self.turns.turn(asked)
        return await self.turns.answer(asked) if may_answer(activity) else None

    async def deliver(self, outcome: Outcome) -> str:
        """Send the last reply, and note its place; the id it got."""
        given = await self.outbound.send(outcome.replies[-1])
        await outcome.placed(given)
        return given

    async def begun(self, way: str = "Answers at once") -> tuple[Outcome, Card]:
        """A session begun in the room, its card not sent yet; what begins it."""
        asked = self.activity("trainer-1", text=f"train room {CASE}")
        terms = await self.hear(asked)
        assert terms
        card: Card = drawn(terms.replies[0])
        begin = self.press("trainer-1", data(card, way))
        outcome = await self.hear(begin)
        assert outcome
        return outcome, begin

    async def session(self) -> Room:
        """The session there is."""
        here = await self.rooms.here(f"msteams|{ROOM}")
        assert here
        found = await self.rooms.find(here.room)
        assert found
        return found


def _person(activity: JsonObject) -> Person:
    person = Claimed().of(activity)
    assert person.may(Right.TRAIN) == person.id.startswith("trainer")
    return person


def drawn(reply: Any) -> Card:
    """The card of a message, or of the answer to a press."""
    if "attachments" in reply:
        found: Card = reply["attachments"][0]["content"]
        return found
    value: Card = reply["body"]["value"]
    return value


def data(card: Card, label: str) -> Card:
    """What the button with this label carries."""
    found: list[Card] = [one["data"] for one in buttons(card) if one["title"] == label]
    assert found, [one["title"] for one in buttons(card)]
    return found[0]


def votes(card: Card) -> list[Card]:
    """What the buttons to answer with carry."""
    return [one["data"] for one in buttons(card) if one["data"].get("what") == "vote"]


def words(card: Card) -> str:
    """What a card says."""
    return "\n".join(str(one.get("text", "")) for one in card["body"])
