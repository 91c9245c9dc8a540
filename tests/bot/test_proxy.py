"""Two bots on one PostgreSQL behind the proxy of `deploy/`, as compose.yaml starts them.

The proxy is a real nginx with the shipped configuration; only ports and folders differ, and the
bots' addresses, which containers look up by name. Without an nginx the tests skip: install one, or
name one with PROXY=/path/to/nginx.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import Encoding

from bot.settings import ROOT
from tests.bot.certificates import certificate, key_pem
from tests.bot.fakes import APP_ID, SECRET, Connector, Issuer, private_key
from tests.bot.hosts import HOSTS
from tests.chat import bot
from tests.postgres import Cluster
from tests.teams import TENANT, Member, Teams

pytestmark = pytest.mark.asyncio(loop_scope="module")

DEPLOY = ROOT / "deploy"


def write(folder: Path, port: int, bots: list[str]) -> Path:
    """The proxy's files, for these bots."""
    (folder / "tls").mkdir(parents=True)
    public = certificate("first", 1, "localhost").public_bytes(Encoding.PEM)
    (folder / "tls" / "fullchain.pem").write_bytes(public)
    (folder / "tls" / "privkey.pem").write_bytes(key_pem(private_key("first")))
    servers = "".join(
        f"server {one.partition('://')[2]} max_fails=1 fail_timeout=5s;" for one in bots
    )
    (folder / "upstream.conf").write_text(f"upstream bots {{ {servers} keepalive 32; }}")
    shipped = (DEPLOY / "nginx.conf").read_text()
    moved = shipped.replace("listen 8443 ssl", f"listen 127.0.0.1:{port} ssl")
    assert moved != shipped
    (folder / "nginx.conf").write_text(moved.replace("/tmp/", f"{folder}/"))
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def nginx() -> str:
    """The program."""
    program = os.environ.get("PROXY") or shutil.which("nginx") or "/usr/sbin/nginx"
    return program if Path(program).exists() else pytest.skip("no nginx; PROXY=/path names one")


@asynccontextmanager
async def proxy(program: str, folder: Path, bots: list[str]) -> AsyncIterator[str]:
    """The address of an nginx in front of bots."""
    with socket.create_server(("127.0.0.1", 0)) as listening:  # handed on, so nobody has to wait
        listening.setblocking(False)
        port = listening.getsockname()[1]
        whose = "user root;" if os.getuid() == 0 else ""  # what a test writes is closed to others
        process = await asyncio.create_subprocess_exec(
            program,
            *("-p", str(folder), "-c", str(write(folder, port, bots)), "-e", "stderr"),
            *("-g", f"daemon off;{whose}"),
            pass_fds=(listening.fileno(),),
            env={"NGINX": f"{listening.fileno()};"},
        )
    try:
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        assert await process.wait() == 0


@dataclass
class Site:
    """Two bots, each with what stops it, and the way to them through the proxy."""

    teams: Teams
    bots: list[AsyncExitStack]


@pytest_asyncio.fixture(loop_scope="module")
async def site(nginx: str, postgres: Cluster, tmp_path: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        connector, issuer = stack.enter_context(Connector()), stack.enter_context(Issuer())
        settings: dict[str, Any] = {
            "app_id": APP_ID,
            "app_password": SECRET,
            "tenant_id": TENANT,
            "openid_url": issuer.openid_url,
            "login_url": f"{issuer.url}/{TENANT}",
            "service_url_hosts": ("127.0.0.1",),
            "database_url": postgres.url(),
        }
        bots, addresses = [], []
        for host in HOSTS:
            bots.append(await stack.enter_async_context(AsyncExitStack()))
            one = bot(tmp_path, host_sdk=host, **settings)
            addresses.append(await bots[-1].enter_async_context(one))
        where = await stack.enter_async_context(proxy(nginx, tmp_path / "proxy", addresses))
        trusted = ssl.create_default_context(cafile=tmp_path / "proxy" / "tls" / "fullchain.pem")
        limit = aiohttp.TCPConnector(limit=1, ssl=trusted)
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=limit))
        yield Site(Teams(session, where, connector, issuer), bots)


@pytest.mark.parametrize("gone", range(len(HOSTS)))
async def test_an_encounter_goes_on_whichever_bot_is_left(site: Site, gone: int) -> None:
    officer = Member(site.teams, "officer")
    for text in ("start", "2", "2"):
        assert await officer.say(text)
    await officer.say("board")
    shown = await officer.say("board")
    await site.bots[gone].aclose()
    for _ in range(4):
        assert await officer.say("board") == shown
    assert await officer.say("summary")


async def test_only_messages_come_through(site: Site) -> None:
    session, address = site.teams.session, site.teams.address
    for path in ("/", "/healthz", "/readyz", "/metrics", "/api/messages/x", "/api"):
        async with session.get(f"{address}{path}") as answer:
            assert answer.status == 404
            assert answer.headers["Server"] == "nginx"
    async with session.post(f"{address}/api/messages", json={}) as answer:
        assert answer.status == 401
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_too_long_is_refused_by_the_bot_and_far_too_long_by_the_proxy(
    site: Site,
) -> None:
    officer = Member(site.teams, "officer")
    for size, told in ((270 * 1024, True), (400 * 1024, False)):
        status, body = await site.teams.post(officer.activity(text="x" * size))
        assert status == 413
        assert bool(body) is told
