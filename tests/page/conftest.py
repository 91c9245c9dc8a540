"""The chat page in a real browser, in front of a conversation that a test writes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Literal
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
)

from tests.page.fake_core import FakeCore
from tests.page.serving import serving

PHONE = (320, 640)
DESKTOP = (1280, 800)
PATIENCE = 10_000  # milliseconds

Look = Literal["light", "dark"]

Opens = Callable[..., Awaitable["Chat"]]


class Chat:
    """The page as its user sees it, and a note of everything it must never do."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.problems: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", self._failed)
        page.on("request", self._asked)

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("Message", exact=True)

    @property
    def bot(self) -> Locator:
        """What the bot's messages hold, oldest first."""
        return self.page.locator(".transcript:visible .row.bot .body")

    @property
    def own(self) -> Locator:
        """What the officer's messages hold, oldest first."""
        return self.page.locator(".transcript:visible .row.own .body")

    def button(self, label: str) -> Locator:
        return self.page.get_by_role("button", name=label, exact=True)

    async def go(self, query: str = "") -> None:
        await self.page.goto(f"{self.address}/{query}")

    async def say(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")

    async def settings(self) -> None:
        await self.button("Settings").click()

    async def shows(self, text: str) -> None:
        """Waits for the newest message from the bot to hold a text."""
        await expect(self.bot.last).to_contain_text(text)

    def _heard(self, message: ConsoleMessage) -> None:
        # Requests that a test makes fail are told of here too.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.problems.append(message.text)

    def _failed(self, error: Error) -> None:
        self.problems.append(error.message)

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1":
            self.problems.append(f"asked {request.url}")


@pytest.fixture
def core() -> FakeCore:
    return FakeCore()


@pytest_asyncio.fixture(loop_scope="session")
async def address(core: FakeCore) -> AsyncIterator[str]:
    async with serving(core) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def opens(browser: Browser, address: str) -> AsyncIterator[Opens]:
    """Opens the page at a size; whatever it did wrong fails the test at its end."""
    chats: list[Chat] = []
    async with AsyncExitStack() as stack:

        async def open_chat(size: tuple[int, int] = PHONE, look: Look = "light") -> Chat:
            viewport = ViewportSize(width=size[0], height=size[1])
            context = await browser.new_context(viewport=viewport, color_scheme=look)
            context.set_default_timeout(PATIENCE)
            stack.push_async_callback(context.close)
            chat = Chat(await context.new_page(), address)
            chats.append(chat)
            await chat.go()
            await chat.shows("Modern slavery first response")
            return chat

        yield open_chat
    assert [chat.problems for chat in chats] == [[] for _ in chats]


@pytest_asyncio.fixture(loop_scope="session")
async def chat(opens: Opens) -> Chat:
    """The page on a phone, after the bot's welcome."""
    return await opens()
