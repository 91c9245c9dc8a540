"""The chat page, a stand-in for Teams on this machine, and the endpoint it talks to.

The endpoint has no authentication. It answers only the page that this process served: from this
machine, from our own origin, and with the session token that is written into that page.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from aiohttp import web

from bot.activity import JsonObject, Outcome, part, text_of
from bot.channel.loopback import Foreign, check_local
from bot.delivery import Delivery
from bot.edge import json_response, read_activity
from bot.page_files import PAGE_DIR, PageFiles
from dialogs.event import Json

CHANNEL = "page"
TOKEN_HEADER = "X-Session-Token"

# What the page may say for itself; where the activity comes from is never its word.
_FROM_PAGE = (
    "type", "id", "text", "textFormat", "value", "name", "replyToId", "attachments",
    "membersAdded", "locale", "localTimestamp",
)  # fmt: skip


def routes(delivery: Delivery, *, page_dir: Path = PAGE_DIR) -> list[web.RouteDef]:
    """The routes of the page, for ``make_app``. Add them only while the bot has no app id.

    ``page_dir`` holds the page's files.
    """
    token = secrets.token_urlsafe(32)
    endpoint = _Endpoint(delivery, token)
    return [*PageFiles(page_dir, token).routes(), web.post("/chat/turn", endpoint.turn)]


class _Endpoint:
    """``POST /chat/turn``: an activity goes in, everything that comes of it goes out."""

    def __init__(self, delivery: Delivery, token: str) -> None:
        self._delivery = delivery
        self._token = token

    async def turn(self, request: web.Request) -> web.StreamResponse:
        """Run one turn. Raises Foreign, BadActivity, or the HTTP error that fits."""
        self._check_page(request)
        activity = as_channel(await read_activity(request))
        outcome = await self._delivery.run(activity, {})
        response = json_response(_answer(outcome))
        # A page that never got the answer asks again, so the turn is not marked before.
        await response.prepare(request)
        await response.write_eof()
        await self._delivery.finish(activity, outcome)
        return response

    def _check_page(self, request: web.Request) -> None:
        check_local(request)
        if "Origin" not in request.headers:
            raise Foreign("only the chat page itself may ask for this")
        token = request.headers.get(TOKEN_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(token, self._token.encode()):
            raise Foreign("the session token is missing or old: reload the page")


def as_channel(said: JsonObject) -> JsonObject:
    """The page's activity as a channel would deliver it."""
    return {
        **{name: said[name] for name in _FROM_PAGE if name in said},
        "channelId": CHANNEL,
        "deliveryMode": "expectReplies",
        "conversation": {
            "id": part(said, "conversation")["id"],
            "conversationType": "personal",
        },
        "from": {"id": text_of(part(said, "from"), "id")},
        "recipient": {"id": "bot"},
        "channelData": {"role": text_of(part(said, "channelData"), "role")},
    }


def _answer(outcome: Outcome) -> JsonObject:
    updates: list[Json] = [{"id": key, "activity": new} for key, new in outcome.updates]
    return {"invoke": outcome.invoke, "activities": list(outcome.replies), "updates": updates}
