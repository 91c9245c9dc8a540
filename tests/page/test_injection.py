"""Nothing typed or sent to the whole bot comes back as markup: in a real browser and as data."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from itertools import count

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize, expect

from tests.bot.hostile import events, invokes, messages, spread
from tests.chat import Chat as Client
from tests.chat import bot, buttons
from tests.markup import HOSTILE, TRAPS
from tests.page.conftest import PATIENCE, PHONE, Chat

pytestmark = [pytest.mark.asyncio(loop_scope="session")]

MARK = "window.ran"  # in every text that would run; and where the others lead
OUTSIDE = "evil.example"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with bot(tmp_path_factory.mktemp("injection")) as where:
        yield where


@pytest.mark.browser
async def test_whatever_is_typed_the_page_stays_a_page(browser: Browser, address: str) -> None:
    viewport = ViewportSize(width=PHONE[0], height=PHONE[1])
    async with await browser.new_context(viewport=viewport) as context:
        context.set_default_timeout(PATIENCE)
        chat = Chat(await context.new_page(), address)
        await chat.go()
        await chat.shows("Start an encounter")
        await chat.say("start")
        await chat.shows("Danger")
        for text in HOSTILE:
            before = await chat.bot.count()
            await chat.say(text)
            await expect(chat.bot.nth(before)).to_be_visible()
            await chat.say("board")
            await chat.shows("Pick a section")
            assert await chat.page.evaluate(TRAPS) == [], text
        assert await chat.page.evaluate(MARK) is None
        assert chat.problems == []


async def test_no_answer_repeats_markup_from_any_place(address: str) -> None:
    numbers = count()
    async with aiohttp.ClientSession() as session:
        client = Client(session, address)

        async def answer(activity: dict[str, object]) -> str:
            sent = {**activity, "id": f"odd-{next(numbers)}"}
            async with session.post(f"{address}/api/messages", json=sent) as response:
                return await response.text()

        await client.say("start")
        button = next(iter(buttons(client.card)))["data"]
        for text in HOSTILE:
            plain = client.activity(text="help")
            pressed = [{**plain, "value": data} for data in spread(button, text)]
            odd = [*messages(plain, text), *events(plain, text), *invokes(plain, text), *pressed]
            for activity in odd[:: 1 if text is HOSTILE[0] else 7]:
                said = json.dumps(await answer(activity))
                assert MARK not in said, activity
                assert OUTSIDE not in said, activity
