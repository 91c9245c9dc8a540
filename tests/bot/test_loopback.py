"""A bot without an app id answers its own machine only."""

import logging
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.channel.loopback import Foreign, check_local
from tests.bot.fakes import FakeCore, ask, message, post
from tests.bot.hosts import Serve


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:3978"}, 200),
        ({"Host": "[::1]:3978"}, 200),
        ({"Host": "localhost:3978", "Origin": "http://localhost:3978"}, 200),
        ({"Host": "localhost:3978", "Origin": "http://localhost:8080"}, 403),
        ({"Host": "localhost:3978", "Origin": "https://localhost:3978"}, 403),
        ({"Origin": "https://attacker.example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "attacker.example.org"}, 403),
        ({"Host": "127.0.0.1.attacker.example.org"}, 403),
        ({"Host": "localhost:x@attacker"}, 403),
        ({"Host": ""}, 403),
        ({"X-Forwarded-For": "127.0.0.1"}, 403),
        ({"Forwarded": "for=127.0.0.1"}, 403),
    ],
)
async def test_only_this_machine_and_its_own_page_may_talk_to_an_open_bot(
    headers: dict[str, str], status: int, serve: Serve
) -> None:
    core = FakeCore()
    async with serve(core) as client:
        answer = await post(client, ask(), **headers)
        assert answer.status == status
        assert ("error" in await answer.json()) is (status == 403)
    assert bool(core.seen) is (status == 200)


async def test_the_host_header_is_checked_on_every_page(serve: Serve) -> None:
    async with serve(FakeCore()) as client:
        answer = await client.get("/healthz", headers={"Host": "attacker.example.org"})
        assert answer.status == 403


@pytest.mark.parametrize("peer", ["192.168.1.5", "10.0.0.1", "::ffff:10.0.0.1", "", None])
def test_another_machine_is_refused(peer: str | None) -> None:
    request = make_mocked_request("POST", "/api/messages", {"Host": "localhost"})
    with pytest.raises(Foreign):
        check_local(request.clone(remote=peer or ""))


@pytest.mark.parametrize(
    "changes",
    [{"serviceUrl": ...}, {"serviceUrl": "https://smba.trafficmanager.net/uk/"}],
)
async def test_an_open_bot_needs_somewhere_here_to_send_replies(
    changes: dict[str, Any], serve: Serve
) -> None:
    async with serve(FakeCore()) as client:
        answer = await post(client, message(**changes))
        assert answer.status == 400
        assert "serviceUrl" in (await answer.json())["error"]
        assert (await post(client, ask(**changes))).status == 200


async def test_an_open_bot_ignores_tokens(caplog: pytest.LogCaptureFixture, serve: Serve) -> None:
    caplog.set_level(logging.DEBUG)
    async with serve(FakeCore()) as client:
        assert (await post(client, ask(), "anything")).status == 200
    assert "anything" not in caplog.text
