"""Whether the keys of whoever signs Teams' requests can be read, and what time it is there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from yarl import URL

from bot.channel.keys import TIME_OUT
from bot.doctor.finding import Finding, fail, ok, warn
from bot.setting_reader import is_safe
from bot.settings import Settings

CHANNEL = "msteams"
SKEW_WARN = 60.0  # seconds
SKEW_FAIL = 300.0  # seconds; from here on tokens are refused
_CLOCK = "Let this machine keep its time by NTP."

Now = Callable[[], datetime]


async def check(
    settings: Settings, session: aiohttp.ClientSession, now: Now
) -> AsyncIterator[Finding]:
    """Everything about the signer."""
    if not settings.app_id:
        return
    address = settings.openid_url
    try:
        metadata, date = await _get(session, address)
        yield _clock(date, now())
        address = str(metadata["jwks_uri"])
        document, _ = await _get(session, address)
    except (aiohttp.ClientError, TimeoutError, LookupError, TypeError, ValueError) as error:
        host = URL(address).host
        said = f"The signing keys cannot be read from {host}: {type(error).__name__}."
        yield fail("keys", said, f"Let this machine reach {host} on port 443, through no login.")
        return
    yield _signer(settings, str(metadata.get("issuer")), document)


async def _get(session: aiohttp.ClientSession, address: str) -> tuple[dict[str, Any], str]:
    if not is_safe(address):
        raise ValueError("not an https address")
    limit = aiohttp.ClientTimeout(total=TIME_OUT)
    async with session.get(address, timeout=limit, raise_for_status=True) as response:
        found = await response.json(content_type=None)
        if not isinstance(found, dict):
            raise TypeError("not an object")
        return found, response.headers.get("Date", "")


def _clock(date: str, now: datetime) -> Finding:
    try:
        skew = (now - parsedate_to_datetime(date).astimezone(UTC)).total_seconds()
    except ValueError:
        return warn("clock", "The clock could not be compared: the answer had no date.", _CLOCK)
    way = "ahead" if skew > 0 else "behind"
    said = f"This machine's clock is {abs(skew):.0f} seconds {way}."
    if abs(skew) >= SKEW_FAIL:
        return fail("clock", f"{said} Every request from Teams will be refused.", _CLOCK)
    if abs(skew) >= SKEW_WARN:
        return warn("clock", said, _CLOCK)
    return ok("clock", "This machine's clock is right to the minute.")


def _signer(settings: Settings, issuer: str, document: dict[str, Any]) -> Finding:
    keys = document.get("keys")
    known = [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
    if issuer != settings.token_issuer:
        return fail(
            "keys",
            f"The signer calls itself {issuer}, and {settings.token_issuer} is expected.",
            "Set CLOUD, and leave out ToBotFromChannelTokenIssuer and "
            "ToBotFromChannelOpenIdMetadataUrl.",
        )
    if not any(CHANNEL in (key.get("endorsements") or ()) for key in known):
        return fail(
            "keys",
            "None of the signing keys may sign for Teams.",
            "Check ToBotFromChannelOpenIdMetadataUrl; the default is right.",
        )
    return ok("keys", "The signing keys can be read and sign for Teams.")
