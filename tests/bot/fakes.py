"""Stand-ins for what the bot talks to, each a real server on this machine.

The connector and the token issuer run in threads of their own, so that a bot that blocks its loop
while it waits for them hangs a test instead of passing it.
"""

from __future__ import annotations

import asyncio
import json
import queue
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self

import jwt
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.activity import Core, JsonObject, Outcome, reply_to
from bot.channel.outbound import Outbound, open_session
from bot.delivery import TYPING_AFTER, Delivery
from bot.edge import make_app
from bot.host.botbuilder import BotBuilderHost
from bot.host.chosen import MakeHost
from bot.settings import Settings

APP_ID = "11111111-2222-3333-4444-555555555555"
SECRET = "not-a-real-secret"
Client = TestClient[web.Request, web.Application]


class ThreadedServer:
    """A web server on a free loopback port, on an event loop in its own thread."""

    def __init__(self) -> None:
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._thread.start()
        self.url = self._wait(self._start())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wait(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _start(self) -> str:
        app = web.Application()
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"


@dataclass(frozen=True, slots=True)
class Call:
    """One request the connector saw."""

    method: str
    path: str
    token: str
    body: Any


Step = int | tuple[int, dict[str, str] | str] | str


class Connector(ThreadedServer):
    """The Bot Connector's conversation operations.

    ``script`` holds how the next calls end: an HTTP status, ``(status, headers or error code)``,
    or "reset", "silent" (no answer until ``speak``) or "wordless" (taken, empty answer).
    """

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.taken: list[Call] = []
        self.script: deque[Step] = deque()
        self._seen: queue.Queue[Call] = queue.Queue()
        self._silence = asyncio.Event()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [web.route("*", "/{path:.*}", self._take)]

    def __exit__(self, *args: Any) -> None:
        self.speak()
        super().__exit__(*args)

    def speak(self) -> None:
        """End the silence of every "silent" call."""
        self._loop.call_soon_threadsafe(self._silence.set)

    @property
    def texts(self) -> list[str | None]:
        """The text of each message taken, in order; None for what has none."""
        return [call.body.get("text") for call in self.calls if call.body]

    async def next_call(self, patience: float = 10) -> Call:
        """The next call not yet looked at, waiting for it so many seconds if need be."""
        return await asyncio.to_thread(self._seen.get, timeout=patience)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        body = json.loads(await request.read() or b"null")
        call = Call(request.method, request.raw_path, token, body)
        self.calls.append(call)
        self._seen.put(call)
        return await self._answer(request, call, self.script.popleft() if self.script else 201)

    async def _answer(self, request: web.Request, call: Call, step: Step) -> web.StreamResponse:
        if step == "reset":
            assert request.transport
            request.transport.abort()
            return web.Response()
        if step == "silent":
            await self._silence.wait()
        if isinstance(step, str):
            self.taken.append(call)
            return web.Response()
        status, more = step if isinstance(step, tuple) else (step, {})
        if status < 300:
            self.taken.append(call)
        if isinstance(more, str):
            return web.json_response({"error": {"code": more, "message": "x"}}, status=status)
        return web.json_response({"id": f"sent-{len(self.calls)}"}, status=status, headers=more)


_keys: dict[str, rsa.RSAPrivateKey] = {}
_making = threading.Lock()


def private_key(name: str) -> rsa.RSAPrivateKey:
    """A key pair by name; made once, whichever thread asks first, because making one is slow."""
    with _making:
        if name not in _keys:
            _keys[name] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return _keys[name]


class Issuer(ThreadedServer):
    """The Bot Connector's signing keys, and the directory that gives the bot its own tokens."""

    name = "https://api.botframework.com"

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[str, list[str]] = {"first": ["msteams", "webchat"]}
        self.extra_keys: list[dict[str, Any]] = []
        self.jwks_url = ""
        self.lifetime = 3600
        self.up = True
        self.hanging = False
        self.key_reads = 0
        self.calls_itself = self.name
        self.skew = timedelta()
        self.refusal = ""  # what the directory says instead of giving a token
        self.token = ""  # instead of "token-1" and so on
        self.token_forms: list[dict[str, str]] = []
        self._released = asyncio.Event()
        self._token_asked = threading.Event()

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [
            web.get("/v1/.well-known/openidconfiguration", self._metadata),
            web.get("/keys", self._keys),
            web.post("/{directory}/oauth2/v2.0/token", self._token),
            web.get("/identity", self._token),
        ]

    def __exit__(self, *args: Any) -> None:
        self._loop.call_soon_threadsafe(self._released.set)
        super().__exit__(*args)

    async def token_asked(self) -> None:
        """Wait until someone asks for a token."""
        assert await asyncio.to_thread(self._token_asked.wait, 10)

    @property
    def openid_url(self) -> str:
        return f"{self.url}/v1/.well-known/openidconfiguration"

    def sign(
        self, *, key: str = "first", kid: str | None = None, drop: str = "", **claims: object
    ) -> str:
        """A token as the Bot Connector makes it, with claims changed or one left out."""
        now = int(time.time())
        payload: dict[str, Any] = {"iss": self.name, "aud": APP_ID, "nbf": now - 60}
        payload |= {"exp": now + 600, "serviceurl": "https://smba.trafficmanager.net/uk/"} | claims
        payload.pop(drop, None)
        headers = {"kid": kid or key}
        body = json.dumps(payload).encode()  # what jwt.encode would not sign is worth trying too
        return jwt.PyJWS().encode(body, private_key(key), algorithm="RS256", headers=headers)

    async def _metadata(self, request: web.Request) -> web.StreamResponse:
        if self.hanging:
            await self._released.wait()
        if not self.up:
            return web.Response(status=503)
        date = format_datetime(datetime.now(UTC) + self.skew, usegmt=True)
        return web.json_response(
            {"issuer": self.calls_itself, "jwks_uri": self.jwks_url or f"{self.url}/keys"},
            headers={"Date": date},
        )

    async def _keys(self, request: web.Request) -> web.StreamResponse:
        self.key_reads += 1
        published = [_published(kid, channels) for kid, channels in self.keys.items()]
        return web.json_response({"keys": [*self.extra_keys, *published]})

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        seen = dict(request.headers) | dict(request.query)
        self._token_asked.set()
        self.token_forms.append(form | {"path": request.path} | seen)
        if not self.up:
            return web.Response(status=503)
        if self.refusal:
            said = {"error": "invalid_client", "error_description": self.refusal}
            return web.json_response(said, status=401)
        token = self.token or f"token-{len(self.token_forms)}"
        return web.json_response({"access_token": token, "expires_in": self.lifetime})


def _published(kid: str, channels: list[str]) -> dict[str, Any]:
    public = private_key(kid).public_key()
    jwk: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(public, as_dict=True)
    return jwk | {"kid": kid, "use": "sig", "endorsements": channels}


class Clock:
    """A clock that moves only when told to, or when something sleeps by it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class FakeCore:
    """A core that answers each message with its text, or does what ``act`` says."""

    act: Callable[[JsonObject], Awaitable[Outcome]] | None = None
    seen: list[JsonObject] = field(default_factory=list)
    done: list[object] = field(default_factory=list)

    async def handle(self, activity: JsonObject) -> Outcome:
        self.seen.append(activity)
        if self.act:
            return await self.act(activity)
        return self.says(activity, f"echo {activity.get('text')}")

    def says(self, activity: JsonObject, *texts: str, **more: Any) -> Outcome:
        replies = tuple(reply_to(activity, text=text) for text in texts)
        return Outcome(replies, done=self.mark(activity.get("id")), **more)

    def mark(self, name: object) -> Callable[[], Awaitable[None]]:
        async def done() -> None:
            self.done.append(name)

        return done


def message(**changes: Any) -> JsonObject:
    """A message as Teams sends it in a personal chat."""
    activity: JsonObject = {
        "type": "message",
        "id": "1485983408511",
        "timestamp": "2026-11-22T14:05:08.511Z",
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/uk/",
        "from": {"id": "29:1abc", "name": "A N Officer", "aadObjectId": "0f1e2d3c"},
        "recipient": {"id": f"28:{APP_ID}", "name": "bot"},
        "conversation": {"id": "a:1xyz", "conversationType": "personal", "tenantId": "t-1"},
        "channelData": {"tenant": {"id": "t-2"}},
        "locale": "en-GB",
        "text": "hello",
    }
    return {name: value for name, value in (activity | changes).items() if value is not ...}


def invoke(name: str = "adaptiveCard/action", **changes: Any) -> JsonObject:
    """A press of a card's button."""
    action = {"type": "Action.Execute", "verb": "answer", "data": {"step": "danger"}}
    value = {"action": action, "trigger": "manual"}
    return message(**{"type": "invoke", "name": name, "value": value, "text": ...} | changes)


async def post(
    client: Client, body: object, token: str | None = None, **headers: str
) -> ClientResponse:
    """Sends the bot an activity, with a token if there is one."""
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return await client.post("/api/messages", json=body, headers=headers)


def ask(**changes: Any) -> JsonObject:
    """A message that wants its replies in the answer."""
    return message(deliveryMode="expectReplies", **changes)


class LikeProduction(TestServer):
    """aiohttp's test server stops a turn when its caller leaves; its production server does not."""

    async def _make_runner(self, **kwargs: Any) -> web.BaseRunner:
        return await super()._make_runner(**kwargs | {"handler_cancellation": False})


@asynccontextmanager
async def running_bot(
    core: Core,
    settings: Settings | None = None,
    make_host: MakeHost = BotBuilderHost,
    typing_after: float = TYPING_AFTER,
    **more: Any,
) -> AsyncIterator[Client]:
    """The whole bot around a core, on a free loopback port, and a client for it."""
    settings = settings or Settings()
    async with open_session() as session:
        outbound = Outbound.build(settings, session)
        delivery = Delivery(make_host(core, outbound), outbound, typing_after=typing_after)
        app = make_app(settings, delivery, outbound, **more)
        async with TestClient(LikeProduction(app)) as client:
            yield client
