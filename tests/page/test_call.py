"""A whole call on the real bot, in the page, from the keyboard alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.chat import bot
from tests.page.conftest import DESKTOP, PHONE, Chat, Opens

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEYS = 20  # for a complete call, Enter included


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    async with bot(tmp_path) as where:
        yield where


class Keyboard:
    """Someone who only types, and never says where: the page has to have the focus right."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.keys = 0

    async def types(self, text: str, shown: str) -> None:
        """Type a line and wait for the newest card to hold a text."""
        await self.chat.page.keyboard.type(text)
        await self.chat.page.keyboard.press("Enter")
        self.keys += len(text) + 1
        await self.chat.shows(shown)
        await expect(self.chat.page.locator("[aria-busy=true]")).to_have_count(0)


def heading(chat: Chat) -> Locator:
    return chat.bot.last.get_by_role("heading").first


async def in_the_control_room(chat: Chat) -> Keyboard:
    await chat.go("?role=control_room&person=officer-b")
    await chat.shows("On a call")
    return Keyboard(chat)


async def test_a_call_from_first_words_to_handover_by_keys_alone(
    opens: Opens, tmp_path: Path
) -> None:
    chat = await opens(DESKTOP)
    handler = await in_the_control_room(chat)
    await handler.types("1", "Safe to talk")
    await handler.types("12311", "What you hear")
    await chat.page.screenshot(path=tmp_path / "call.png")
    await handler.types("1 2", "Who may be a victim")
    await handler.types("1", "Grade and send")
    await handler.types("a", "Tell, tag and pass on")
    await handler.types("a", "All steps answered")
    assert await chat.bot.count() == 2  # the welcome and the one card
    assert await chat.own.count() == 1  # the "1" that began the call
    await handler.types("h", "another officer types")
    await expect(chat.bot.filter(has_text="REPORTED by the third party")).to_have_count(1)
    assert handler.keys <= KEYS


async def test_the_focus_is_in_the_box_after_a_press_as_well(opens: Opens) -> None:
    chat = await opens(DESKTOP)
    await (await in_the_control_room(chat)).types("call", "Safe to talk")
    await chat.button("1 Safe to talk").click()
    await chat.shows("Who is speaking")
    await expect(chat.box).to_be_focused()
    assert await chat.bot.count() == 2


async def test_back_undo_ask_and_help_by_keys(opens: Opens) -> None:
    chat = await opens(DESKTOP)
    handler = await in_the_control_room(chat)
    await handler.types("call", "Safe to talk")
    await handler.types("1 2", "Hurt or threatened")
    await handler.types("b", "Who is speaking")
    await handler.types("1", "Hurt or threatened")
    await handler.types("u", "Heard from the third party")
    before = await chat.bot.count()
    await handler.types("/ what is the duty to notify", "Hurt or threatened")
    assert await chat.bot.count() == before + 1
    await expect(chat.bot.nth(before - 1)).to_contain_text("Notify")
    await handler.types("?", "What you can do")


async def test_a_failed_turn_keeps_what_was_typed_to_try_again(opens: Opens) -> None:
    chat = await opens(DESKTOP)
    handler = await in_the_control_room(chat)
    await handler.types("call", "Safe to talk")
    await chat.page.route("**/chat/turn", lambda route: route.abort())
    await chat.page.keyboard.type("1")
    await chat.page.keyboard.press("Enter")
    await expect(chat.button("Retry")).to_be_visible()
    await chat.page.unroute("**/chat/turn")
    await chat.button("Retry").click()
    await chat.shows("Who is speaking")


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_the_card_fits_and_its_question_is_seen(
    opens: Opens, size: tuple[int, int], tmp_path: Path
) -> None:
    chat = await opens(size)
    handler = await in_the_control_room(chat)
    await chat.box.focus()
    await handler.types("call", "Safe to talk")
    await chat.page.screenshot(path=tmp_path / "first.png")
    await chat.box.focus()
    await handler.types("1 2 3 1 1", "What you hear")
    await expect(heading(chat)).to_be_in_viewport()
    await chat.page.screenshot(path=tmp_path / "card.png")
    wide = await chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide
