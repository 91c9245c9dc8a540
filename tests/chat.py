"""A client of the whole bot, over real HTTP, that reads cards and presses their buttons."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp

from bot.server import running
from bot.settings import Settings

Activity = dict[str, Any]
Card = dict[str, Any]


@asynccontextmanager
async def bot(folder: Path, **changed: Any) -> AsyncIterator[str]:
    """The whole bot on a free port, its database in a folder; gives its address."""
    settings = replace(Settings(port=0, database_url=str(folder / "test.db")), **changed)
    async with running(settings) as address:
        yield address


@dataclass
class Chat:
    """One officer's chat, answered with ``expectReplies``."""

    session: aiohttp.ClientSession
    address: str
    user: str = "officer-1"
    conversation: str = "chat-1"
    replies: list[Activity] = field(default_factory=list)
    result: Activity | None = None
    presses: int = 0
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def activity(self, **content: Any) -> Activity:
        """An activity from this officer."""
        return {
            "type": "message",
            "id": f"{self.user}-{self.conversation}-{next(self.numbers)}",
            "channelId": "test",
            "from": {"id": self.user},
            "recipient": {"id": "bot"},
            "conversation": {"id": self.conversation, "conversationType": "personal"},
            "deliveryMode": "expectReplies",
            **content,
        }

    async def send(self, activity: Activity) -> list[Activity]:
        """Send an activity; the messages that came back."""
        async with self.session.post(f"{self.address}/api/messages", json=activity) as response:
            assert response.status == 200, await response.text()
            every = (await response.json())["activities"]
        results = [one["value"] for one in every if one["type"] == "invokeResponse"]
        self.result = results[0] if results else None
        self.replies = [one for one in every if one["type"] == "message"]
        return self.replies

    async def say(self, text: str) -> str:
        """Type something; all that was said back."""
        await self.send(self.activity(text=text))
        return self.text

    async def to_the_board(self) -> None:
        """Begin an encounter with one adult, as far as the board."""
        await self.say("start")
        await self.press("No")
        await self.press("Home")
        await self.press("Continue", adult=1, young=0)

    async def press(self, label: str, **inputs: Any) -> str:
        """Press the button with this label on the last card, inputs filled in; what was said."""
        return await self.press_data(self.button(label)["data"], **inputs)

    async def press_data(self, data: Card, **inputs: Any) -> str:
        """Press a button that carries this data."""
        self.presses += 1
        action = {"type": "Action.Execute", "verb": data["act"], "data": {**data, **inputs}}
        value = {"action": action, "trigger": "manual"}
        await self.send(self.activity(type="invoke", name="adaptiveCard/action", value=value))
        return self.text

    @property
    def text(self) -> str:
        """Everything in the last answer, as plain text."""
        return "\n".join(str(one.get("text", "")) for one in self.replies)

    @property
    def card(self) -> Card:
        """The last card shown."""
        for reply in reversed(self.replies):
            for attachment in reply.get("attachments", []):
                content: Card = attachment["content"]
                return content
        raise AssertionError("no card was shown")

    def button(self, label: str) -> Card:
        """The button with this label, folded away or not."""
        found = [one for one in buttons(self.card) if one["title"] == label]
        assert found, f"no button {label!r} among {[one['title'] for one in buttons(self.card)]}"
        return found[0]


def buttons(card: Card) -> Iterator[Card]:
    """Every button of a card, those folded away included."""
    for action in card.get("actions", []):
        if action["type"] == "Action.ShowCard":
            yield from buttons(action["card"])
        else:
            yield action


def inputs(card: Card) -> Iterator[Card]:
    """Every input of a card that is not folded away."""
    return (item for item in card["body"] if item["type"].startswith("Input."))


def words(card: Card) -> int:
    """The words an officer sees before anything is unfolded, alerts and buttons left out."""
    blocks = [item for item in card["body"] if item["type"] == "TextBlock"]
    return sum(len(block["text"].split()) for block in blocks)


def size(card: Card) -> int:
    """How many bytes a card takes on the way."""
    return len(json.dumps(card).encode())
