"""One call to the connector: with the bot's token, and again while trying again may help."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
from yarl import URL

from bot.activity import JsonObject, part, text_of
from bot.channel import retry
from bot.channel.credentials import NoToken, Tokens
from bot.fast_json import sent

UNREACHED = 0  # stands for a status when there was no answer
ERROR_LIMIT = 8192  # bytes read of an answer that says no
_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
_PASSING = retry.RETRYABLE | {UNREACHED}
# The connector was not reached, or dropped a connection kept open too long: nothing was taken.
_NOT_SENT = (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.ConnectionTimeoutError)
_CODE = re.compile(r"\w{1,64}")

_log = logging.getLogger(__name__)


class Undelivered(Exception):
    """The connector did not take a message.

    Attributes:
        status: its answer, 0 when there was none.
        retry_after: seconds that it asked to be left alone for, or 0.
    """

    def __init__(self, reason: str, status: int = 0, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


class Unanswered(Undelivered):
    """The connector may have taken a message: it had it, and did not answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the connector said: the id it gave, or the code of its error."""

    status: int
    id: str = ""
    code: str = ""
    retry_after: float = 0.0


class Connector:
    """Calls over one shared session."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        tokens: Tokens | None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._sleep = sleep
        self._clock = clock

    async def call(self, method: str, url: str, body: JsonObject | None) -> Answer:
        """The last answer, once it is final or patience is at an end.

        Raises Unanswered when it is not known whether the message was taken, and Undelivered when
        there is no token.
        """
        data = None if body is None else sent(body)
        give_up_at = self._clock() + retry.PATIENCE
        for pause in retry.waits():
            answer = await self._authorised(method, url, data)
            wait = max(pause, answer.retry_after)
            if answer.status not in _PASSING or self._clock() + wait > give_up_at:
                return answer
            await self._sleep(wait)
        return await self._authorised(method, url, data)

    async def _authorised(self, method: str, url: str, data: bytes | None) -> Answer:
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

    async def _once(self, method: str, url: str, data: bytes | None, token: str) -> Answer:
        headers = _HEADERS | {"Authorization": f"Bearer {token}"} if token else _HEADERS
        target = URL(url, encoded=True)
        try:
            async with self._session.request(
                method, target, data=data, headers=headers, allow_redirects=False
            ) as response:
                return await _read(response)
        except _NOT_SENT as error:
            _log.warning("connector not reached: %s", type(error).__name__)
            return Answer(UNREACHED)
        except (aiohttp.ClientError, TimeoutError) as error:
            # It may have been taken, and sending it again could show it twice.
            raise Unanswered(type(error).__name__) from None


async def _read(response: aiohttp.ClientResponse) -> Answer:
    if response.status >= 400:
        return await _refusal(response)
    try:
        found = json.loads(await response.read())
    except (ValueError, aiohttp.ClientError):
        found = None  # taken all the same; some channels answer with nothing
    return Answer(response.status, text_of(found, "id") if isinstance(found, dict) else "")


async def _refusal(response: aiohttp.ClientResponse) -> Answer:
    wait = retry.retry_after(response.headers.get("Retry-After"))
    try:
        found = json.loads(await response.content.read(ERROR_LIMIT))
    except (ValueError, RecursionError, aiohttp.ClientError, TimeoutError):
        found = None
    code = text_of(part(found, "error"), "code") if isinstance(found, dict) else ""
    code = code if _CODE.fullmatch(code) else ""
    _log.warning("connector answered %d %s", response.status, code)
    return Answer(response.status, code=code, retry_after=wait)
