"""Proof that a request came from the Bot Connector and is meant for this bot.

Implements the Connector-to-bot part of the Bot Connector authentication protocol. Where a setting
asks for it, also its emulator part, but only for tokens that the bot's own directory gave to the
bot itself. Every failure is one ``Refused``, which the edge answers with a bare 401, so that a
caller learns nothing from trying.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp
import jwt
from aiohttp import web
from jwt.types import Options

from bot.activity import Claims, JsonObject, text_of
from bot.channel.keys import SigningKey, SigningKeys
from bot.channel.service_url import Allows, listed
from bot.clouds import CLOUDS
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
    from_channel: bool = True


@dataclass(frozen=True, slots=True)
class Trust:
    """A signer that is believed: what it calls itself and where its keys are.

    Not the channel means the bot's own directory, whose tokens name no channel and no address.
    """

    keys: SigningKeys
    issuers: frozenset[str]
    from_channel: bool = True


class Gate(Protocol):
    """What stands before the bot. Headers are judged before the body is read."""

    async def admit(self, request: web.Request) -> Caller:
        """The caller. Raises Refused."""
        ...

    def match(self, caller: Caller, activity: JsonObject) -> None:
        """Check that this caller may send this activity. Raises Refused or BadActivity."""
        ...

    def notes(self) -> dict[str, Callable[[], str]]:
        """What is amiss with what it judges by, in brief, or "", for the health page."""
        ...

    async def prepare(self) -> None:
        """Fetch what the first request would wait for. Trouble is logged and raises nothing."""
        ...


class TokenGate:
    """Admits requests that carry a token for this bot from a signer it believes."""

    def __init__(self, channel: Trust, *others: Trust, app_id: str, allows: Allows) -> None:
        self._channel = channel
        self._others = others
        self._app_id = app_id
        self._allows = allows

    @staticmethod
    def build(settings: Settings, session: aiohttp.ClientSession) -> TokenGate:
        """The gate these settings ask for."""
        keys = SigningKeys(session, settings.openid_url)
        channel = Trust(keys, frozenset({settings.token_issuer}))
        own = [own_directory(settings, session)] if settings.own_openid_url else []
        allows = listed(settings.service_url_hosts)
        return TokenGate(channel, *own, app_id=settings.app_id, allows=allows)

    async def admit(self, request: web.Request) -> Caller:
        """The caller its token names. Raises Refused."""
        token = _bearer(request.headers.get("Authorization", ""))
        key_id = _key_id(token)
        trust = self._signer(token)
        key = await trust.keys.find(key_id)
        if key is None:
            raise Refused("UnknownKey" if trust.keys.known else "KeysUnavailable")
        claims = self._verify(token, key, trust)
        if not trust.from_channel and claims.get("appid", claims.get("azp")) != self._app_id:
            raise Refused("NotOwnApp")
        return Caller(claims, key.endorsements, trust.from_channel)

    def match(self, caller: Caller, activity: JsonObject) -> None:
        """Check the token was made for this activity's channel and address. Raises Refused."""
        url = text_of(activity, "serviceUrl")
        if caller.from_channel:
            _match_channel(caller, text_of(activity, "channelId"), url)
        if not self._allows(url):
            raise Refused("ServiceUrlNotListed")

    def notes(self) -> dict[str, Callable[[], str]]:
        """Whether the channel's keys are known and recent."""
        return {"signing keys": self._channel.keys.trouble}

    async def prepare(self) -> None:
        """Read the channel's keys."""
        await self._channel.keys.find("")

    def _signer(self, token: str) -> Trust:
        """Whom the token claims to come from; nothing of it is believed yet."""
        if not self._others:
            return self._channel
        issuer = str(_unproven(token).get("iss"))
        return next((other for other in self._others if issuer in other.issuers), self._channel)

    def _verify(self, token: str, key: SigningKey, trust: Trust) -> Mapping[str, object]:
        try:
            return jwt.decode(
                token,
                key.public,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=trust.issuers,
                leeway=CLOCK_SKEW,
                options=_OPTIONS,
            )
        except Exception as error:  # however a token is wrong, it proves nothing
            raise Refused(_code(error)) from None


def own_directory(settings: Settings, session: aiohttp.ClientSession) -> Trust:
    """The bot's own directory as a signer, under the names its two token versions give it."""
    tenant, login = settings.tenant_id, CLOUDS[settings.cloud].login
    issuers = frozenset({f"https://sts.windows.net/{tenant}/", f"{login}/{tenant}/v2.0"})
    return Trust(SigningKeys(session, settings.own_openid_url), issuers, from_channel=False)


def _match_channel(caller: Caller, channel: str, url: str) -> None:
    if channel not in caller.endorsements:
        raise Refused("NotEndorsed")
    # Real tokens spell the claim in small letters; the protocol's page does not.
    if not url or url != caller.claims.get("serviceurl", caller.claims.get("serviceUrl")):
        raise Refused("ServiceUrlMismatch")


def _unproven(token: str) -> Mapping[str, object]:
    try:
        return jwt.decode(token, options={"verify_signature": False})
    except Exception as error:
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
