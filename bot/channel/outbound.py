"""What the bot sends through the connector: new messages, replacements, deletions, typing."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import quote

import aiohttp

from bot.activity import JsonObject, conversation_id, conversation_key, reply_to, text_of
from bot.channel.connector import Answer, Connector, Unanswered, Undelivered
from bot.channel.credentials import NoToken, Tokens, token_request
from bot.channel.dead import DeadConversations
from bot.channel.service_url import Allows, listed, loopback_only
from bot.settings import Settings

__all__ = ["DeadConversation", "Outbound", "Unanswered", "Undelivered", "open_session"]

TIME_OUT = aiohttp.ClientTimeout(total=6, connect=2)
_GONE = frozenset({403, 404})
_NO_SUCH_MESSAGE = "ActivityNotFoundInConversation"


class DeadConversation(Undelivered):
    """The bot was blocked, disabled or removed there, so trying again is pointless."""


def open_session(*, proxied: bool = False) -> aiohttp.ClientSession:
    """The one session for everything the bot calls. Close it when the bot stops.

    ``proxied`` goes by HTTPS_PROXY and NO_PROXY, which a bot that only calls its own machine must
    not.
    """
    jar = aiohttp.DummyCookieJar()
    return aiohttp.ClientSession(timeout=TIME_OUT, cookie_jar=jar, trust_env=proxied)


class Outbound:
    """The connector, over one shared session."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        allows: Allows,
        tokens: Tokens | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session = session
        self._tokens = tokens
        self._allows = allows
        self._connector = Connector(session, tokens, sleep, clock)
        self._dead = DeadConversations()

    @staticmethod
    def build(settings: Settings, session: aiohttp.ClientSession) -> Outbound:
        """The client these settings ask for: with tokens, or for this machine only."""
        if not settings.app_id:
            return Outbound(session, allows=loopback_only())
        tokens = Tokens(session, partial(token_request, settings))
        return Outbound(session, allows=listed(settings.service_url_hosts), tokens=tokens)

    async def send(self, activity: JsonObject) -> str:
        """Send a new activity, as a reply if it has a replyToId, and give the id it was given.

        Raises DeadConversation or Undelivered.
        """
        conversation = conversation_key(activity)
        over = self._dead.status(conversation)
        if over is not None:
            raise DeadConversation("the conversation was gone before", over)
        answer = await self._post(activity)
        if answer.status in _GONE:
            self._dead.add(conversation, answer.status)
            raise DeadConversation("the conversation is gone", answer.status)
        return _taken(answer).id

    def notes(self) -> dict[str, Callable[[], str]]:
        """What is amiss with the bot's own token, in brief, or "", for the health page."""
        return {"own token": self._tokens.trouble} if self._tokens else {}

    async def prepare(self) -> None:
        """Fetch the token that the first reply would wait for. Trouble is logged, not raised."""
        if self._tokens:
            with contextlib.suppress(NoToken):
                await self._tokens.get()

    def heard(self, activity: JsonObject) -> None:
        """Something came in from this conversation, so it can be written to again."""
        self._dead.heard(conversation_key(activity))

    async def _post(self, activity: JsonObject) -> Answer:
        reply_to_id = text_of(activity, "replyToId")
        answer = await self._connector.call("POST", self._url(activity, reply_to_id), activity)
        if answer.code != _NO_SUCH_MESSAGE or not reply_to_id:
            return answer
        # The message that this answers was deleted; the answer still belongs in the conversation.
        return await self._connector.call("POST", self._url(activity, ""), activity)

    async def update(self, activity_id: str, activity: JsonObject) -> None:
        """Replace a message sent before. Raises Undelivered, also when it is no longer there."""
        url = self._url(activity, activity_id)
        _taken(await self._connector.call("PUT", url, {**activity, "id": activity_id}))

    async def delete(self, activity_id: str, address: JsonObject) -> None:
        """Delete a message sent before; ``address`` holds serviceUrl and conversation."""
        _taken(await self._connector.call("DELETE", self._url(address, activity_id), None))

    async def typing(self, activity: JsonObject) -> None:
        """Show whoever sent this activity that an answer is coming."""
        await self.send(reply_to(activity, type="typing"))

    def _url(self, activity: JsonObject, activity_id: str) -> str:
        base = text_of(activity, "serviceUrl")
        if not self._allows(base):
            raise Undelivered("serviceUrl may not be called")
        parts = ["v3", "conversations", conversation_id(activity), "activities", activity_id]
        return "/".join([base.rstrip("/"), *map(_quoted, filter(None, parts))])


def _taken(answer: Answer) -> Answer:
    if not 200 <= answer.status < 300:
        raise Undelivered("the connector did not take it", answer.status, answer.retry_after)
    return answer


def _quoted(part: str) -> str:
    """One path segment, so that no id can reach another path."""
    return quote(part, safe="") if part.strip(".") else part.replace(".", "%2E")
