"""What every test can rely on: repeatable runs, loopback only, a real browser."""

import ipaddress
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web_app
from hypothesis import settings
from playwright.async_api import Browser, async_playwright

from tests.databases import KINDS, place
from tests.postgres import Cluster, cluster, find

IN_CI = os.environ.get("CI", "") not in ("", "0", "false")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A slow machine is no failure, and in CI the same commit gives the same examples.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "local")


def is_loopback(host: object) -> bool:
    """Whether a socket's host is this machine; a name other than localhost is not."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def refuse_the_outside(event: str, args: tuple[object, ...]) -> None:
    """Raises PermissionError where a test connects to any machine but this one."""
    if event != "socket.connect":
        return
    address = args[1]
    if isinstance(address, tuple) and not is_loopback(address[0]):
        raise PermissionError(f"a test may only use the loopback network, not {address}")


sys.addaudithook(refuse_the_outside)


@pytest.fixture(autouse=True)
def forget_applications() -> Iterator[None]:
    """Let applications go that have ended, each with guidance of a hundred megabytes.

    The web server remembers the last thousand it put together; a process that serves has one.
    """
    yield
    web_app._cached_build_middleware.cache_clear()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium. Without one a test skips, and in CI it fails."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return found
    complaint = "no Chromium here: `make test` installs one, CHROMIUM=/path names one"
    return pytest.fail(complaint) if IN_CI else pytest.skip(complaint)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of this run. Without one installed a test skips, and in CI it fails."""
    programs = find()
    if programs is None:
        complaint = "no PostgreSQL here: `make test` installs one, POSTGRES=/path/to/bin names one"
        raise (pytest.fail if IN_CI else pytest.skip).Exception(complaint)
    with cluster(programs) as running:
        yield running


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database is, of each kind in turn."""
    return place(request, tmp_path)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One headless browser for all tests marked `asyncio(loop_scope="session")`."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        yield running
        await running.close()
