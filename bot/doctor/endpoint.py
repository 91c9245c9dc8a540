"""Whether the bot's public address leads to a bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
from yarl import URL

from bot.doctor.finding import Finding, ok, warn

PATH = "/api/messages"
NOT_ALLOWED = 405  # what a bot answers to GET: the address is right, and activities are posted
_TODO = (
    "Teams sees what is seen from outside: try the address from there. Check name, certificate, "
    "firewall, and that the proxy passes /api/messages on to the bot, which has to be running."
)


async def check(public_url: str, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    """Ask for its endpoint. From within it may not be reachable, so this only warns."""
    try:
        url = URL(public_url.strip()).origin().with_path(PATH)
        async with session.get(url, allow_redirects=False) as response:
            status = response.status
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        said = f"The bot's public address cannot be reached from here ({type(error).__name__})."
        yield warn("endpoint", said, _TODO)
        return
    if status == NOT_ALLOWED:
        yield ok("endpoint", "The bot's public address leads to a bot.")
    else:
        said = f"The bot's public address answers {status} where a bot answers {NOT_ALLOWED}."
        yield warn("endpoint", said, _TODO)
