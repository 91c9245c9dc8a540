"""One whole bot for the tests of a module that ask for it; each test is another officer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.bot.fakes import Issuer, running_bot
from tests.bot.hosts import HOSTS, Serve
from tests.chat import bot


@pytest.fixture(params=HOSTS)
def serve(request: pytest.FixtureRequest) -> Serve:
    """Serves a core with some settings, on each host in turn: ``serve(core, settings)``."""
    return partial(running_bot, make_host=HOSTS[request.param])


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """Who signs the requests that reach the bot, and gives it its own tokens."""
    with Issuer() as running:
        yield running


@pytest.fixture(scope="module")
def bot_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the module's bot keeps its database."""
    return tmp_path_factory.mktemp("bot")


@pytest.fixture(scope="module")
def bot_database(bot_folder: Path) -> str:
    """Its address. A module may ask for another kind."""
    return str(bot_folder / "test.db")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole_bot(bot_folder: Path, bot_database: str) -> AsyncIterator[str]:
    """The address of the module's bot."""
    async with bot(bot_folder, database_url=bot_database) as where:
        yield where


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened
