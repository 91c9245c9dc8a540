import asyncio
import gzip
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from yarl import URL

from bot.delivery import SORRY
from bot.edge import BODY_LIMIT, HEADERS
from tests.bot.fakes import Client, Connector, FakeCore, invoke, message
from tests.bot.hosts import Serve
from tests.chat import bot

JSON_TYPE = {"Content-Type": "application/json"}
TYPED = "John Smith of 12 Acacia Road"


def ask(**changes: Any) -> dict[str, Any]:
    return message(deliveryMode="expectReplies", **changes)


# What is refused


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"x"',
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b'{"type": "message"} trailing',
        json.dumps(ask(value=float("nan"))).encode(),
        json.dumps(ask(value=float("-inf"))).encode(),
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"n": ' + b"9" * 5000 + b"}",
        json.dumps(ask(text="\ud800")).encode(),
        json.dumps(ask(timestamp="yesterday")).encode(),
        json.dumps(ask(**{"from": "29:1abc"})).encode(),
        json.dumps(ask(conversation=None)).encode(),
        json.dumps(ask(type=None)).encode(),
    ],
    ids=lambda body: body[:20].decode("latin1"),
)
async def test_a_bad_body_is_a_short_clear_400(
    body: bytes, caplog: pytest.LogCaptureFixture, serve: Serve
) -> None:
    core = FakeCore()
    async with serve(core) as client:
        answer = await client.post("/api/messages", data=body, headers=JSON_TYPE)
        assert answer.status == 400
        told = await answer.json()
    assert set(told) == {"error"}
    assert 0 < len(told["error"]) < 100
    assert core.seen == []
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_deeply_nested_value_is_a_400_or_a_turn(serve: Serve) -> None:
    for depth in (10, 100, 500, 900, 990, 2000):
        nested = '{"a":' * depth + "1" + "}" * depth
        body = json.dumps(ask(value="VALUE")).replace('"VALUE"', nested)
        async with serve(FakeCore()) as client:
            answer = await client.post("/api/messages", data=body, headers=JSON_TYPE)
            assert answer.status in (200, 400), depth


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
async def test_anything_but_json_is_a_415(kind: str, serve: Serve) -> None:
    async with serve(FakeCore()) as client:
        body = json.dumps(ask()).encode()
        answer = await client.post("/api/messages", data=body, headers={"Content-Type": kind})
        assert (answer.status, await answer.json()) == (415, {"error": "send application/json"})


async def test_a_charset_is_no_obstacle(serve: Serve) -> None:
    async with serve(FakeCore()) as client:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        answer = await client.post("/api/messages", data=json.dumps(ask()), headers=headers)
        assert answer.status == 200


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b" " * 1_000_000, {}),
        (gzip.compress(b" " * 10_000_000), {"Content-Encoding": "gzip"}),
    ],
    ids=["1 MB", "10 MB packed small"],
)
async def test_a_body_over_the_limit_is_a_413(
    body: bytes, headers: dict[str, str], serve: Serve
) -> None:
    core = FakeCore()
    async with serve(core) as client:
        answer = await client.post("/api/messages", data=body, headers=JSON_TYPE | headers)
        assert answer.status == 413
        assert "error" in await answer.json()
    assert core.seen == []


async def test_a_body_just_under_the_limit_is_taken(serve: Serve) -> None:
    spare = BODY_LIMIT - len(json.dumps(ask(text="")))
    async with serve(FakeCore()) as client:
        body = json.dumps(ask(text="x" * spare))
        answer = await client.post("/api/messages", data=body, headers=JSON_TYPE)
        assert answer.status == 200


async def test_a_damaged_packed_body_is_a_400(serve: Serve) -> None:
    async with serve(FakeCore()) as client:
        headers = JSON_TYPE | {"Content-Encoding": "gzip"}
        answer = await client.post("/api/messages", data=b"not gzip", headers=headers)
        assert answer.status == 400


async def test_a_body_that_never_comes_is_a_408(
    monkeypatch: pytest.MonkeyPatch, serve: Serve
) -> None:
    monkeypatch.setattr("bot.edge.BODY_TIME_OUT", 0.05)
    async with serve(FakeCore()) as client:
        reader, writer = await connect(client, b"", length=10)
        assert b" 408 " in await reader.readline()
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/messages", 405),
        ("OPTIONS", "/api/messages", 405),
        ("GET", "/nothing", 404),
        ("GET", "/", 404),
    ],
)
async def test_what_is_not_there_is_told_in_json(
    method: str, path: str, status: int, serve: Serve
) -> None:
    async with serve(FakeCore()) as client:
        answer = await client.request(method, path)
        assert answer.status == status
        assert "error" in await answer.json()
        assert answer.headers.get("Allow") == ("POST" if status == 405 else None)


# What is answered


async def test_expect_replies_puts_the_replies_in_the_answer(serve: Serve) -> None:
    core = FakeCore()
    async with serve(core) as client:
        answer = await client.post("/api/messages", json=ask(serviceUrl=...))
        [reply] = (await answer.json())["activities"]
    assert (reply["type"], reply["text"]) == ("message", "echo hello")
    assert reply["recipient"]["id"] == "29:1abc"
    assert core.done == ["1485983408511"]


async def test_the_core_sees_the_activity_exactly_as_it_came(serve: Serve) -> None:
    core, sent = FakeCore(), ask(somethingNew={"deep": [1, None]}, text="é 😀 \u0000")
    async with serve(core) as client:
        await client.post("/api/messages", json=sent)
    assert core.seen == [sent]


async def test_an_unknown_invoke_is_a_501(serve: Serve) -> None:
    async with serve(FakeCore()) as client:
        url = {"serviceUrl": str(client.make_url("/nowhere"))}
        answer = await client.post("/api/messages", json=invoke("task/fetch", **url, id=...))
        assert (answer.status, await answer.read()) == (501, b"")


async def test_an_unknown_invoke_that_expects_replies_is_a_501_inside(serve: Serve) -> None:
    async with serve(FakeCore()) as client:
        body = invoke("task/fetch", deliveryMode="expectReplies")
        answer = await client.post("/api/messages", json=body)
        first, _ = (await answer.json())["activities"]
    assert (answer.status, first["type"], first["value"]) == (
        200,
        "invokeResponse",
        {"status": 501},
    )


async def test_an_invoke_that_expects_replies_has_its_result_first(serve: Serve) -> None:
    core = FakeCore()
    result = {"status": 200, "body": {"statusCode": 200, "type": "x", "value": {}}}

    async def act(activity: Any) -> Any:
        return core.says(activity, "one", "two", invoke=result)

    core.act = act
    async with serve(core) as client:
        answer = await client.post("/api/messages", json=invoke(deliveryMode="expectReplies"))
        first, *rest = (await answer.json())["activities"]
    assert (first["type"], first["value"]) == ("invokeResponse", result)
    assert [reply["text"] for reply in rest] == ["one", "two"]


@pytest.mark.parametrize("value", [..., None, {}, [], "x", {"action": "x"}, {"action": {}}])
async def test_a_card_action_that_says_nothing_fails_the_way_cards_do(
    value: Any, serve: Serve
) -> None:
    core = FakeCore()
    async with serve(core) as client:
        url = str(client.make_url("/"))
        answer = await client.post("/api/messages", json=invoke(value=value, serviceUrl=url))
        body = await answer.json()
    assert (answer.status, body["statusCode"]) == (200, 400)
    assert body["type"] == "application/vnd.microsoft.error"
    assert core.seen == []


# When the caller goes away


async def leave_during_the_turn(serve: Serve, body: Any, core: FakeCore) -> None:
    """Posts, and hangs up while the core is at work. Returns once the bot has finished."""
    gone = asyncio.Event()
    asked: asyncio.Future[asyncio.Task[Any] | None] = asyncio.get_running_loop().create_future()
    act = core.act
    assert act

    async def wait(activity: Any) -> Any:
        asked.set_result(asyncio.current_task())
        await gone.wait()
        return await act(activity)

    core.act = wait
    async with serve(core) as client:
        _, writer = await connect(client, json.dumps(body).encode())
        serving = await asked
        assert serving
        assert client.server.runner
        assert client.server.runner.server
        [connection] = client.server.runner.server.connections
        writer.transport.abort()
        async with asyncio.timeout(5):
            while connection.transport:
                await asyncio.sleep(0)
        gone.set()
        await asyncio.wait([serving])


async def connect(
    client: Client, body: bytes, length: int | None = None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    size = len(body) if length is None else length
    lines = ["POST /api/messages HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    writer.write("\r\n".join([*lines, f"Content-Length: {size}", "", ""]).encode() + body)
    return reader, writer


async def test_replies_nobody_received_stay_unmarked(serve: Serve) -> None:
    core = FakeCore()

    async def act(activity: Any) -> Any:
        return core.says(activity, "unheard")

    core.act = act
    await leave_during_the_turn(serve, ask(), core)
    assert len(core.seen) == 1
    assert core.done == []


async def test_replies_beside_an_invoke_go_out_though_its_caller_left(serve: Serve) -> None:
    core = FakeCore()

    async def act(activity: Any) -> Any:
        return core.says(activity, "next step", invoke={"status": 200})

    core.act = act
    with Connector() as connector:
        await leave_during_the_turn(serve, invoke(serviceUrl=connector.url), core)
        assert (await connector.next_call()).body["text"] == "next step"


# When the core fails


async def fail(activity: Any) -> Any:
    raise RuntimeError(TYPED)


async def test_a_failing_turn_is_an_apology_that_names_nothing(
    caplog: pytest.LogCaptureFixture, serve: Serve
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serve(FakeCore(fail)) as client:
        answer = await client.post("/api/messages", json=ask(text=TYPED))
        text = await answer.text()
    assert answer.status == 200
    assert [reply["text"] for reply in json.loads(text)["activities"]] == [SORRY]
    assert TYPED not in text
    assert "RuntimeError" not in text
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.getMessage().split(" in ")[0] for record in errors] == [
        "turn failed: RuntimeError"
    ]
    assert not any(word in caplog.text for word in (TYPED, "Traceback", "a:1xyz", "29:1abc"))


async def test_a_failing_card_action_fails_inside_a_200(serve: Serve) -> None:
    async with serve(FakeCore(fail)) as client:
        url = str(client.make_url("/"))
        answer = await client.post("/api/messages", json=invoke(serviceUrl=url))
        body = await answer.json()
    assert (answer.status, body["statusCode"]) == (200, 500)
    assert body["value"] == {"code": "InternalError", "message": SORRY}


async def test_another_failing_invoke_is_a_500_result(serve: Serve) -> None:
    async with serve(FakeCore(fail)) as client:
        body = invoke("task/fetch", deliveryMode="expectReplies")
        [first] = (await (await client.post("/api/messages", json=body)).json())["activities"]
    assert first["value"] == {"status": 500}


@pytest.mark.parametrize("kind", ["conversationUpdate", "typing", "messageReaction"])
async def test_nobody_is_told_of_a_failure_they_did_not_cause(kind: str, serve: Serve) -> None:
    async with serve(FakeCore(fail)) as client:
        answer = await client.post("/api/messages", json=ask(type=kind))
        assert (answer.status, await answer.json()) == (200, {"activities": []})


async def test_a_turn_that_cannot_be_marked_is_answered_all_the_same(
    caplog: pytest.LogCaptureFixture, serve: Serve
) -> None:
    core = FakeCore()

    async def unmarkable() -> None:
        raise OSError(TYPED)

    async def act(activity: Any) -> Any:
        return replace(core.says(activity, "said"), done=unmarkable)

    core.act = act
    async with serve(core) as client:
        for _ in range(2):
            answer = await client.post("/api/messages", json=ask())
            assert (await answer.json())["activities"][0]["text"] == "said"
    assert "turn not marked: OSError" in caplog.text
    assert TYPED not in caplog.text


async def test_a_failing_page_is_a_500_that_names_nothing(
    caplog: pytest.LogCaptureFixture, serve: Serve
) -> None:
    async def broken(request: web.Request) -> web.Response:
        raise ValueError(TYPED)

    async with serve(FakeCore(), extra_routes=[web.get("/broken", broken)]) as client:
        answer = await client.get("/broken")
        assert (answer.status, await answer.json()) == (500, {"error": "something went wrong"})
    assert TYPED not in caplog.text
    assert "request failed: ValueError" in caplog.messages


# Headers and the hook for pages


async def test_every_answer_has_the_security_headers(serve: Serve) -> None:
    async with serve(FakeCore()) as client:
        for answer in (
            await client.get("/healthz"),
            await client.get("/nothing"),
            await client.post("/api/messages", json=ask()),
        ):
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "Server" not in answer.headers
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_page_may_set_its_own_headers_and_redirect(serve: Serve) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(headers={"Content-Security-Policy": "default-src 'self'"})

    async def moved(request: web.Request) -> web.Response:
        raise web.HTTPFound("/page")

    routes = [web.get("/page", page), web.get("/moved", moved)]
    async with serve(FakeCore(), extra_routes=routes) as client:
        answer = await client.get("/moved")
        assert answer.url.path == "/page"
        assert answer.headers["Content-Security-Policy"] == "default-src 'self'"


@pytest.mark.parametrize(
    "sent",
    [
        f"GET /{TYPED} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        f"GET / HTTP/1.1\r\n{TYPED}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: localhost\r\nX: {TYPED}\0\r\n\r\n",
        f"POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: {TYPED}\r\n\r\n",
        f"GET /{TYPED.replace(' ', '') * 1000} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=["path", "header name", "header", "length", "long"],
)
async def test_what_is_no_http_is_refused_without_repeating_it(
    sent: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with bot(tmp_path) as address:
        reader, writer = await asyncio.open_connection("127.0.0.1", URL(address).port)
        writer.write(sent.encode())
        answer = (await reader.read()).decode()
        writer.close()
        await writer.wait_closed()
    assert answer.split()[1] == "400"
    assert all(f"{name}: {value}" in answer for name, value in HEADERS.items())
    assert "aiohttp" not in answer
    assert not any(word in answer + caplog.text for word in ("John", "Smith", "Acacia"))
    assert "127.0.0.1" not in "".join(record.getMessage() for record in caplog.records)
