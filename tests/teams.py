"""The whole bot as Teams reaches it: registered, with tokens, its replies at a connector."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.bot.fakes import APP_ID, SECRET, Call, Connector, Issuer
from tests.chat import Activity, Card, bot, buttons

TENANT = "99999999-aaaa-bbbb-cccc-dddddddddddd"
BOT = f"28:{APP_ID}"
_numbers = itertools.count(1)


@dataclass
class Teams:
    """Teams' side of the bot."""

    session: aiohttp.ClientSession
    address: str
    connector: Connector
    issuer: Issuer

    async def post(self, activity: Activity) -> tuple[int, Any]:
        """Deliver an activity; the HTTP status and the JSON body, if there is one."""
        token = self.issuer.sign(serviceurl=self.connector.url)
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self.address}/api/messages"
        async with self.session.post(url, json=activity, headers=headers) as response:
            body = await response.json() if response.content_type == "application/json" else None
            return response.status, body

    async def settle(self) -> None:
        """Wait for what follows an invoke's answer: the one connection is busy until then."""
        async with self.session.get(f"{self.address}/healthz") as response:
            await response.read()


@asynccontextmanager
async def teams(folder: Path, **changed: Any) -> AsyncIterator[Teams]:
    """A registered bot with its database in a folder, and the Teams around it."""
    with Connector() as connector, Issuer() as issuer:
        settings: dict[str, Any] = {
            "app_id": APP_ID,
            "app_password": SECRET,
            "tenant_id": TENANT,
            "openid_url": issuer.openid_url,
            "login_url": f"{issuer.url}/{TENANT}",
            "service_url_hosts": ("127.0.0.1",),
        }
        async with (
            bot(folder, **(settings | changed)) as address,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session,
        ):
            yield Teams(session, address, connector, issuer)


@dataclass
class Member:
    """Someone in a Teams conversation with the bot.

    Attributes:
        kind: "personal", "groupChat" or "channel".
        said: what the bot sent after the last thing done, newest last.
        answer: the body of the HTTP answer, which is an invoke's result.
    """

    teams: Teams
    name: str
    conversation: str = ""
    kind: str = "personal"
    tenant: str = TENANT
    said: list[Activity] = field(default_factory=list)
    answer: Any = None

    @property
    def mri(self) -> str:
        """The person's id in Teams."""
        return f"29:{self.name}"

    def activity(self, **content: Any) -> Activity:
        """An activity from this person."""
        return {
            "type": "message",
            "id": str(next(_numbers)),
            "channelId": "msteams",
            "serviceUrl": self.teams.connector.url,
            "from": {"id": self.mri, "name": self.name.title(), "aadObjectId": self.name},
            "recipient": {"id": BOT, "name": "Bot"},
            "conversation": {
                "id": self.conversation or f"a:{self.name}",
                "conversationType": self.kind,
                "tenantId": self.tenant,
            },
            "channelData": {"tenant": {"id": self.tenant}},
            **content,
        }

    async def send(self, activity: Activity) -> list[Activity]:
        """Deliver an activity; what the bot sent."""
        before = len(self.teams.connector.calls)
        status, self.answer = await self.teams.post(activity)
        assert status == 200, self.answer
        await self.teams.settle()
        taken = self.teams.connector.calls[before:]
        self.said = [call.body for call in taken if call.method == "POST"]
        return self.said

    async def say(self, text: str, **content: Any) -> str:
        """Type something; all that was said back, cards by their words."""
        await self.send(self.activity(text=text, **content))
        return self.words

    async def mention(self, text: str, **content: Any) -> str:
        """Type something with the bot mentioned before it."""
        return await self.say(f"<at>Bot</at> {text}", entities=[mention("Bot", BOT)], **content)

    async def press(self, data: Card, message: str = "1", **more: Any) -> Any:
        """Press a button by Action.Execute; the card or text that takes the card's place."""
        action = {"type": "Action.Execute", "verb": data.get("act", ""), "data": data}
        value = {"action": action, "trigger": "manual", **more}
        pressed = self.activity(type="invoke", name="adaptiveCard/action", value=value)
        await self.send({**pressed, "replyToId": message})
        return self.answer["value"]

    async def search(self, text: str, **options: Any) -> Any:
        """Search from the compose box; the result."""
        value = {
            "commandId": "searchGuidance",
            "parameters": [{"name": "query", "value": text}],
            "queryOptions": {"skip": 0, "count": 25, **options},
        }
        await self.send(self.activity(type="invoke", name="composeExtension/query", value=value))
        return self.answer["composeExtension"]

    @property
    def words(self) -> str:
        """Everything said last, in words."""
        return "\n".join(str(one.get("summary") or one.get("text") or "") for one in self.said)

    @property
    def card(self) -> Card:
        """The last card said."""
        cards = [a["content"] for one in self.said for a in one.get("attachments", [])]
        assert cards, "no card was shown"
        found: Card = cards[-1]
        return found

    def data(self, label: str) -> Card:
        """What the button with this label on the last card carries."""
        found: list[Card] = [one["data"] for one in buttons(self.card) if one["title"] == label]
        assert found, f"no button {label!r} among {[one['title'] for one in buttons(self.card)]}"
        return found[0]


def mention(name: str, id_: str, text: str = "") -> Card:
    """A mention as Teams lists it beside a message's text."""
    told = text or f"<at>{name}</at>"
    return {"type": "mention", "mentioned": {"id": id_, "name": name}, "text": told}


def updates(calls: list[Call]) -> list[Call]:
    """The calls that replace a message sent before."""
    return [call for call in calls if call.method == "PUT"]
