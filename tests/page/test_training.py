"""Training on the real bot, in the page, on a phone 320 pixels wide, by tapping alone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from dialogs.training.menus import MARK
from tests.chat import bot
from tests.page.conftest import PHONE, Chat, Opens

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    async with bot(tmp_path) as where:
        yield where


async def tap(chat: Chat, label: str) -> None:
    """Tap the button on the newest card that has it, and wait for what comes."""
    before = await chat.bot.count()
    await chat.bot.last.get_by_role("button", name=label, exact=True).click()
    await expect(chat.bot).not_to_have_count(before)
    await expect(chat.page.locator("[aria-busy=true]")).to_have_count(0)


async def fits(chat: Chat) -> None:
    """Nothing is wider than the phone, and the newest card says that it is training."""
    await expect(chat.bot.last).to_contain_text(MARK)
    assert await chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    too_wide = "e => [...e.querySelectorAll('*')].some(one => one.scrollWidth > innerWidth)"
    assert not await chat.bot.last.evaluate(too_wide)


async def decide(chat: Chat, called: str, many: int, folder: Path) -> None:
    """Take the first choice of each stage, to the debrief."""
    for number in range(1, many + 1):
        await chat.shows(f"{called} {number} of {many}")
        await fits(chat)
        await chat.page.screenshot(path=folder / f"{called}-{number}.png")
        await tap(chat, "A")
    await chat.shows("Debrief")
    await fits(chat)
    await chat.page.screenshot(path=folder / f"{called}-debrief.png", full_page=True)


@pytest.mark.parametrize("told", ["at once", "at the end"])
async def test_a_case_from_start_to_debrief_by_tapping(
    opens: Opens, tmp_path: Path, told: str
) -> None:
    chat = await opens(PHONE)
    await chat.go("?role=trainer&person=officer-b")
    await chat.shows("Train on a case")
    await tap(chat, "Train on a case")
    await fits(chat)
    await chat.page.screenshot(path=tmp_path / "menu.png")
    await tap(chat, "Give me a case")
    await fits(chat)
    await chat.page.screenshot(path=tmp_path / "brief.png")
    many = int(re.findall(r"(\d+) decisions?", await chat.bot.last.inner_text())[-1])
    await tap(chat, f"Begin, told {told}")
    await decide(chat, "stage", many, tmp_path)
    await tap(chat, "Show the right path")
    await fits(chat)
    await chat.page.screenshot(path=tmp_path / "path.png", full_page=True)


async def test_the_quick_check_by_tapping(opens: Opens, tmp_path: Path) -> None:
    chat = await opens(PHONE)
    await chat.go("?role=trainer&person=officer-b")
    await chat.shows("Train on a case")
    await tap(chat, "Train on a case")
    await tap(chat, "Quick check")
    await decide(chat, "question", 10, tmp_path)
    await tap(chat, "Ask me again in days")
    await fits(chat)
    await chat.page.screenshot(path=tmp_path / "asked.png")
