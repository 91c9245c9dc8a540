"""The web application: one endpoint for activities, two for health, and clear refusals."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable
from typing import NoReturn

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.activity import BadActivity, JsonObject, Outcome, expects_replies
from bot.channel.auth import Caller, Gate, Refused, TokenGate
from bot.channel.loopback import Foreign, LoopbackGate, check_local
from bot.channel.outbound import Outbound, Undelivered
from bot.delivery import Delivery, expected
from bot.fast_json import sent
from bot.health import Health
from bot.observing import metrics
from bot.observing.scrape import Scrape, Standing
from bot.observing.turns import named
from bot.settings import Settings
from bot.shape import check

BODY_LIMIT = 256 * 1024  # bytes; Teams caps a message, its card data included, well below this
BODY_TIME_OUT = 10.0  # seconds for a body to arrive
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
GATE = web.AppKey("gate", Gate)

_log = logging.getLogger(__name__)


def make_app(
    settings: Settings,
    delivery: Delivery,
    outbound: Outbound,
    *,
    extra_routes: Iterable[web.AbstractRouteDef] = (),
    health: Health | None = None,
    standing: Standing | None = None,
) -> web.Application:
    """The application. ``extra_routes`` is where the chat page goes.

    What ``health`` tells is completed by what the gate and the bot's own tokens have to say.
    """
    health, gate = health or Health(), _gate(settings, outbound)
    health.noted |= {**gate.notes(), **outbound.notes()}
    guards = [_answer_errors, _local_only] if settings.chat_page else [_answer_errors]
    app = web.Application(middlewares=guards, client_max_size=BODY_LIMIT)
    app.on_response_prepare.append(_add_headers)
    app[GATE] = gate
    endpoint = Messages(gate, delivery)
    scrape = Scrape(health, settings.metrics_token, standing or Standing())
    app.add_routes([web.post("/api/messages", endpoint.post), *health.routes(), *scrape.routes()])
    app.add_routes(extra_routes)
    return app


def _gate(settings: Settings, outbound: Outbound) -> Gate:
    if settings.chat_page:
        return LoopbackGate()
    return TokenGate.build(settings, outbound.session)


class Messages:
    """``POST /api/messages``, where channels deliver activities."""

    def __init__(self, gate: Gate, delivery: Delivery) -> None:
        self._gate = gate
        self._delivery = delivery

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Run one turn and answer the way its delivery mode asks for."""
        caller = await self._gate.admit(request)
        activity = await read_activity(request)
        self._gate.match(caller, activity)
        with named(activity):
            return await self._turn(request, activity, caller)

    async def _turn(
        self, request: web.Request, activity: JsonObject, caller: Caller
    ) -> web.StreamResponse:
        outcome = await self._delivery.run(activity, caller.claims)
        if expects_replies(activity):
            response = json_response(expected(activity, outcome))
            if await _given(request, response):
                await self._delivery.finish(activity, outcome)
            return response
        if outcome.invoke is not None:
            # Answered first: the officer's card is waiting for it, the other replies are not.
            # They go out even when the caller gave up waiting, so that the next step is seen.
            response = invoke_response(outcome.invoke)
            await _given(request, response)
            await self._afterwards(activity, outcome)
            return response
        await self._delivery.deliver(activity, outcome)
        return web.Response()

    async def _afterwards(self, activity: JsonObject, outcome: Outcome) -> None:
        try:
            await self._delivery.deliver(activity, outcome)
        except Undelivered as error:  # too late for an error status; the turn stays unmarked
            _log.warning("replies after an invoke not delivered: %d", error.status)


async def read_activity(request: web.Request) -> JsonObject:
    """The activity in the body. Raises BadActivity, or the HTTP error that fits."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(reason="send application/json")
    try:
        async with asyncio.timeout(BODY_TIME_OUT):
            body = await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout(reason="the body took too long") from None
    except web.RequestPayloadError:
        raise BadActivity("the body is damaged") from None
    return check(_parse(body))


def _parse(body: bytes) -> object:
    try:
        text = body.decode()
        data: object = _JSON.decode(text)
        if "\\ud" in text or "\\uD" in text:  # half a character breaks whatever stores it
            json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise BadActivity("the body is not JSON") from None
    return data


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_JSON = json.JSONDecoder(parse_constant=_no_constant)


def json_response(data: object, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(body=sent(data), status=status, content_type="application/json")


def invoke_response(invoke: JsonObject) -> web.Response:
    """An invoke's result as the HTTP answer: its status, and its body if it has one."""
    status = invoke.get("status")
    code = status if isinstance(status, int) else 200
    return json_response(invoke["body"], code) if invoke.get("body") else web.Response(status=code)


async def _given(request: web.Request, response: web.Response) -> bool:
    """Hand the whole answer to the network now; False when the caller has gone."""
    try:
        await response.prepare(request)
        await response.write_eof()
    except ConnectionError:
        return False
    return True


@web.middleware
async def _answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every failure as a short JSON answer that names nothing inside."""
    try:
        return await handler(request)
    except Refused as error:
        metrics.REFUSALS.labels("401").inc()
        _log.warning("refused: %s", error.reason)
        return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
    except (BadActivity, Foreign) as error:
        return refusal(400 if isinstance(error, BadActivity) else 403, str(error))
    except Undelivered as error:
        _log.warning("replies not delivered: %d", error.status)
        return refusal(502, "the replies could not be delivered")
    except web.HTTPException as error:
        return _http_error(error)
    except ConnectionError:
        return refusal(400, "the request broke off")
    except Exception as error:
        _log.error("request failed: %s", type(error).__name__)
        return refusal(500, "something went wrong")


def _http_error(error: web.HTTPException) -> web.StreamResponse:
    if error.status < 400:
        raise error  # a redirect from one of the extra routes
    answer = refusal(error.status, error.reason.lower())
    if "Allow" in error.headers:
        answer.headers["Allow"] = error.headers["Allow"]
    return answer


def refusal(status: int, message: str) -> web.Response:
    """A short answer that says why not, counted."""
    metrics.REFUSALS.labels(str(status)).inc()
    return json_response({"error": message}, status)


@web.middleware
async def _local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    check_local(request)
    return await handler(request)


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.popall("Server", None)
