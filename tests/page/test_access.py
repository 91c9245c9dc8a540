"""The page without a mouse, and as a screen reader is told of it."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.page import samples
from tests.page.conftest import Chat
from tests.page.fake_core import FakeCore

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NAMED = {
    "button", "checkbox", "combobox", "dialog", "form", "group", "heading", "link", "log", "main",
    "radio", "spinbutton", "textbox",
}  # fmt: skip


async def tree(chat: Chat) -> list[dict[str, Any]]:
    """What the browser tells a screen reader of."""
    session = await chat.page.context.new_cdp_session(chat.page)
    nodes = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    return [node for node in nodes if not node["ignored"]]


async def test_everything_to_use_has_a_role_and_a_name(chat: Chat, core: FakeCore) -> None:
    core.says(
        samples.message(2, "How many?", samples.people()),
        samples.message(3, "Board", samples.board()),
    )
    await chat.say("start")
    await chat.shows("Encounter K7Q2")
    await chat.settings()
    found = [(node["role"]["value"], node["name"]["value"]) for node in await tree(chat)]
    roles = {role for role, _ in found}
    assert {"banner", "main", "contentinfo", "log", "heading", "article", "form"} <= roles
    assert {"button", "checkbox", "combobox", "radio", "spinbutton", "textbox", "link"} <= roles
    assert [role for role, name in found if role in NAMED and not name.strip()] == []


async def test_the_document_is_put_together_well(chat: Chat) -> None:
    assert await chat.page.title() == "Modern slavery first response"
    assert await chat.page.evaluate("document.documentElement.lang") == "en-GB"
    await expect(chat.page.locator("h1")).to_have_count(1)
    ids = await chat.page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert sorted(ids) == sorted(set(ids))
    log = chat.page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    assert not await chat.page.locator("[tabindex]:not([tabindex='0'], [tabindex='-1'])").count()


async def test_a_message_says_whose_it_is_and_when(chat: Chat) -> None:
    await chat.say("hello")
    await chat.shows("You said: hello")
    label = await chat.page.get_by_role("article").last.get_attribute("aria-label")
    assert label
    assert label.startswith("First response, ")


async def test_an_encounter_can_be_walked_by_keyboard_alone(chat: Chat, core: FakeCore) -> None:
    keyboard = chat.page.keyboard
    await keyboard.press("Tab")
    await expect(chat.page.get_by_text("Skip to the message box")).to_be_focused()
    await keyboard.press("Tab")
    await expect(chat.button("Settings")).to_be_focused()
    await keyboard.press("Tab")
    await expect(chat.button("Start an encounter")).to_be_focused()
    core.says(samples.message(2, "Safety", samples.safety()))
    await keyboard.press("Enter")
    await expect(chat.button("Yes, now")).to_be_focused()
    core.says(samples.message(3, "How many?", samples.people()))
    await keyboard.press("Tab")
    await keyboard.press("Space")
    await expect(chat.page.get_by_label("Adults")).to_be_focused()
    await keyboard.press("Escape")
    await expect(chat.box).to_be_focused()
    await keyboard.type("help")
    core.says(samples.message(4, "Help."))
    await keyboard.press("Enter")
    await chat.shows("Help.")
    await expect(chat.box).to_be_focused()


async def test_the_skip_link_leads_to_the_message_box(chat: Chat) -> None:
    await chat.page.keyboard.press("Tab")
    await expect(chat.page.get_by_text("Skip to the message box")).to_be_in_viewport()
    await chat.page.keyboard.press("Enter")
    await expect(chat.box).to_be_focused()


async def test_settings_close_with_escape_and_from_outside(chat: Chat) -> None:
    await chat.settings()
    await expect(chat.button("Settings")).to_have_attribute("aria-expanded", "true")
    await chat.page.keyboard.press("Escape")
    await expect(chat.button("Settings")).to_have_attribute("aria-expanded", "false")
    await expect(chat.button("Settings")).to_be_focused()
    await chat.settings()
    await chat.box.click()
    await expect(chat.page.get_by_label("Look")).to_be_hidden()


async def test_a_key_held_down_presses_one_button_only(chat: Chat, core: FakeCore) -> None:
    core.says(samples.message(2, "Safety", samples.safety()))
    await chat.button("Start an encounter").focus()
    await chat.page.keyboard.down("Enter")
    await expect(chat.button("Yes, now")).to_be_focused()
    await chat.page.keyboard.down("Enter")  # a second time without an up is a repeat
    await chat.page.keyboard.up("Enter")
    await chat.say("done")
    await expect(chat.own).to_have_text(["done"])
    await expect(chat.button("Yes, now")).to_have_count(1)
    assert len(core.sent("invoke")) == 1


async def test_the_focus_stays_with_someone_who_types(chat: Chat, core: FakeCore) -> None:
    core.gate.clear()
    await chat.button("More").click()
    await chat.box.click()
    core.says(samples.message(2, "Safety", samples.safety()))
    core.gate.set()
    await chat.shows("First: keep people safe")
    await expect(chat.box).to_be_focused()


async def test_the_cards_menu_keeps_the_keyboard(chat: Chat, core: FakeCore) -> None:
    actions = [samples.execute(f"Action {number}", "v") for number in range(1, 9)]
    core.says(samples.message(2, "A card", samples.card(actions=actions)))
    await chat.say("start")
    await chat.button("More options").focus()
    await chat.page.keyboard.press("Enter")
    await expect(chat.page.get_by_role("menuitem", name="Action 7")).to_be_visible()
    await chat.page.keyboard.press("Escape")
    await expect(chat.page.get_by_role("menuitem", name="Action 7")).to_have_count(0)
    await expect(chat.button("More options")).to_be_focused()
