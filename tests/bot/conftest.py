"""One whole bot for the tests of a module that ask for it; each test is another officer.

A module that asks for one is run on every host in turn.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.channel import retry
from bot.channel.outbound import Outbound, open_session
from bot.channel.service_url import loopback_only
from bot.host.chosen import MakeHost
from bot.storage.opening import open_database
from tests.bot.fakes import Clock, Connector, Issuer, running_bot
from tests.bot.hall import Hall
from tests.bot.hosts import HOSTS, Serve
from tests.bot.phoenix import Phoenix
from tests.chat import bot
from tests.teams import Teams, teams


@pytest.fixture(params=HOSTS)
def serve(request: pytest.FixtureRequest) -> Serve:
    """Serves a core with some settings, on each host in turn: ``serve(core, settings)``."""
    return partial(running_bot, make_host=HOSTS[request.param])


@pytest.fixture(params=HOSTS)
def make_host(request: pytest.FixtureRequest) -> MakeHost:
    """What makes a host around a core, each in turn."""
    return HOSTS[request.param]


@pytest.fixture
def connector() -> Iterator[Connector]:
    """Where replies go."""
    with Connector() as running:
        yield running


@pytest.fixture(scope="module")
def lasting_connector() -> Iterator[Connector]:
    """The same for bots that outlive a test, and send what a dead one left behind."""
    with Connector() as running:
        yield running


@pytest.fixture
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the connector did not take is tried again at once."""
    monkeypatch.setattr(retry, "FIRST_WAIT", 0.0)


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    """A client that may call this machine only, and waits by a clock of its own."""
    clock = Clock()
    async with open_session() as session:
        yield Outbound(session, allows=loopback_only(), sleep=clock.sleep, clock=clock)


@pytest.fixture
async def hall(url: str, connector: Connector, outbound: Outbound) -> AsyncIterator[Hall]:
    """A session in a room without a server, on each database in turn."""
    database = await open_database(url)
    yield Hall(database, outbound, connector)
    await database.close()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """Who signs the requests that reach the bot, and gives it its own tokens."""
    with Issuer() as running:
        yield running


@pytest.fixture(scope="module", params=HOSTS)
def host_sdk(request: pytest.FixtureRequest) -> str:
    """The host that a module's whole bot runs in, each in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, host_sdk: str) -> Path:
    """Where the module's bot keeps its database."""
    return tmp_path_factory.mktemp(host_sdk)


@pytest.fixture(scope="module")
def bot_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for a module that starts its bots itself."""
    return tmp_path_factory.mktemp("bot")


@pytest.fixture(scope="module")
def bot_database(folder: Path) -> str:
    """Its address. A module may ask for another kind."""
    return str(folder / "test.db")


@pytest.fixture(scope="module")
def own_database(bot_folder: Path) -> str:
    """The same for a module that starts its bots itself."""
    return str(bot_folder / "test.db")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole_bot(folder: Path, bot_database: str, host_sdk: str) -> AsyncIterator[str]:
    """The address of the module's bot."""
    async with bot(folder, database_url=bot_database, host_sdk=host_sdk) as where:
        yield where


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def phoenix(bot_folder: Path, own_database: str) -> AsyncIterator[Phoenix]:
    """A bot as a process of its own, for tests that kill it."""
    bird = Phoenix(bot_folder, own_database)
    yield bird
    await bird.down()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(folder: Path, host_sdk: str) -> AsyncIterator[Teams]:
    """The module's bot as Teams reaches it."""
    async with teams(folder, host_sdk=host_sdk) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened
