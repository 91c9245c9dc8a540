"""Power cuts at every moment of a turn in a session: no answer that was taken is lost or two."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.storage.opening import open_database
from bot.storage.rooms import Rooms
from dialogs.training.room import Tally
from tests.bot.fakes import Connector
from tests.bot.hall import data, votes, words
from tests.bot.phoenix import STRIDE, Phoenix
from tests.bot.test_room import TRAINER, Class
from tests.chat import Chat
from tests.postgres import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

# Seconds: what a process that died had begun to draw is left to it for twenty.
PATIENCE = 60.0
# Fewer moments than these would mean that the turn is no longer cut where it waits.
LEAST = {"suspend": 4, "resume": 4, "statement": 6}
Card = dict[str, Any]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bot_database(request: pytest.FixtureRequest, bot_folder: Path) -> str:
    if request.param == "sqlite":
        return str(bot_folder / "test.db")
    server: Cluster = request.getfixturevalue("postgres")
    return server.url()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def phoenix(bot_folder: Path, bot_database: str) -> AsyncIterator[Phoenix]:
    bird = Phoenix(bot_folder, bot_database)
    yield bird
    await bird.down()


@pytest.fixture
def connector() -> Iterator[Connector]:
    with Connector() as running:
        yield running


class Hall(Class):
    """A room full of people as a channel delivers them, before a bot that keeps dying."""

    def __init__(self, http: aiohttp.ClientSession, phoenix: Phoenix, connector: Connector) -> None:
        super().__init__(http, phoenix.address)
        self.phoenix = phoenix
        self.connector = connector
        self.chat = Chat(http, phoenix.address)

    def activity(self, who: str, **content: Any) -> Card:
        ways = {"deliveryMode": "normal", "serviceUrl": self.connector.url, "channelId": "msteams"}
        return super().activity(who, **ways | content)

    async def send(self, activity: Card) -> Any:
        """Deliver it; the card that takes the pressed one's place."""
        async with self.session.post(f"{self.chat.address}/api/messages", json=activity) as answer:
            assert answer.status == 200, await answer.text()
            body = await answer.read()
        return json.loads(body)["value"] if body else None

    async def cut(self, moment: str, activity: Card) -> bool:
        """Deliver it to a bot whose power is cut at that moment; whether it came to its end."""
        return await self.phoenix.tried(self.chat, moment, activity)

    async def session_begun(self) -> tuple[Card, str]:
        """A new session: its first card, and the id of that message."""
        begin = await self.terms()
        await self.send(begin)
        return await self.card_of(begin)

    async def terms(self) -> Card:
        """The press that begins a new session."""
        known = len(self.connector.calls)
        await self.say(TRAINER, "train room front desk turned away")
        sent = [call for call in self.connector.calls[known:] if call.method == "POST"]
        card = sent[0].body["attachments"][0]["content"]
        return self.press(TRAINER, data(card, "Answers at once"))

    async def card_of(self, begin: Card) -> tuple[Card, str]:
        """The first card of a session, once it has been sent, and the id that it got."""
        room = begin["value"]["action"]["data"]["room"]
        while True:
            for number, call in enumerate(self.connector.calls, 1):
                if call.method == "POST" and f'"{room}"' in json.dumps(call.body):
                    card = call.body["attachments"][0]["content"]
                    if "refresh" in card:
                        return card, f"sent-{number}"
            await self.connector.next_call(PATIENCE)

    def places(self, begin: Card) -> tuple[str, ...]:
        """The ids of a session's cards: two, if the power was cut when one had just left."""
        calls = enumerate(self.connector.calls, 1)
        return tuple(f"sent-{n}" for n, call in calls if call.method == "POST" and _is(call, begin))

    async def shown(self, begin: Card, saying: str) -> None:
        """Wait until a card of the session says this, as it was sent or as it was replaced.

        One that is sent late, by a process that did not know of the first, may say so at once.
        """
        while not any(
            (call.method == "POST" or call.path.rpartition("/")[2] in self.places(begin))
            and _is(call, begin)
            and saying in words(call.body["attachments"][0]["content"])
            for call in self.connector.calls
        ):
            await self.connector.next_call(PATIENCE)

    async def drawn(self, places: tuple[str, ...], saying: str) -> None:
        """Wait until one of these messages says this."""
        while not any(
            call.method == "PUT"
            and call.path.rpartition("/")[2] in places
            and saying in words(call.body["attachments"][0]["content"])
            for call in self.connector.calls
        ):
            await self.connector.next_call(PATIENCE)

    async def tally(self, room: str) -> Tally:
        """What is stored, as seen by another process."""
        database = await open_database(self.phoenix.database)
        try:
            return await Rooms(database).tally(room)
        finally:
            await database.close()


@pytest_asyncio.fixture(loop_scope="module")
async def hall(http: aiohttp.ClientSession, phoenix: Phoenix, connector: Connector) -> Hall:
    await phoenix.up()
    return Hall(http, phoenix, connector)


@pytest.mark.parametrize(
    ("moment", "start", "typed"),
    [
        ("suspend", 0, False),
        ("suspend", 0, True),
        ("resume", 0, False),
        ("statement", 0, False),
        ("statement", 1, False),
        ("statement", 2, False),
    ],
)
async def test_an_answer_is_never_lost_and_never_two(
    hall: Hall, moment: str, start: int, typed: bool
) -> None:
    """Each first answers A. Then the power is cut while they answer B, and some try again."""
    card, place = await hall.session_begun()
    first, second = votes(card)[:2]
    people, maybe = 0, 0
    for number in itertools.count(start, _STEP[moment]):
        people += 1
        who = f"p{number}"
        assert "You: **A**" in words(await hall.send(hall.press(who, first, replyToId=place)))
        press = hall.press(who, second, replyToId=place)
        if typed:
            press = hall.activity(who, text="b", entities=_MENTION)
        lived = await hall.cut(f"{moment}-{number}", press)
        if lived or people % 2:
            await hall.send(press)  # as the channel does, or the officer
        else:
            maybe += 1
        if lived:
            break
    assert number >= LEAST[moment]
    chosen = (await hall.tally(first["room"])).chosen[first["name"]]
    assert sum(chosen.values()) == people
    # Only who was not told that B was taken, and did not try again, may still have A.
    assert chosen.get(first["option"], 0) <= maybe
    await hall.drawn((place,), f"**{people}** answered")


@pytest.mark.parametrize(
    ("moment", "start", "label"),
    [
        ("suspend", 0, "Close and show"),
        ("resume", 0, "Next stage"),
        ("statement", 0, "End the session"),
        ("statement", 1, "End the session"),
        ("statement", 2, "End the session"),
    ],
)
async def test_what_a_trainer_does_is_done_once_and_no_answer_suffers(
    hall: Hall, label: str, moment: str, start: int
) -> None:
    for number in itertools.count(start, _STEP[moment]):
        card, place = await hall.session_begun()
        for who in ("p1", "p2", "p3"):
            await hall.send(hall.press(who, votes(card)[0], replyToId=place))
        press = hall.press(TRAINER, data(card, label), replyToId=place)
        lived = await hall.cut(f"{moment}-{number}", press)
        await hall.send(press)
        again = await hall.send(hall.press(TRAINER, data(card, label), replyToId=place))
        assert ("moved on already" in words(again)) or ("is over" in words(again))
        look = {"act": "room", "what": "look", "room": votes(card)[0]["room"]}
        now = words(await hall.send(hall.press("p1", look, replyToId=place)))
        assert ("stage 2 of 4" in now) == (label == "Next stage")
        assert ("The session is over" in now) == (label == "End the session")
        tally = await hall.tally(votes(card)[0]["room"])
        assert tally.answered(votes(card)[0]["name"]) == 3
        await hall.drawn((place,), _SHOWN[label])
        if lived:
            break
    assert number >= LEAST[moment] - 2


@pytest.mark.parametrize(
    ("moment", "start", "again"),
    [
        ("suspend", 0, False),
        ("resume", 0, True),
        ("statement", 0, False),
        ("statement", 1, False),
        ("statement", 2, False),
    ],
)
async def test_a_session_that_was_begun_gets_its_card(
    hall: Hall, moment: str, start: int, again: bool
) -> None:
    """Delivered again or not: as soon as the session is stored, its card arrives by itself."""
    for number in itertools.count(start, _STEP[moment]):
        begin = await hall.terms()
        lived = await hall.cut(f"{moment}-{number}", begin)
        if again or lived or not await _begun(hall, begin):
            await hall.send(begin)
        card, place = await hall.card_of(begin)
        await hall.send(hall.press("p1", votes(card)[0], replyToId=place))
        await hall.shown(begin, "**1** answered")
        sent = [c.body["id"] for c in hall.connector.calls if c.method == "POST" and _is(c, begin)]
        assert len(set(sent)) == 1, "told again under the same id, never as something new"
        if lived:
            break
    assert number >= LEAST[moment] - 2


async def _begun(hall: Hall, begin: Card) -> bool:
    database = await open_database(hall.phoenix.database)
    try:
        room = begin["value"]["action"]["data"]["room"]
        return await Rooms(database).find(room) is not None
    finally:
        await database.close()


def _is(call: Any, begin: Card) -> bool:
    card = call.body.get("attachments", [{}])[0].get("content", {})
    return "refresh" in card and begin["value"]["action"]["data"]["room"] in json.dumps(card)


_MENTION = [{"type": "mention", "mentioned": {"id": "bot"}, "text": "<at>Bot</at>"}]
# Statements in three tests, so that none takes long.
_STEP = {"suspend": STRIDE, "resume": STRIDE, "statement": 3 * STRIDE}
_SHOWN = {
    "Close and show": "**3** answered",
    "Next stage": "stage 2 of 4",
    "End the session": "The session is over",
}
