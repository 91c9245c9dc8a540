"""The newest card on a second device, brought up to date when the officer comes back to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.chat import bot
from tests.page.conftest import Chat, Opens

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
COME_BACK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """The real bot."""
    async with bot(tmp_path) as where:
        yield where


async def started(chat: Chat) -> None:
    await chat.say("start")
    await chat.shows("Anyone in danger")


async def answered(chat: Chat) -> int:
    """Come back to this device and wait until the bot has answered; the HTTP status."""
    async with chat.page.expect_response("**/chat/turn") as response:
        await chat.page.evaluate(COME_BACK)
    return (await response.value).status


async def test_a_step_answered_on_another_device_is_settled_here(opens: Opens) -> None:
    first = await opens()
    await started(first)
    second = Chat(await first.page.context.new_page(), first.address)
    await second.go()
    await second.say("resume")
    await second.shows("Anyone in danger")
    await first.button("No").click()
    await first.shows("Where are you")
    assert await answered(second) == 200
    await expect(second.bot.last).to_contain_text("✓ No")
    assert second.problems == []
    await second.button("Carry on").click()
    await second.shows("Where are you")


async def test_what_is_filled_in_is_kept_while_nothing_has_changed(opens: Opens) -> None:
    chat = await opens()
    await started(chat)
    await chat.button("No").click()
    await chat.shows("Where are you")
    await chat.button("Home").click()
    await chat.shows("Who may be a victim")
    adults = chat.bot.last.get_by_label("Adults")
    await adults.fill("3")
    assert await answered(chat) == 200
    await expect(adults).to_have_value("3")
