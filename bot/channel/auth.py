"""Proof that a request came from the Bot Connector and is meant for this bot.

Implements the Connector-to-bot part of the Bot Connector authentication protocol, and only that:
no emulator tokens. Every failure is one ``Refused``, which the edge answers with a bare 401, so
that a caller learns nothing from trying.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp
import jwt
from aiohttp import web
from jwt.types import Options

from bot.activity import Claims, JsonObject, text_of
from bot.channel.keys import SigningKey, SigningKeys
from bot.channel.service_url import Allows, listed
from bot.settings import Settings

CLOCK_SKEW = 300  # seconds, as the protocol allows
ALGORITHM = "RS256"
_OPTIONS: Options = {"require": ["exp", "nbf", "iss", "aud"]}


class Refused(Exception):
    """A request that proved nothing. ``reason`` is a fixed code for the log, never a token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, as far as its headers prove it."""

    claims: Claims = field(default_factory=dict)
    endorsements: frozenset[str] = frozenset()


class Gate(Protocol):
    """What stands before the bot. Headers are judged before the body is read."""

    async def admit(self, request: web.Request) -> Caller:
        """The caller. Raises Refused."""
        ...

    def match(self, caller: Caller, activity: JsonObject) -> None:
        """Check that this caller may send this activity. Raises Refused or BadActivity."""
        ...


class TokenGate:
    """Admits requests that carry a Bot Connector token for this bot."""

    def __init__(self, keys: SigningKeys, *, app_id: str, issuer: str, allows: Allows) -> None:
        self._keys = keys
        self._app_id = app_id
        self._issuer = issuer
        self._allows = allows

    @staticmethod
    def build(settings: Settings, session: aiohttp.ClientSession) -> TokenGate:
        """The gate these settings ask for."""
        return TokenGate(
            SigningKeys(session, settings.openid_url),
            app_id=settings.app_id,
            issuer=settings.token_issuer,
            allows=listed(settings.service_url_hosts),
        )

    async def admit(self, request: web.Request) -> Caller:
        """The caller its token names. Raises Refused."""
        token = _bearer(request.headers.get("Authorization", ""))
        key = await self._keys.find(_key_id(token))
        if key is None:
            raise Refused("UnknownKey")
        return Caller(self._verify(token, key), key.endorsements)

    def match(self, caller: Caller, activity: JsonObject) -> None:
        """Check the token was made for this activity's channel and address. Raises Refused."""
        url = text_of(activity, "serviceUrl")
        if text_of(activity, "channelId") not in caller.endorsements:
            raise Refused("NotEndorsed")
        # Real tokens spell the claim in small letters; the protocol's page does not.
        if not url or url != caller.claims.get("serviceurl", caller.claims.get("serviceUrl")):
            raise Refused("ServiceUrlMismatch")
        if not self._allows(url):
            raise Refused("ServiceUrlNotListed")

    def _verify(self, token: str, key: SigningKey) -> Mapping[str, object]:
        try:
            return jwt.decode(
                token,
                key.public,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=self._issuer,
                leeway=CLOCK_SKEW,
                options=_OPTIONS,
            )
        except Exception as error:  # however a token is wrong, it proves nothing
            raise Refused(_code(error)) from None


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused("NoToken")
    return token


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except Exception as error:  # likewise
        raise Refused(_code(error)) from None
    if header.get("alg") != ALGORITHM:
        raise Refused("WrongAlgorithm")
    key_id = header.get("kid")
    if not isinstance(key_id, str):
        raise Refused("NoKeyId")
    return key_id


def _code(error: Exception) -> str:
    return type(error).__name__.removesuffix("Error")
