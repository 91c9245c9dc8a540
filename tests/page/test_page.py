"""The chat page as an officer meets it: typing, pressing, failing, two people, two devices."""

import json

import pytest
from playwright.async_api import Browser, Route, expect

from bot.activity import JsonObject, Outcome, part
from tests.page import samples
from tests.page.conftest import Chat
from tests.page.fake_core import FakeCore
from tests.page.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SUBMIT = "Action.Submit"


def answering(kind: str, value: str | JsonObject, *replies: JsonObject) -> Outcome:
    """A turn whose card action is answered with a value of some type."""
    body: JsonObject = {"statusCode": 200, "type": kind, "value": value}
    return Outcome(replies, {"status": 200, "body": body})


def pressed_data(core: FakeCore) -> JsonObject:
    return part(part(part(core.sent("invoke")[-1], "value"), "action"), "data")


# Arriving


async def test_it_says_hello_once(chat: Chat, core: FakeCore) -> None:
    assert [activity["type"] for activity in core.seen] == ["conversationUpdate"]
    assert core.seen[0]["membersAdded"] == [{"id": "officer-a"}]
    await chat.page.reload()
    await chat.button("Resume").click()
    await chat.shows("You said: resume")
    assert [activity["type"] for activity in core.seen] == ["conversationUpdate", "message"]


async def test_a_hello_that_failed_can_be_said_again(chat: Chat, core: FakeCore) -> None:
    await chat.page.route("**/chat/turn", lambda route: route.abort(), times=1)
    await chat.settings()
    await chat.page.get_by_label("Officer B", exact=True).check()
    await chat.page.keyboard.press("Escape")
    await chat.button("Retry").click()
    await chat.shows("In an emergency")
    assert part(core.seen[-1], "conversation")["id"] == "officer-b"


# Typing


async def test_a_typed_message_is_sent_by_enter(chat: Chat, core: FakeCore) -> None:
    await chat.say("  what if he says no ")
    await chat.shows("You said: what if he says no")
    await expect(chat.own).to_have_text(["what if he says no"])
    await expect(chat.box).to_have_value("")
    await expect(chat.box).to_be_focused()
    sent = core.sent("message")[0]
    assert sent["text"] == "what if he says no"
    assert sent["channelData"] == {"role": "response"}


async def test_a_line_break_or_an_empty_message_sends_nothing(chat: Chat, core: FakeCore) -> None:
    await chat.box.press("Enter")
    await chat.box.fill("one")
    await chat.box.press("Shift+Enter")
    await chat.box.press_sequentially("two")
    await expect(chat.box).to_have_value("one\ntwo")
    assert not core.sent("message")


async def test_typing_goes_on_while_the_bot_answers(chat: Chat, core: FakeCore) -> None:
    core.gate.clear()
    await chat.say("first")
    await expect(chat.page.get_by_text("Bot is typing")).to_be_visible()
    await chat.say("second")
    await expect(chat.box).to_have_value("second")
    core.gate.set()
    await chat.shows("You said: first")
    await expect(chat.page.get_by_text("Bot is typing")).to_have_count(0)
    await expect(chat.box).to_have_value("second")
    assert len(core.sent("message")) == 1


async def test_plain_text_is_shown_as_it_was_written(chat: Chat, core: FakeCore) -> None:
    handover = "Outstanding:\n- social care\n\n  *Decisions*\n1. none"
    core.says(samples.message(2, handover, textFormat="plain"))
    await chat.say("summary")
    await expect(chat.bot.last).to_have_text(handover, use_inner_text=True)
    await expect(chat.bot.last.locator("li, em")).to_have_count(0)
    core.says(samples.message(3, handover))
    await chat.say("again")
    await expect(chat.bot.last.locator("li")).to_have_count(2)


async def test_a_suggested_reply_is_said(chat: Chat, core: FakeCore) -> None:
    steps: JsonObject = {"type": "imBack", "title": "Show me the steps", "value": "steps"}
    core.says(samples.message(2, "Yes.", suggestedActions={"actions": [steps]}))
    await chat.say("dtn 4 a kid?")
    core.says(samples.message(3, "Here."))
    await chat.button("Show me the steps").click()
    await chat.shows("Here.")
    await expect(chat.own.last).to_have_text("steps")
    await expect(chat.button("Show me the steps")).to_have_count(0)


# Pressing


async def test_a_pressed_card_is_replaced_where_it_was(chat: Chat, core: FakeCore) -> None:
    settled = samples.settled("Started")
    core.answer = lambda _: answering(samples.CARD, settled, samples.message(2, "Next"))
    await chat.button("Start an encounter").click()
    await expect(chat.bot).to_have_text(["Started", "Next"])
    press = core.sent("invoke")[0]
    assert press["name"] == "adaptiveCard/action"
    assert press["replyToId"] == "reply-0"
    data: JsonObject = {"step": "start", "option": "Start an encounter"}
    action: JsonObject = {"type": "Action.Execute", "verb": "start", "data": data}
    assert press["value"] == {"action": action, "trigger": "manual"}


async def test_a_press_takes_the_cards_fields_along(chat: Chat, core: FakeCore) -> None:
    core.says(samples.message(2, "How many?", samples.people()))
    await chat.say("start")
    await chat.page.get_by_label("Adults").fill("5")
    await chat.page.get_by_label("Business").check()
    await chat.page.get_by_label("Locked or screened rooms").check()
    core.says(samples.message(3, "Counted."))
    await chat.button("Continue").click()
    await chat.shows("Counted.")
    filled = {"adults": "5", "children": "4", "place": "business", "screened": "true"}
    assert pressed_data(core) == {"step": "count", "option": "Continue", **filled}


async def test_a_field_that_does_not_fit_is_said_aloud(chat: Chat, core: FakeCore) -> None:
    core.says(samples.message(2, "How many?", samples.people()))
    await chat.say("start")
    await chat.page.get_by_label("Adults").fill("-1")
    await chat.button("Continue").click()
    await expect(chat.page.get_by_role("status")).to_have_text(["Please check the marked field."])
    await expect(chat.page.get_by_label("Adults")).to_have_attribute("aria-invalid", "true")
    assert not core.sent("invoke")


async def test_a_press_answered_in_words_leaves_the_card(chat: Chat, core: FakeCore) -> None:
    core.answer = lambda _: answering("application/vnd.microsoft.activity.message", "See below.")
    await chat.button("More").click()
    await expect(chat.page.get_by_text("See below.")).to_be_visible()
    await expect(chat.button("More")).to_be_focused()


@pytest.mark.parametrize("invoke", [{"status": 501}, {"status": 200, "body": {"statusCode": 400}}])
async def test_a_press_that_fails_is_answered_politely(
    chat: Chat, core: FakeCore, invoke: JsonObject
) -> None:
    core.says(invoke=invoke)
    await chat.button("More").click()
    await expect(chat.page.get_by_text("Sorry, that did not work.")).to_be_visible()
    await expect(chat.button("More")).to_be_visible()


async def test_a_second_press_waits_for_the_first(chat: Chat, core: FakeCore) -> None:
    core.gate.clear()
    await chat.button("More").click()
    await chat.button("More").click()
    await expect(chat.page.locator("#announcer")).to_contain_text("One moment")
    core.says(samples.message(2, "Done."))
    core.gate.set()
    await chat.shows("Done.")
    assert len(core.sent("invoke")) == 1


async def submit(chat: Chat, core: FakeCore, data: JsonObject) -> JsonObject:
    """What reaches the bot when a card's Action.Submit with that data is pressed."""
    button: JsonObject = {"type": SUBMIT, "title": "Record", "data": data}
    note: JsonObject = {"type": "Input.Text", "id": "note", "label": "Note", "value": "n"}
    core.says(samples.message(2, "A card", samples.card(note, actions=[button])))
    await chat.say("start")
    core.says(samples.message(3, "Recorded."))
    await chat.button("Record").click()
    await chat.shows("Recorded.")
    return core.sent("message")[-1]


async def test_submit_is_a_message_with_a_value(chat: Chat, core: FakeCore) -> None:
    sent = await submit(chat, core, {"act": "record"})
    assert "text" not in sent
    assert sent["value"] == {"act": "record", "note": "n"}
    assert sent["replyToId"] == "reply-2"
    await expect(chat.own).to_have_text(["start"])


async def test_submit_can_stand_for_typing(chat: Chat, core: FakeCore) -> None:
    sent = await submit(chat, core, {"msteams": {"type": "imBack", "value": "summary"}})
    assert sent["text"] == "summary"
    assert "value" not in sent
    await expect(chat.own.last).to_have_text("summary")


async def test_submit_can_show_one_thing_and_send_another(chat: Chat, core: FakeCore) -> None:
    back: JsonObject = {
        "type": "messageBack",
        "displayText": "My summary",
        "text": "summary",
        "value": {"act": "sum"},
    }
    sent = await submit(chat, core, {"msteams": back})
    assert (sent["text"], sent["value"]) == ("summary", {"act": "sum"})
    await expect(chat.own.last).to_have_text("My summary")


async def test_an_update_replaces_an_earlier_message(chat: Chat, core: FakeCore) -> None:
    settled: JsonObject = samples.message(0, "Settled", samples.settled("Settled"))
    core.answer = lambda _: Outcome(
        (samples.message(2, "Next"),), updates=(("reply-0", settled), ("unknown", settled))
    )
    await chat.say("go")
    await expect(chat.bot).to_have_text(["Settled", "Next"])


async def test_unfolding_asks_the_bot_nothing(chat: Chat, core: FakeCore) -> None:
    hidden = samples.words("Hidden words", id="hidden", isVisible=False)
    toggle: JsonObject = {
        "type": "Action.ToggleVisibility",
        "title": "Why?",
        "targetElements": ["hidden"],
    }
    inner = samples.card(actions=[samples.execute("Inside", "inside")])
    unfold: JsonObject = {"type": "Action.ShowCard", "title": "Unfold", "card": inner}
    core.says(samples.message(2, "A card", samples.card(hidden, actions=[toggle, unfold])))
    await chat.say("start")
    await chat.button("Why?").click()
    await expect(chat.page.get_by_text("Hidden words")).to_be_visible()
    await chat.button("Unfold").click()
    await expect(chat.button("Unfold")).to_have_attribute("aria-expanded", "true")
    assert not core.sent("invoke")
    core.says(samples.message(3, "Pressed."))
    await chat.button("Inside").click()
    await chat.shows("Pressed.")
    assert pressed_data(core)["step"] == "inside"


async def test_buttons_beyond_the_sixth_are_in_a_menu(chat: Chat, core: FakeCore) -> None:
    actions = [samples.execute(f"Action {number}", f"v{number}") for number in range(1, 9)]
    core.says(samples.message(2, "A card", samples.card(actions=actions)))
    await chat.say("start")
    await expect(chat.button("Action 7")).to_have_count(0)
    await chat.button("More options").click()
    core.says(samples.message(3, "Pressed."))
    await chat.page.get_by_role("menuitem", name="Action 8").click()
    await chat.shows("Pressed.")
    assert pressed_data(core)["step"] == "v8"


# Failing


async def test_a_message_that_failed_is_sent_again_with_the_same_id(
    chat: Chat, core: FakeCore
) -> None:
    tried: list[str] = []

    async def cut(route: Route) -> None:
        tried.append(json.loads(route.request.post_data or "{}")["id"])
        await route.abort()

    await chat.page.route("**/chat/turn", cut, times=1)
    await chat.say("person 2 is 17")
    await expect(chat.page.get_by_text("Not sent.")).to_be_visible()
    await expect(chat.own).to_have_text(["person 2 is 17"])
    await chat.button("Retry").click()
    await chat.shows("You said: person 2 is 17")
    await expect(chat.page.get_by_text("Not sent.")).to_have_count(0)
    await expect(chat.own).to_have_count(1)
    assert [activity["id"] for activity in core.sent("message")] == tried


async def test_an_answer_that_got_lost_is_shown_once(chat: Chat, core: FakeCore) -> None:
    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    core.says(samples.message(2, "Counted."))
    await chat.page.route("**/chat/turn", lose, times=1)
    await chat.say("7")
    await chat.button("Retry").click()
    await expect(chat.page.get_by_text("Counted.")).to_have_count(1)
    first, second = core.sent("message")
    assert first["id"] == second["id"]


async def test_a_press_that_failed_keeps_its_card(chat: Chat, core: FakeCore) -> None:
    await chat.page.route("**/chat/turn", lambda route: route.fulfill(status=502), times=1)
    await chat.button("More").click()
    await expect(chat.page.get_by_text("The bot is not answering.")).to_be_visible()
    core.answer = lambda _: answering(samples.CARD, samples.settled("Settled"))
    await chat.button("Retry").click()
    await chat.shows("Settled")
    assert pressed_data(core)["step"] == "more"


async def test_what_can_never_be_sent_offers_no_retry(chat: Chat) -> None:
    await chat.page.route("**/chat/turn", lambda route: route.fulfill(status=413), times=1)
    await chat.say("long")
    await expect(chat.page.get_by_text("That is too long.")).to_be_visible()
    await expect(chat.button("Retry")).to_have_count(0)


async def test_a_restarted_bot_goes_on_with_the_open_page(browser: Browser, core: FakeCore) -> None:
    async with await browser.new_page() as page:
        async with serving(core) as address:
            chat = Chat(page, address)
            await chat.go()
            await chat.shows("In an emergency")
        async with serving(core, port=int(address.rpartition(":")[2])):
            await chat.say("still here")
            await chat.shows("You said: still here")
    assert not chat.problems


# Two people, two devices


async def test_each_person_has_a_conversation_of_their_own(chat: Chat, core: FakeCore) -> None:
    await chat.say("from the first")
    await chat.shows("You said: from the first")
    await chat.settings()
    await chat.page.get_by_label("Officer B", exact=True).check()
    await chat.shows("In an emergency")
    await chat.page.keyboard.press("Escape")
    await chat.say("from the second")
    await chat.shows("You said: from the second")
    await expect(chat.own).to_have_text(["from the second"])
    await chat.settings()
    await chat.page.get_by_label("Officer A", exact=True).check()
    await expect(chat.own).to_have_text(["from the first"])
    people = [part(activity, "from")["id"] for activity in core.seen]
    assert people == ["officer-a", "officer-a", "officer-b", "officer-b"]
    assert people == [part(activity, "conversation")["id"] for activity in core.seen]


async def test_the_role_goes_along(chat: Chat, core: FakeCore) -> None:
    await chat.settings()
    await chat.page.get_by_label("Role").select_option("Custody")
    await expect(chat.page.locator("#acting-as")).to_have_text("Officer A · Custody")
    await chat.page.keyboard.press("Escape")
    await chat.say("hello")
    await chat.shows("You said: hello")
    assert core.sent("message")[0]["channelData"] == {"role": "custody"}


async def test_a_new_device_is_the_same_person(chat: Chat, core: FakeCore) -> None:
    await chat.settings()
    await chat.page.get_by_label("Officer B", exact=True).check()
    await chat.page.get_by_label("Role").select_option("Trainer")
    async with chat.page.context.expect_page() as opened:
        await chat.page.get_by_role("link", name="New device").click()
    second = Chat(await opened.value, chat.address)
    await second.shows("In an emergency")
    assert part(core.seen[-1], "conversation")["id"] == "officer-b"
    assert core.seen[-1]["channelData"] == {"role": "trainer"}


async def test_nothing_that_was_typed_stays_in_the_browser(chat: Chat) -> None:
    await chat.say("a secret name")
    await chat.shows("You said")
    stored = await chat.page.evaluate("[{...localStorage}, {...sessionStorage}, document.cookie]")
    assert stored == [{}, {"greeted officer-a": "yes"}, ""]
