"""Calls from the bot to the connector: send, replace and delete messages, show typing."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.activity import JsonObject, conversation_id, reply_to, text_of
from bot.channel import retry
from bot.channel.credentials import NoToken, Tokens, token_request
from bot.channel.service_url import Allows, listed, loopback_only
from bot.settings import Settings

TIME_OUT = aiohttp.ClientTimeout(total=6, connect=2)
_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
_GONE = frozenset({403, 404})
_UNREACHED = 0  # stands for a status when there was no answer
_PASSING = retry.RETRYABLE | {_UNREACHED}
# The connector was not reached, or dropped a connection kept open too long: nothing was taken.
_NOT_SENT = (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.ConnectionTimeoutError)

_log = logging.getLogger(__name__)


class Undelivered(Exception):
    """The connector did not take a message. ``status`` is its answer, 0 when there was none."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


class DeadConversation(Undelivered):
    """The bot was blocked, disabled or removed there, so trying again is pointless."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    id: str = ""
    retry_after: float = 0.0


def open_session() -> aiohttp.ClientSession:
    """The one session for everything the bot calls. Close it when the bot stops."""
    return aiohttp.ClientSession(timeout=TIME_OUT, cookie_jar=aiohttp.DummyCookieJar())


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
        self._allows = allows
        self._tokens = tokens
        self._sleep = sleep
        self._clock = clock

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
        url = self._url(activity, text_of(activity, "replyToId"))
        answer = await self._call("POST", url, activity)
        if answer.status in _GONE:
            raise DeadConversation("the conversation is gone", answer.status)
        return _taken(answer).id

    async def update(self, activity_id: str, activity: JsonObject) -> None:
        """Replace a message sent before. Raises Undelivered, also when it is no longer there."""
        url = self._url(activity, activity_id)
        _taken(await self._call("PUT", url, {**activity, "id": activity_id}))

    async def delete(self, activity_id: str, address: JsonObject) -> None:
        """Delete a message sent before; ``address`` holds serviceUrl and conversation."""
        _taken(await self._call("DELETE", self._url(address, activity_id), None))

    async def typing(self, activity: JsonObject) -> None:
        """Show whoever sent this activity that an answer is coming."""
        await self.send(reply_to(activity, type="typing"))

    def _url(self, activity: JsonObject, activity_id: str) -> str:
        base = text_of(activity, "serviceUrl")
        if not self._allows(base):
            raise Undelivered("serviceUrl may not be called")
        parts = ["v3", "conversations", conversation_id(activity), "activities", activity_id]
        return "/".join([base.rstrip("/"), *map(_quoted, filter(None, parts))])

    async def _call(self, method: str, url: str, body: JsonObject | None) -> _Answer:
        data = None if body is None else json.dumps(body, separators=(",", ":")).encode()
        give_up_at = self._clock() + retry.PATIENCE
        for pause in retry.waits():
            answer = await self._authorised(method, url, data)
            wait = max(pause, answer.retry_after)
            if answer.status not in _PASSING or self._clock() + wait > give_up_at:
                return answer
            await self._sleep(wait)
        return await self._authorised(method, url, data)

    async def _authorised(self, method: str, url: str, data: bytes | None) -> _Answer:
        if self._tokens is None:
            return await self._once(method, url, data, "")
        token = await self._token(self._tokens)
        answer = await self._once(method, url, data, token)
        if answer.status == 401:  # withdrawn before its time: worth one new token
            self._tokens.forget(token)
            answer = await self._once(method, url, data, await self._token(self._tokens))
        return answer

    async def _token(self, tokens: Tokens) -> str:
        try:
            return await tokens.get()
        except NoToken as error:
            raise Undelivered(str(error)) from None

    async def _once(self, method: str, url: str, data: bytes | None, token: str) -> _Answer:
        headers = _HEADERS | {"Authorization": f"Bearer {token}"} if token else _HEADERS
        target = URL(url, encoded=True)
        try:
            async with self.session.request(
                method, target, data=data, headers=headers, allow_redirects=False
            ) as response:
                return await _read(response)
        except _NOT_SENT as error:
            _log.warning("connector not reached: %s", type(error).__name__)
            return _Answer(_UNREACHED)
        except (aiohttp.ClientError, TimeoutError) as error:
            # It may have been taken, and sending it again could show it twice.
            raise Undelivered(type(error).__name__) from None


async def _read(response: aiohttp.ClientResponse) -> _Answer:
    if response.status >= 400:
        _log.warning("connector answered %d", response.status)
        wait = retry.retry_after(response.headers.get("Retry-After"))
        return _Answer(response.status, retry_after=wait)
    try:
        found = json.loads(await response.read())
    except (ValueError, aiohttp.ClientError):
        found = None  # taken all the same; some channels answer with nothing
    return _Answer(response.status, text_of(found, "id") if isinstance(found, dict) else "")


def _taken(answer: _Answer) -> _Answer:
    if not 200 <= answer.status < 300:
        raise Undelivered("the connector did not take it", answer.status)
    return answer


def _quoted(part: str) -> str:
    """One path segment, so that no id can reach another path."""
    return quote(part, safe="") if part.strip(".") else part.replace(".", "%2E")
