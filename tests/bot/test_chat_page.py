"""The chat page's endpoint over real HTTP: who may use it, what it lets through, how it fails."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.activity import JsonObject, Outcome
from bot.delivery import SORRY
from bot.edge import BODY_LIMIT
from bot.page_files import PAGE_DIR
from tests.page.fake_core import FakeCore
from tests.page.serving import page_app

SAID: JsonObject = {
    "type": "message",
    "id": "1",
    "text": "hello",
    "from": {"id": "officer-a"},
    "conversation": {"id": "officer-a"},
}
PRESSED: JsonObject = {
    **SAID,
    "type": "invoke",
    "name": "adaptiveCard/action",
    "value": {"action": {"type": "Action.Execute", "verb": "go", "data": {}}},
}

Client = TestClient[web.Request, web.Application]


class Page:
    """What a page in a browser knows: its own origin and its token."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.origin = f"http://127.0.0.1:{client.port}"
        self.token = ""

    async def open(self) -> str:
        async with self.client.get("/") as response:
            html = await response.text()
        found = re.search(r'name="session-token" content="([\w-]{43})"', html)
        assert found
        self.token = found[1]
        return html

    async def post(
        self, body: object, *, headers: Mapping[str, str | None] | None = None
    ) -> ClientResponse:
        """Posts a turn. A header given as None is left out."""
        sent = {
            "Origin": self.origin,
            "X-Session-Token": self.token,
            "Content-Type": "application/json",
            **(headers or {}),
        }
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        kept = {name: value for name, value in sent.items() if value is not None}
        return await self.client.post("/chat/turn", data=data, headers=kept)

    async def turn(self, activity: JsonObject) -> JsonObject:
        response = await self.post(activity)
        assert response.status == 200
        answer: JsonObject = await response.json()
        return answer


@pytest.fixture
def core() -> FakeCore:
    return FakeCore()


@asynccontextmanager
async def opened(core: FakeCore) -> AsyncIterator[Page]:
    async with page_app(core) as app, TestClient(TestServer(app)) as client:
        page = Page(client)
        await page.open()
        yield page


@pytest_asyncio.fixture
async def page(core: FakeCore) -> AsyncIterator[Page]:
    async with opened(core) as page:
        yield page


async def test_the_page_cannot_be_framed_cached_or_made_to_run_other_code(page: Page) -> None:
    async with page.client.get("/") as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers


async def test_the_page_holds_no_inline_code_or_style(page: Page) -> None:
    html = await page.open()
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", html)


async def test_each_start_of_the_bot_has_its_own_token(page: Page, core: FakeCore) -> None:
    async with opened(core) as other:
        assert other.token != page.token


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/assets/page.js", "text/javascript"),
        ("/assets/page.css", "text/css"),
        ("/assets/icon.svg", "image/svg+xml"),
        ("/assets/vendor/adaptivecards.js", "text/javascript"),
        ("/assets/vendor/adaptivecards.css", "text/css"),
        ("/assets/vendor/markdown-it.js", "text/javascript"),
    ],
)
async def test_what_the_page_loads_is_served(page: Page, path: str, kind: str) -> None:
    async with page.client.get(path) as response:
        assert response.status == 200
        assert response.content_type == kind
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/package.json",
        "/assets/index.html",
        "/assets/missing.js",
        "/assets/..%2f..%2fapp.js",
        "/assets/vendor/package.json",
        "/assets/vendor/..%2f..%2fpage.js",
        "/assets/node_modules/adaptivecards/dist/adaptivecards.js",
    ],
)
async def test_nothing_else_is_served(page: Page, path: str) -> None:
    async with page.client.get(path) as response:
        assert response.status == 404


async def test_a_page_without_its_packages_says_what_to_run(core: FakeCore, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text((PAGE_DIR / "index.html").read_text())
    async with (
        page_app(core, tmp_path) as app,
        TestClient(TestServer(app)) as client,
        client.get("/") as response,
    ):
        assert response.status == 503
        assert "make setup" in await response.text()


async def test_a_strange_host_name_does_not_get_the_page(page: Page) -> None:
    async with page.client.get("/", headers={"Host": "evil.example"}) as response:
        assert response.status == 403
        assert page.token not in await response.text()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Session-Token": None},
        {"X-Session-Token": "guess"},
        {"X-Session-Token": "\xe9t\xe9"},
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Host": "evil.example"},
        {"X-Forwarded-For": "203.0.113.9"},
    ],
)
async def test_only_the_page_itself_may_take_a_turn(
    page: Page, core: FakeCore, headers: dict[str, str | None]
) -> None:
    response = await page.post(SAID, headers=headers)
    assert response.status == 403
    assert (await response.json())["error"]
    assert not core.seen


async def test_the_endpoint_decides_where_an_activity_comes_from(
    page: Page, core: FakeCore
) -> None:
    forged: JsonObject = {
        **SAID,
        "channelId": "msteams",
        "serviceUrl": "https://evil.example",
        "deliveryMode": "normal",
        "timestamp": "1999-01-01T00:00:00Z",
        "recipient": {"id": "someone"},
        "from": {"id": "officer-a", "aadObjectId": "forged", "name": "A Name"},
        "conversation": {"id": "officer-a", "tenantId": "forged", "isGroup": True},
        "channelData": {"role": "custody", "tenant": {"id": "forged"}},
        "entities": [{"type": "clientInfo"}],
    }
    await page.turn(forged)
    assert core.seen == [
        {
            "type": "message",
            "id": "1",
            "text": "hello",
            "channelId": "page",
            "deliveryMode": "expectReplies",
            "from": {"id": "officer-a"},
            "recipient": {"id": "bot"},
            "conversation": {"id": "officer-a", "conversationType": "personal"},
            "channelData": {"role": "custody"},
        }
    ]


async def test_everything_that_comes_of_a_turn_is_in_the_answer(page: Page, core: FakeCore) -> None:
    invoke: JsonObject = {"status": 200, "body": {"statusCode": 200}}
    reply: JsonObject = {"type": "message", "id": "2", "text": "hi"}
    core.answer = lambda _: Outcome((reply,), invoke, (("0", {"type": "message"}),))
    assert await page.turn(PRESSED) == {
        "invoke": invoke,
        "activities": [reply],
        "updates": [{"id": "0", "activity": {"type": "message"}}],
    }
    async with asyncio.timeout(5):
        await core.delivered.wait()


async def test_a_press_nobody_answers_is_no_success(page: Page, core: FakeCore) -> None:
    core.answer = lambda _: Outcome()
    assert (await page.turn(PRESSED))["invoke"] == {"status": 501}
    assert (await page.turn(SAID))["invoke"] is None


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (json.dumps(SAID).encode(), "text/plain", 415),
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 30_000, "application/json", 400),
        (b"null", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"type": 5}', "application/json", 400),
        (b'{"type": "message"}', "application/json", 400),
        (b'{"type": "message", "from": "x", "conversation": {"id": "y"}}', "application/json", 400),
        (b'"' + b"x" * BODY_LIMIT + b'"', "application/json", 413),
        (b'"' + b"x" * 1_000_000 + b'"', "application/json", 413),
    ],
)
async def test_what_cannot_be_understood_is_refused(
    page: Page, core: FakeCore, body: bytes, kind: str, status: int
) -> None:
    response = await page.post(body, headers={"Content-Type": kind})
    assert response.status == status
    assert set(await response.json()) == {"error"}
    assert not core.seen


def breaks(problem: Exception) -> Callable[[JsonObject], Outcome]:
    def answer(_: JsonObject) -> Outcome:
        raise problem

    return answer


async def test_a_broken_turn_is_apologised_for_and_tells_nothing(
    page: Page, core: FakeCore, caplog: pytest.LogCaptureFixture
) -> None:
    core.answer = breaks(RuntimeError("inside"))
    answer = await page.turn({**SAID, "text": "what the officer typed"})
    assert [(reply["type"], reply["text"]) for reply in replies(answer)] == [("message", SORRY)]
    assert "inside" not in json.dumps(answer)
    assert "typed" not in caplog.text


async def test_a_broken_press_is_answered_as_a_failed_press(page: Page, core: FakeCore) -> None:
    core.answer = breaks(RuntimeError("inside"))
    answer = await page.turn(PRESSED)
    assert "application/vnd.microsoft.error" in json.dumps(answer["invoke"])
    assert "inside" not in json.dumps(answer)


def replies(answer: JsonObject) -> list[JsonObject]:
    found = answer["activities"]
    assert isinstance(found, list)
    return [reply for reply in found if isinstance(reply, dict)]
