"""Turns of the whole bot over real HTTP, on the published guidance."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.conversation.acts import NOT_RECORDED
from tests.chat import Chat, bot, buttons

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(folder: Path, host_sdk: str) -> AsyncIterator[str]:
    """One bot for all tests here; each test is another officer."""
    async with bot(folder, host_sdk=host_sdk) as where:
        yield where


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def chat(session: aiohttp.ClientSession, address: str, request: pytest.FixtureRequest) -> Chat:
    name = request.node.name
    return Chat(session, address, user=name, conversation=f"chat of {name}"[:200])


@pytest.fixture
def other(chat: Chat) -> Chat:
    return same(chat, user=f"{chat.user}, second", conversation=f"{chat.conversation}, second")


def same(chat: Chat, **changed: Any) -> Chat:
    """Another client of the same bot: the same officer on another device unless changed."""
    return replace(chat, replies=[], numbers=itertools.count(1000), **changed)


async def begun(chat: Chat, adults: int = 1, young: int = 0) -> Chat:
    await chat.say("start")
    await chat.press("No")
    await chat.press("Home")
    await chat.press("Continue", adult=adults, young=young)
    return chat


@pytest.mark.parametrize("elsewhere", ["board", "stop"])
async def test_who_goes_elsewhere_is_told_that_what_waited_was_not_recorded(
    chat: Chat, elsewhere: str
) -> None:
    await chat.to_the_board()
    assert "Record “Declines”?" in await chat.say("person 1 declines")
    assert NOT_RECORDED in await chat.say(elsewhere)
    assert "Declines" not in await chat.say("summary")
    assert NOT_RECORDED not in await chat.say(elsewhere)


async def test_a_guide_is_begun_by_start_and_its_word_too(chat: Chat) -> None:
    await chat.to_the_board()
    assert "still open" in await chat.say("start custody")


async def test_the_first_minute(chat: Chat) -> None:
    said = chat.activity(type="conversationUpdate", membersAdded=[{"id": "bot"}])
    await chat.send(said)
    assert "In an emergency" in chat.text
    labels = [one["title"] for one in buttons(chat.card)]
    assert labels[:2] == ["Start an encounter", "Ask a question"]
    await chat.send({**said, "id": "again"})
    assert chat.replies == []


async def test_the_first_safety_step_needs_no_press_after_start(chat: Chat) -> None:
    assert "ambulance" in (await chat.say("start")).lower()


async def test_every_reply_stands_alone_in_words(chat: Chat) -> None:
    await begun(chat, adults=2, young=1)
    for text in ("board", "people", "tasks", "help", "contacts", "why", "next", "summary"):
        await chat.say(text)
        assert chat.replies
        assert all(reply["text"].strip() for reply in chat.replies)


async def test_a_typed_number_is_the_numbered_choice(chat: Chat) -> None:
    await chat.say("start")
    assert "Where are you?" in await chat.say("2")
    assert "Who may be a victim?" in await chat.say("5")
    assert "3 people" in await chat.say("1 2")


async def test_a_pressed_card_settles_in_place(chat: Chat) -> None:
    await chat.say("start")
    await chat.press("No")
    assert chat.result is not None
    settled = chat.result["body"]["value"]
    assert chat.result["body"]["type"] == "application/vnd.microsoft.card.adaptive"
    assert "No" in json.dumps(settled)
    assert list(buttons(settled)) == []


async def test_a_press_by_submit_updates_the_card(chat: Chat) -> None:
    await chat.say("start")
    data = chat.button("No")["data"]
    await chat.send(chat.activity(value=data, replyToId="card-1"))
    assert "Where are you?" in chat.text


async def test_a_doubled_press_changes_nothing_and_says_so(chat: Chat) -> None:
    await chat.say("start")
    data = chat.button("No")["data"]
    await chat.press_data(data)
    again = await chat.press_data(data)
    assert "already recorded" in again
    assert "Where are you?" in again


async def test_a_stale_button_offers_to_change_the_answer(chat: Chat) -> None:
    await chat.say("start")
    now, none = chat.button("Yes, now")["data"], chat.button("No")["data"]
    await chat.press_data(none)
    await chat.press("Home")
    assert "Change" in await chat.press_data(now)
    await chat.press("Keep as it was")
    assert "Danger now: No" in await chat.say("summary")


async def test_a_repeated_activity_is_taken_once(chat: Chat) -> None:
    await chat.say("start")
    said = chat.activity(text="2")
    first = await chat.send(said)
    assert await chat.send(said) == first
    assert "Where are you" in await chat.say("board")


async def test_ten_repeats_at_once_are_taken_once(chat: Chat) -> None:
    await begun(chat)
    said = chat.activity(text="add adult")
    chats = [same(chat) for _ in range(10)]
    await asyncio.gather(*(one.send(said) for one in chats))
    assert "2 people" in await chat.say("board")


async def test_two_devices_see_the_same_encounter(chat: Chat) -> None:
    await begun(chat)
    second = same(chat)
    await second.say("add child")
    assert "2 people" in await chat.say("board")


async def test_another_officers_button_does_nothing(chat: Chat, other: Chat) -> None:
    await chat.say("start")
    data = chat.button("No")["data"]
    assert "another officer" in await other.press_data(data)
    await begun(other)
    assert "another officer" in await other.press_data(data)
    assert "Danger now: No" not in await chat.say("summary")


async def test_a_button_of_another_of_my_encounters_offers_to_go_there(chat: Chat) -> None:
    await chat.say("start")
    data = chat.button("No")["data"]
    await chat.say("start")
    await chat.press("Start another")
    await chat.press("No")
    assert "That card is from encounter" in await chat.press_data(data)
    await chat.press(next(b["title"] for b in buttons(chat.card) if b["title"].startswith("Go to")))
    assert "Danger now" in chat.text


async def test_back_undo_pause_and_resume(chat: Chat) -> None:
    await begun(chat)
    await chat.say("scene")
    await chat.say("all")
    assert "interpreter" in (await chat.say("back")).lower()
    await chat.say("undo")
    assert "put away" in await chat.say("stop")
    assert "1 person" in await chat.say("resume")


async def test_a_question_in_the_middle_comes_back_to_the_step(chat: Chat) -> None:
    await begun(chat)
    await chat.say("person 1")
    before = chat.card["body"][-1]
    await chat.say("what is the duty to notify")
    assert "Duty to Notify" in chat.text
    assert chat.card["body"][-1] == before


async def test_an_age_in_words_is_read_back(chat: Chat) -> None:
    await begun(chat)
    await chat.say("person 1")
    await chat.press("All done")
    await chat.press("Declines")
    said = await chat.say("person 1 is 17")
    assert "Change to" in said
    assert "Set aside, not lost" in said
    await chat.press("Change it")
    assert "under 18" in (await chat.say("board")).lower()


async def test_typing_a_consequential_answer_asks_for_a_press(chat: Chat) -> None:
    await begun(chat)
    await chat.say("person 1")
    await chat.press("All done")
    assert "Record “Declines”?" in await chat.say("declines")
    assert "Duty to Notify" in await chat.press("Record it")


async def test_people_can_be_added_and_removed(chat: Chat) -> None:
    await begun(chat)
    assert "Add a person" in await chat.say("add person")
    assert "2 people" in await chat.press("Add: Adults")
    assert "1 person" in await chat.say("remove person 1")
    assert "2 people" in await chat.say("undo")


async def test_a_task_that_cannot_be_done_is_in_the_handover_with_the_reason(chat: Chat) -> None:
    await begun(chat)
    await chat.say("scene")
    await chat.press("Record", cannot="interpreter", reason="nobody")
    assert "Nobody available" in await chat.say("summary")


@pytest.mark.parametrize(
    "content",
    [
        {"text": "", "attachments": [{"contentType": "image/jpeg", "contentUrl": "http://x/y"}]},
        {"text": "", "attachments": [{"contentType": "audio/ogg", "contentUrl": "http://x/y"}]},
        {"text": ""},
        {"text": "   \n\t "},
        {"text": "👍"},
        {"text": "x" * 100_000},
        {"text": "\u202eabc\u0000\u0007"},
        {"type": "messageUpdate", "text": "edited"},
        {"value": {"nonsense": True}},
        {"value": {"act": "answer", "step": "danger", "option": "none", "encounter": "nope"}},
        {"value": {"act": "form", "step": 5, "encounter": "", "revision": "x"}},
        {"value": {"act": "go", "place": "not json", "encounter": "", "revision": 0}},
    ],
)
async def test_odd_input_gets_a_clear_reply_and_loses_nothing(
    chat: Chat, content: dict[str, Any]
) -> None:
    await begun(chat, adults=2)
    said = json.dumps(await chat.send(chat.activity(**content)))
    assert chat.replies
    assert "Traceback" not in said
    assert "xxxx" not in said
    assert "2 people" in await chat.say("board")


@pytest.mark.parametrize(
    "kind", ["messageDelete", "typing", "messageReaction", "endOfConversation"]
)
async def test_what_needs_no_answer_gets_none(chat: Chat, kind: str) -> None:
    await chat.send(chat.activity(type=kind))
    assert chat.replies == []


async def test_nothing_typed_is_stored(chat: Chat, folder: Path) -> None:
    await begun(chat)
    await chat.say("zebrafish Marcinkiewicz lives at 14 Quagmire Lane AB12 3CD, dob 01/02/1990")
    for file in folder.iterdir():
        held = file.read_bytes()
        for planted in (b"zebrafish", b"Marcinkiewicz", b"Quagmire", b"AB12"):
            assert planted not in held


async def test_the_encounter_survives_a_restart(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    async with bot(folder) as address:
        await begun(Chat(session, address), adults=2, young=1)
    async with bot(folder) as address:
        again = Chat(session, address, numbers=iter(range(500, 900)))
        assert "3 people" in await again.say("resume")


async def test_an_encounter_is_picked_up_again_by_number(chat: Chat) -> None:
    await begun(chat, adults=2)
    await chat.say("start")
    await chat.say("2")
    await chat.press("No")
    assert "Your encounters" in await chat.say("encounters")
    for number in ("1", "2"):
        if "2 people" in await chat.say(number):
            return
        await chat.say("encounters")
    raise AssertionError("the first encounter was not found again")


async def test_commands_with_no_encounter_are_not_questions(chat: Chat) -> None:
    assert "no encounters yet" in await chat.say("resume")
    for word in ("back", "undo", "summary", "stop"):
        assert "no encounter open" in await chat.say(word)


async def test_a_card_pressed_only_to_look_stays_as_it_was(chat: Chat) -> None:
    await begun(chat)
    card = chat.card
    await chat.press("Handover")
    assert chat.result is not None
    assert chat.result["body"]["value"]["body"] == card["body"]


@pytest.mark.parametrize("begins", [False, True])
async def test_an_officer_is_told_what_is_kept_and_under_which_id(chat: Chat, begins: bool) -> None:
    if begins:
        await begun(chat)
    assert chat.user in await chat.say("my data")
    assert chat.user in await chat.say("delete my data")
    await chat.press("Carry on")
    assert chat.replies


TELLING = "her name is Zofia Marcinkiewicz, 07700 900123"


async def test_personal_data_in_a_message_is_remarked_on_once(chat: Chat) -> None:
    first = await chat.say(f"what is the duty to notify. {TELLING}")
    assert "a name and a phone number" in first
    assert first.index("a name and") < first.index("Duty to Notify")
    assert "Marcinkiewicz" not in first
    assert "a name and" not in await chat.say(f"and for her? {TELLING}")


async def test_a_question_with_personal_data_in_it_is_answered(chat: Chat) -> None:
    alone = await chat.say("what is the duty to notify")
    said = await chat.say(f"{TELLING}, what is the duty to notify")
    assert alone.splitlines()[0] in said.splitlines()


async def test_it_is_remarked_on_again_in_another_encounter_and_then_asks_as_before(
    chat: Chat,
) -> None:
    await begun(chat)
    await chat.say("scene")
    pending = chat.card["body"][-1]
    assert "a phone number" in await chat.say(TELLING)
    assert chat.card["body"][-1] == pending
    assert "a phone number" not in await chat.say(TELLING)
    await chat.say("start")
    await chat.press("Start another")
    assert "a phone number" in await chat.say(TELLING)


async def test_danger_to_life_comes_before_any_remark(chat: Chat) -> None:
    said = await chat.say("he is stabbing her now at 14 Quagmire Lane")
    assert "Danger to life" in said
    assert "an address" not in said
    assert "an address" in await chat.say("she lives at 14 Quagmire Lane")
