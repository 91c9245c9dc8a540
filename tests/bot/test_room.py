"""A session in the room over real HTTP: thirty people, one card, and counts that are exact."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.storage.opening import open_database
from bot.storage.retention import Keep, Retention
from bot.storage.rooms import Rooms
from tests.bot.hall import data, votes, words
from tests.chat import bot

TRAINER, OTHER = "trainer-1", "trainer-2"
CASE = "front-desk-turned-away"
GROUP = {"id": "19:room", "conversationType": "groupChat", "isGroup": True}
_numbers = itertools.count(1)
Card = dict[str, Any]


class Class:
    """A room full of people, answered with ``expectReplies``."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session = session
        self.address = address

    def activity(self, who: str, **content: Any) -> Card:
        role = "trainer" if who.startswith("trainer") else "response"
        return {
            "type": "message",
            "id": f"room-{next(_numbers)}",
            "channelId": "test",
            "from": {"id": who, "name": who.title()},
            "recipient": {"id": "bot"},
            "conversation": GROUP,
            "channelData": {"role": role},
            "deliveryMode": "expectReplies",
            **content,
        }

    def press(self, who: str, data: Card, **content: Any) -> Card:
        action = {"type": "Action.Execute", "verb": "room", "data": data}
        value = {"action": action, "trigger": "manual"}
        name = "adaptiveCard/action"
        return self.activity(who, type="invoke", name=name, value=value, **content)

    async def send(self, activity: Card) -> Any:
        """Deliver it; the card that takes the pressed one's place, else the last one sent."""
        async with self.session.post(f"{self.address}/api/messages", json=activity) as response:
            assert response.status == 200, await response.text()
            every = (await response.json())["activities"]
        cards = [a["content"] for one in every for a in one.get("attachments", [])]
        results = [
            one["value"]["body"]["value"] for one in every if one["type"] == "invokeResponse"
        ]
        words = [one["text"] for one in every if one.get("text") and not one.get("attachments")]
        return (cards + results + words)[0]

    async def say(self, who: str, text: str, **content: Any) -> Any:
        mention = {"type": "mention", "mentioned": {"id": "bot"}, "text": "<at>Bot</at>"}
        asked = {"text": f"<at>Bot</at> {text}", "entities": [mention], **content}
        return await self.send(self.activity(who, **asked))

    async def begin(self, way: str = "Answers at once") -> Card:
        terms = await self.say(TRAINER, f"train room {CASE.replace('-', ' ')}")
        shown: Card = await self.send(self.press(TRAINER, data(terms, way)))
        return shown


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def tally(url: str, room: str) -> Any:
    database = await open_database(url)
    try:
        return await Rooms(database).tally(room)
    finally:
        await database.close()


async def test_a_class_of_thirty_is_counted_exactly(
    http: aiohttp.ClientSession, tmp_path: Path, url: str
) -> None:
    dice = random.Random(7)
    chosen: dict[str, Counter[str]] = {}
    late: Counter[str] = Counter()
    async with bot(tmp_path, database_url=url) as where:
        room = Class(http, where)
        card = await room.begin()
        session = votes(card)[0]["room"]
        for number in range(4):
            options = votes(card)
            stage = options[0]["name"]
            last = {}
            sent = []
            for one in range(30):  # some change their mind, and every message comes twice
                for _ in range(dice.choice((1, 1, 2))):
                    last[one] = dice.choice(options)
                    first = room.press(f"p{one}", last[one])
                    await room.send(first)
                    sent.append(first)
            dice.shuffle(sent)
            await asyncio.gather(*map(room.send, sent))
            chosen[stage] = Counter(one["option"] for one in last.values())
            card = await room.send(room.press(TRAINER, data(card, "Close and show")))
            assert "**30** answered" in words(card)
            for one in range(number):
                again = await room.send(room.press(f"p{one}", options[0]))
                assert "Too late" in words(again)
                late[stage] += 1
            label = "Next stage" if number < 3 else "End the session"
            card = await room.send(room.press(TRAINER, data(await look(room, card), label)))
        assert "The session is over" in words(card)
    found = await tally(url, session)
    assert found.chosen == chosen
    assert found.late == late


async def look(room: Class, card: Card, who: str = TRAINER) -> Card:
    shown: Card = await room.send(room.press(who, card["refresh"]["action"]["data"]))
    return shown


async def test_all_at_once_before_and_after_it_closes(
    http: aiohttp.ClientSession, tmp_path: Path, url: str
) -> None:
    async with bot(tmp_path, database_url=url) as where:
        room = Class(http, where)
        card = await room.begin()
        right = votes(card)
        close = room.press(TRAINER, data(card, "Close and show"))
        each = [room.press(f"p{n}", right[n % len(right)]) for n in range(30)]
        every = [*each[:15], close, *each[15:], *each]
        answers = await asyncio.gather(*map(room.send, every))
        assert all("TRAINING" in str(one["body"][0]) for one in answers)
    found = await tally(url, right[0]["room"])
    stage = right[0]["name"]
    assert found.answered(stage) + found.late.get(stage, 0) == 30


async def test_a_forgotten_session_ends_and_goes(
    http: aiohttp.ClientSession, tmp_path: Path, url: str
) -> None:
    async with bot(tmp_path, database_url=url) as where:
        card = await Class(http, where).begin()
        await http.post(
            f"{where}/api/messages", json=Class(http, where).press("p1", votes(card)[0])
        )
    session = votes(card)[0]["room"]
    database = await open_database(url)
    try:
        rooms, keep = Rooms(database), Retention(database, Keep())
        await keep.purge(datetime.now(UTC) + timedelta(hours=11))
        assert not (await rooms.find(session)).over  # type: ignore[union-attr]
        await keep.purge(datetime.now(UTC) + timedelta(hours=13))
        ended = await rooms.find(session)
        assert ended is not None
        assert (ended.over, ended.salt) == (True, "")
        assert await rooms.readers(session) == ()
        await keep.purge(datetime.now(UTC) + timedelta(days=400))
        assert await rooms.find(session) is None
    finally:
        await database.close()


async def test_two_processes_hold_one_session(
    http: aiohttp.ClientSession, tmp_path: Path, url: str
) -> None:
    async with bot(tmp_path, database_url=url) as one, bot(tmp_path, database_url=url) as two:
        rooms = (Class(http, one), Class(http, two))
        card = await rooms[0].begin()
        options = votes(card)
        sent = [rooms[0].press(f"p{n}", options[n % 3]) for n in range(30)]
        each = (rooms[n % 2].send(press) for n, press in enumerate(sent * 3))
        await asyncio.gather(*each)  # every message three times, and through both
        close = rooms[1].press(TRAINER, data(card, "Close and show"))
        assert "**30** answered" in words(await rooms[1].send(close))
    found = await tally(url, options[0]["room"])
    assert sorted(found.chosen[options[0]["name"]].values()) == [10, 10, 10]
    assert found.late == {}


async def test_what_no_button_carries_changes_nothing(
    http: aiohttp.ClientSession, tmp_path: Path, url: str
) -> None:
    async with bot(tmp_path, database_url=url) as where:
        room = Class(http, where)
        card = await room.begin()
        vote, close = votes(card)[0], data(card, "Close and show")
        odd: list[Card] = [
            {**vote, "option": "none"},
            {**vote, "name": ["x"]},
            {**vote, "room": "0" * 32},
            {**vote, "room": None},
            {**close, "at": True},
            {**close, "at": "0"},
            {**close, "what": "begin", "room": "../x", "name": CASE},
            {**close, "what": 7},
        ]
        for one in odd:
            assert await room.send(room.press(TRAINER, one))
        look_again = {"act": "room", "what": "look", "room": vote["room"]}
        now = await room.send(room.press(TRAINER, look_again))
        assert "**0** answered" in words(now)
        assert votes(now)
