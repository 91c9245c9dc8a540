"""Guards a bot without authentication: only this machine's own programs and its own page.

Any web page open on this machine can send requests to a loopback port, and a public name can be
made to point here. So the peer, the Host header and the Origin header are all checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from aiohttp import web

from bot.activity import BadActivity, JsonObject, expects_replies, text_of
from bot.channel.auth import Caller
from bot.channel.service_url import Allows, is_loopback, loopback_only

_HOST = re.compile(r"\[([0-9a-f:.]+)\](?::\d*)?|([a-z0-9.-]+)(?::\d*)?", re.IGNORECASE)
_FORWARDED = ("Forwarded", "X-Forwarded-For")


class Foreign(Exception):
    """A request from somewhere else than this machine. The message is safe to show."""


class LoopbackGate:
    """Admits activities without a token. Every route needs ``check_local`` before it."""

    def __init__(self) -> None:
        self._allows: Allows = loopback_only()

    async def admit(self, request: web.Request) -> Caller:
        """An unnamed caller."""
        return Caller()

    def notes(self) -> dict[str, Callable[[], str]]:
        """Nothing to judge by, nothing amiss."""
        return {}

    async def prepare(self) -> None:
        """Nothing to fetch."""

    def match(self, caller: Caller, activity: JsonObject) -> None:
        """Check the replies have somewhere to go on this machine. Raises BadActivity.

        With ``expectReplies`` they go into the answer and serviceUrl is never called.
        """
        if expects_replies(activity):
            return
        url = text_of(activity, "serviceUrl")
        if not url:
            raise BadActivity("serviceUrl is missing; or ask for deliveryMode expectReplies")
        if not self._allows(url):
            raise BadActivity("serviceUrl is not on this machine; the bot has no app id")


def check_local(request: web.Request) -> None:
    """Raises Foreign unless the request comes from this machine and not from a strange web page."""
    if not is_loopback(request.remote) or any(name in request.headers for name in _FORWARDED):
        raise Foreign("without an app id this bot answers its own machine only")
    if not is_loopback(_name(request.host)):
        raise Foreign("the Host header does not name this machine")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        raise Foreign("requests from other web pages are refused")


def _name(host: str) -> str:
    """The name in a Host header, without the port; empty when it is not one."""
    match = _HOST.fullmatch(host)
    return (match[1] or match[2]).lower() if match else ""
