"""Nothing in a message or a card becomes code, a request or an unsafe link."""

import pytest
from playwright.async_api import expect

from bot.activity import JsonObject
from dialogs.event import Json
from tests.markup import HOSTILE, TRAPS
from tests.page import samples
from tests.page.conftest import Chat
from tests.page.fake_core import FakeCore

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ALL = "\n\n".join(HOSTILE)


def hostile_card() -> JsonObject:
    choice: JsonObject = {"title": ALL, "value": ALL}
    return samples.card(
        samples.words(ALL),
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": ALL}]},
        {"type": "FactSet", "facts": [{"title": ALL, "value": ALL}]},
        {"type": "Input.Text", "id": ALL, "label": ALL, "placeholder": ALL, "value": ALL},
        {"type": "Input.ChoiceSet", "id": "c", "style": "expanded", "choices": [choice]},
        {"type": "Input.Toggle", "id": "t", "title": ALL},
        {"type": "Image", "url": "javascript:window.ran=1", "altText": ALL},
        actions=[samples.execute(ALL, ALL)],
    )


async def nothing_ran(chat: Chat) -> None:
    for link in await chat.page.locator(".transcript a").all():
        assert str(await link.get_attribute("href")).startswith(("https:", "mailto:", "tel:"))
        assert await link.get_attribute("rel") == "noopener noreferrer"
        assert await link.get_attribute("target") == "_blank"
    await expect(chat.box).to_be_visible()
    assert await chat.page.evaluate("window.ran") is None


async def test_text_stays_text(chat: Chat, core: FakeCore) -> None:
    for number, text in enumerate(HOSTILE):
        core.says(
            samples.message(10 + 2 * number, text),
            samples.message(11 + 2 * number, f"After {number}."),
        )
        await chat.say(text)
        await chat.shows(f"After {number}.")
        await expect(chat.own.last).to_have_text(text, use_inner_text=True)
        assert await chat.page.evaluate(TRAPS) == [], text
    await nothing_ran(chat)


async def test_a_card_stays_a_card(chat: Chat, core: FakeCore) -> None:
    core.says(samples.message(2, "A card", hostile_card()), samples.message(3, "After."))
    await chat.say("start")
    await chat.shows("After.")
    kept = [found for found in await chat.page.evaluate(TRAPS) if "<img" not in found]
    assert kept == []
    await nothing_ran(chat)
    chat.problems = [one for one in chat.problems if "javascript:window.ran" not in one]


@pytest.mark.parametrize("content", [None, 5, "text", [], {}, {"type": "Nonsense"}, {"body": 5}])
async def test_a_broken_card_falls_back_to_its_text(
    chat: Chat, core: FakeCore, content: Json
) -> None:
    attachments: list[Json] = [{"contentType": samples.CARD, "content": content}]
    core.says(samples.message(2, "The same in words.", attachments=attachments))
    await chat.say("start")
    await chat.shows("The same in words.")


async def test_a_card_too_new_for_teams_falls_back_to_its_text(chat: Chat, core: FakeCore) -> None:
    newer = {**samples.card(samples.words("Newer")), "version": "1.6"}
    core.says(samples.message(2, "The same in words.", newer))
    await chat.say("start")
    await chat.shows("The same in words.")


async def test_a_message_with_nothing_to_show_says_so(chat: Chat, core: FakeCore) -> None:
    core.says({"type": "message", "id": "odd", "text": None, "attachments": []})
    await chat.say("start")
    await chat.shows("This message cannot be shown here.")


async def test_only_secure_pages_are_opened(chat: Chat, core: FakeCore) -> None:
    addresses = [
        "javascript:window.ran=1",
        "http://127.0.0.1/",
        "file:///etc",
        "x",
        "https://ok.uk/",
    ]
    actions: list[JsonObject] = [
        {"type": "Action.OpenUrl", "title": f"Page {number}", "url": address}
        for number, address in enumerate(addresses)
    ]
    await chat.page.evaluate("window.opened = []; window.open = (...all) => opened.push(all); 0")
    core.says(samples.message(2, "Pages", samples.card(actions=actions)))
    await chat.say("start")
    for number in range(len(addresses)):
        await chat.page.get_by_role("link", name=f"Page {number}").click()
    assert await chat.page.evaluate("window.opened") == [
        ["https://ok.uk/", "_blank", "noopener,noreferrer"]
    ]
    await nothing_ran(chat)
