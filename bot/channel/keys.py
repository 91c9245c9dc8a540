"""The public keys that requests from the Bot Connector are signed with."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt

from bot.channel.single_flight import SingleFlight
from bot.setting_reader import is_safe

FRESH_FOR = 24 * 3600.0  # seconds before known keys are read again, to notice one withdrawn
KEEP_FOR = 72 * 3600.0  # seconds known keys stay good while no reading succeeds: a long weekend
COOL_DOWN = 60.0  # seconds between readings, so that made-up key ids cannot cause a flood
RETRY_AFTER = 5.0  # seconds to the next try after a failed reading with no key known at all
TIME_OUT = 5.0  # seconds for one reading, so that a slow key host cannot stall a turn

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A parsed public key and the channels it may sign for."""

    public: jwt.PyJWK
    endorsements: frozenset[str]


class SigningKeys:
    """The published keys, kept in memory.

    They are read again when a day old, or when a key id is not known (a new key was published).
    While the key host is down the last good keys stay in use, but not for ever: a key withdrawn
    because it was stolen must end, even if someone keeps the news from reaching this machine.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        time_out: float = TIME_OUT,
    ) -> None:
        self._session = session
        self._url = url
        self._clock = clock
        self._time_out = aiohttp.ClientTimeout(total=time_out)
        self._keys: dict[str, SigningKey] = {}
        self._stale_at = self._drop_at = self._next_try = clock()
        self._failed = False
        self._flight: SingleFlight[None] = SingleFlight()

    async def find(self, key_id: str) -> SigningKey | None:
        """The key with this id, or None if there is none. Network trouble raises nothing."""
        now = self._clock()
        wanted = key_id not in self._keys or now >= self._stale_at
        if wanted and (self._flight.busy or now >= self._next_try):
            await self._flight.run(self._refresh)
        return self._keys.get(key_id) if self.known else None

    @property
    def known(self) -> bool:
        """Whether there are keys to judge by; False before the first reading and long after one."""
        return bool(self._keys) and self._clock() < self._drop_at

    def trouble(self) -> str:
        """What is amiss, in brief; "" when all is well or nothing was tried yet."""
        if not self._failed:
            return ""
        return "cannot be read; the known ones still serve" if self.known else "cannot be read"

    async def _refresh(self) -> None:
        now = self._clock()
        try:
            self._keys = await self._read()
            self._stale_at, self._next_try = now + FRESH_FOR, now + COOL_DOWN
            self._drop_at = self._stale_at + KEEP_FOR
            self._failed = False
        except (aiohttp.ClientError, TimeoutError, LookupError, TypeError, ValueError) as error:
            self._failed = True
            self._next_try = now + (COOL_DOWN if self.known else RETRY_AFTER)
            _log.warning("signing keys could not be read: %s", type(error).__name__)

    async def _read(self) -> dict[str, SigningKey]:
        metadata = await self._get(self._url)
        document = await self._get(metadata["jwks_uri"])
        keys = {jwk["kid"]: key for jwk in document["keys"] if (key := _parse(jwk))}
        if not keys:
            raise ValueError("no usable key")
        return keys

    async def _get(self, url: str) -> dict[str, Any]:
        if not is_safe(url):
            raise ValueError("not an https address")
        async with self._session.get(
            url, timeout=self._time_out, allow_redirects=False, raise_for_status=True
        ) as response:
            found: dict[str, Any] = await response.json(content_type=None)
            return found


def _parse(jwk: dict[str, Any]) -> SigningKey | None:
    """The key, or None for one this bot cannot use, so that it does not spoil the others."""
    if jwk.get("kty") != "RSA" or not jwk.get("kid"):
        return None
    try:
        public = jwt.PyJWK(jwk, algorithm="RS256")
    except jwt.PyJWTError:
        return None
    return SigningKey(public, frozenset(jwk.get("endorsements") or ()))
