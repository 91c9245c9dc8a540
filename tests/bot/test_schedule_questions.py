"""Asking in the chat whether an offence is on Schedule 4."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from tests.bot.rules import breaches
from tests.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def chat(
    whole_bot: str, http: aiohttp.ClientSession, request: pytest.FixtureRequest
) -> AsyncIterator[Chat]:
    name = request.node.name
    yield Chat(http, whole_bot, user=name, conversation=f"chat of {name}")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("is robbery on schedule 4", "Robbery, or assault meaning to rob: on Schedule 4"),
        ("can they use the defence for shoplifting", "Section 45 can be considered"),
        ("is burglary on schedule 4?", "It depends on the exact charge"),
        ("is carrying a knife excluded from s45", "Bladed article: not on Schedule 4"),
        ("<at>Bot</at> **is gbh on sched 4**", "Wounding or GBH (section 20): on Schedule 4"),
        ("is jaywalking on schedule 4", "I cannot match that to one offence"),
    ],
)
async def test_the_list_answers(chat: Chat, question: str, told: str) -> None:
    said = await chat.say(question)
    assert told in said
    assert "Sources: Modern Slavery Act 2015" in said
    assert "Schedule 4 as read on 7 Apr 2026" in said
    assert [breach for reply in chat.replies for breach in breaches(reply)] == []


async def test_it_is_an_aside_to_the_step_in_hand(chat: Chat) -> None:
    await chat.say("start")
    before = chat.card
    assert "Blackmail: on Schedule 4" in await chat.say("is blackmail excluded")
    assert chat.card["body"] == before["body"]
    assert "Where are you?" in await chat.say("2")


async def test_as_at_an_earlier_day_it_is_history(chat: Chat) -> None:
    await chat.say("as at 2018-01-01")
    said = await chat.say("is upskirting on schedule 4")
    assert "HISTORY" in said and "not yet on Schedule 4" in said


async def test_danger_is_never_taken_for_a_question_about_the_list(chat: Chat) -> None:
    assert "on Schedule 4" not in await chat.say("hes got a knife s45")


async def test_another_offence_straight_after_and_danger_alone(chat: Chat) -> None:
    await chat.say("is robbery on schedule 4")
    assert "Blackmail: on Schedule 4" in await chat.say("and blackmail?")
    said = await chat.say("hes got a knife")
    assert "Danger to life" in said and "on Schedule 4" not in said


async def test_an_offence_and_another_question_are_both_answered(chat: Chat) -> None:
    said = await chat.say("is murder on schedule 4? how long is the recovery period?")
    assert "on Schedule 4" in said and "30 days" in said


async def test_another_language_leads_to_an_answer_on_interpreters(chat: Chat) -> None:
    said = await chat.say("bună ziua, mă puteți ajuta vă rog")
    assert "only understand English" in said
    assert "nterpreter" in said.split("get an interpreter.", 1)[1]
