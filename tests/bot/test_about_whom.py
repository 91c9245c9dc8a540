"""Questions over the real endpoint are answered for whom they are about, and small talk kindly."""

from __future__ import annotations

import itertools

import aiohttp
import pytest

from dialogs.lobby import ABOUT, THANKS
from tests.bot.rules import breaches
from tests.chat import Chat, buttons

pytestmark = pytest.mark.asyncio(loop_scope="module")

_officers = itertools.count(1)


@pytest.fixture
def chat(http: aiohttp.ClientSession, whole_bot: str) -> Chat:
    name = f"about-{next(_officers)}"
    return Chat(http, whole_bot, user=name, conversation=f"chat of {name}")


async def answered(chat: Chat, text: str) -> str:
    """The approved answer that a question got, by its id; "" for none."""
    await chat.say(text)
    cards = [card["content"] for one in chat.replies for card in one.get("attachments", [])]
    rated = [button["data"] for card in cards for button in buttons(card)]
    return next((str(data["answer"]) for data in rated if data.get("act") == "rate"), "")


async def an_adult_and_a_child(chat: Chat) -> None:
    await chat.say("start")
    await chat.press("No")
    await chat.press("Home")
    await chat.press("Continue", adult=1, young=1)


async def test_in_an_encounter_whoever_is_walked_is_meant(chat: Chat) -> None:
    await an_adult_and_a_child(chat)
    await chat.say("person 2")
    assert await answered(chat, "does he need to agree") == "child-no-consent"
    assert await answered(chat, "do i do a dtn") == "dtn-child"
    await chat.say("person 1")
    assert await answered(chat, "what if he says no") == "nrm-refused"
    assert await answered(chat, "does she need to agree") == "nrm-consent-needed"


async def test_a_child_just_named_is_still_meant(chat: Chat) -> None:
    await chat.say("15 year old found running drugs")
    assert await answered(chat, "does he need to agree") == "child-no-consent"
    assert await answered(chat, "do i do a dtn") == "dtn-child"
    assert await answered(chat, "an adult refuses the nrm") == "nrm-refused"
    assert await answered(chat, "does he need to agree") == "nrm-consent-needed"


async def test_a_child_named_long_ago_is_not_meant(chat: Chat) -> None:
    await chat.say("she is 15")
    for _ in range(5):
        await chat.say("when do i record the crime")
    assert await answered(chat, "does he need to agree") == "nrm-consent-needed"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("thanks", THANKS),
        ("Cheers mate!", THANKS),
        ("ok", THANKS),
        ("what are you?", ABOUT),
        ("are you a bot", ABOUT),
    ],
)
async def test_small_talk_is_no_question(chat: Chat, text: str, told: str) -> None:
    assert told in await chat.say(text)
    assert chat.button("Start an encounter")


async def test_thanks_in_the_middle_of_a_step_loses_nothing(chat: Chat) -> None:
    await chat.say("start")
    assert THANKS in await chat.say("thanks")
    assert chat.button("Yes, now")
    assert not [breach for one in chat.replies for breach in breaches(one)]
