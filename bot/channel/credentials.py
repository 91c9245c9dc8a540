"""The bot's own tokens for calling the connector."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import aiohttp

from bot.channel.certificate import Certificate
from bot.channel.single_flight import SingleFlight
from bot.settings import MACHINE_IDENTITY, AppType, Settings

RENEW_BEFORE = 300.0  # seconds before expiry; half the lifetime for a shorter-lived token
TRY_AGAIN = 30.0  # seconds to the next try, while the present token still serves
TIME_OUT = aiohttp.ClientTimeout(total=5)
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

# A certificate that was taken away counts too: BadCertificate is a ValueError.
_FAILED = (aiohttp.ClientError, TimeoutError, LookupError, TypeError, ValueError)

_log = logging.getLogger(__name__)


class NoToken(Exception):
    """The directory gave no token. The message names no secret."""


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """The one HTTP request that yields a token; its parts hold secrets and are never shown."""

    method: str
    url: str
    query: dict[str, str] = field(default_factory=dict, repr=False)
    form: dict[str, str] | None = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)


Answer: TypeAlias = AbstractAsyncContextManager[aiohttp.ClientResponse]
Ask: TypeAlias = Callable[[], TokenRequest]


class Tokens:
    """A token that is kept until shortly before it expires and asked for once at a time.

    ``ask`` makes each request anew and may take its time: it runs off the event loop.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        ask: Ask,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._ask = ask
        self._clock = clock
        self._token = ""
        self._renew_at = self._expires_at = clock()
        self._failed = False
        self._flight: SingleFlight[None] = SingleFlight()

    async def get(self) -> str:
        """A token that is valid now. Raises NoToken."""
        if self._clock() >= self._renew_at:
            await self._flight.run(self._renew)
        return self._token

    def forget(self, token: str) -> None:
        """Ask anew next time, because this token was turned away."""
        if token == self._token:
            self._renew_at = self._expires_at = self._clock()

    async def _renew(self) -> None:
        try:
            token, lifetime = await self._fetch()
        except _FAILED as error:
            self._failed = True
            _log.warning("no token from the directory: %s", type(error).__name__)
            now = self._clock()
            if now >= self._expires_at:
                raise NoToken("the directory gave no token") from None
            self._renew_at = min(now + TRY_AGAIN, self._expires_at)  # no reply waits for each try
            return
        self._failed = False
        now = self._clock()
        self._token, self._expires_at = token, now + lifetime
        self._renew_at = now + max(lifetime - RENEW_BEFORE, lifetime / 2)

    def trouble(self) -> str:
        """What is amiss, in brief; "" when all is well or nothing was tried yet."""
        if not self._failed:
            return ""
        left = self._clock() < self._expires_at
        return "cannot be renewed; the present one still serves" if left else "cannot be had"

    async def _fetch(self) -> tuple[str, float]:
        ask = await asyncio.to_thread(self._ask)
        async with send(self._session, ask) as response:
            response.raise_for_status()
            answer: dict[str, Any] = await response.json(content_type=None)
        token = answer["access_token"]
        if not isinstance(token, str) or not token:
            raise ValueError("empty token")
        return token, float(answer["expires_in"])


def send(session: aiohttp.ClientSession, ask: TokenRequest) -> Answer:
    """The directory's answer to a request, whatever its status."""
    return session.request(
        ask.method,
        ask.url,
        params=ask.query,
        data=ask.form,
        headers=ask.headers,
        timeout=TIME_OUT,
        allow_redirects=False,
    )


def token_request(settings: Settings) -> TokenRequest:
    """How these settings get a token: by secret, by certificate or by managed identity.

    Raises BadCertificate. Reads the certificate each time, so that a renewed file is taken up.
    """
    if settings.app_type is AppType.MANAGED_IDENTITY:
        return _by_identity(settings)
    url = f"{settings.login_url.rstrip('/')}/oauth2/v2.0/token"
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.app_id,
        "scope": settings.oauth_scope,
    }
    return TokenRequest("POST", url, form=form | _proof(settings, url))


def _proof(settings: Settings, url: str) -> dict[str, str]:
    if settings.certificate_file is None:
        return {"client_secret": settings.app_password}
    certificate = Certificate.read(settings.certificate_file, settings.certificate_key_file)
    assertion = certificate.assertion(settings.app_id, url)
    return {"client_assertion_type": _ASSERTION, "client_assertion": assertion}


def _by_identity(settings: Settings) -> TokenRequest:
    """App services and virtual machines speak two dialects of the same request."""
    on_machine = settings.identity_endpoint == MACHINE_IDENTITY
    query = {
        "api-version": "2018-02-01" if on_machine else "2019-08-01",
        "resource": settings.oauth_scope.removesuffix("/.default"),
        "client_id": settings.app_id,
    }
    headers = (
        {"Metadata": "true"} if on_machine else {"X-IDENTITY-HEADER": settings.identity_header}
    )
    return TokenRequest("GET", settings.identity_endpoint, query=query, headers=headers)
