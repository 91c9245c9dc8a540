"""Training alone over real HTTP: picked, decided, marked, explained, and never mixed with live."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.access.people import Person
from bot.activity import JsonObject
from bot.conversation.speech import CHECK_DUE, Setting
from bot.conversation.talk import talk
from bot.guidance import Guidance
from bot.storage.exercises import Practice
from bot.storage.opening import open_database
from bot.storage.retention import Keep, Retention
from bot.storage.store import Conflict, Store
from bot.training.courses import courses_of, questions_of
from content.loader import FOLDER
from content.scenario_files import load_scenarios
from dialogs.event import Json
from dialogs.training.course import option_id
from dialogs.training.menus import MARK
from tests.bot.store_samples import AT, decided, exercise, work
from tests.chat import Chat, bot, buttons
from tests.journey import published, understood

pytestmark = pytest.mark.asyncio(loop_scope="module")
CASE = "front-desk-turned-away"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bot")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole_bot(folder: Path) -> AsyncIterator[str]:
    async with bot(folder) as where:
        yield where


@pytest.fixture
def chat(whole_bot: str, http: aiohttp.ClientSession, request: pytest.FixtureRequest) -> Chat:
    name = str(request.node.name)
    return Chat(http, whole_bot, user=name, conversation=name)


@cache
def right() -> dict[str, str]:
    """The id of the right choice by its words, of every scenario."""
    scripts = load_scenarios(published().sources).values()
    says = (d.choose for script in scripts for d in script.scenario.decisions if d.choose)
    return {option_id(say): say for say in says}


@pytest.fixture(scope="module")
def guidance() -> Guidance:
    return Guidance(published(), understood(), courses=courses_of(published(), FOLDER))


def choices(chat: Chat) -> list[dict[str, str]]:
    return [b["data"] for b in buttons(chat.card) if b["data"].get("what") == "choose"]


async def decide(chat: Chat, *, rightly: bool) -> str:
    """Press a right or a wrong choice of the stage on screen."""
    found = next(one for one in choices(chat) if (one["option"] in right()) is rightly)
    return await chat.press_data(found)


async def begin(chat: Chat, asked: str = CASE, *, told: str = "at once") -> None:
    await chat.say(f"train {asked.replace('-', ' ')}")
    await chat.press(f"Begin, told {told}")


def marked(chat: Chat) -> bool:
    """Whether each message, in words and as a card, says that it is training."""
    cards = [a["content"] for one in chat.replies for a in one.get("attachments", [])]
    return all(MARK in one["text"] for one in chat.replies) and all(
        MARK in json.dumps(card["body"][0]) for card in cards
    )


async def test_a_case_is_played_to_its_debrief(chat: Chat) -> None:
    assert "Train on a case" in await chat.say("train")
    assert marked(chat)
    await begin(chat)
    assert "stage 1 of 4" in chat.text
    said = await decide(chat, rightly=False)
    assert marked(chat)
    assert "Stolen freedom" in said
    assert "stage 2 of 4" in said
    for _ in range(3):
        said = await decide(chat, rightly=True)
        assert marked(chat)
    assert "Debrief: 3 of 4 right" in said
    assert "✗ At the counter" in said
    assert "The desk turned him away" in said
    assert "Sources: " in said.partition("Debrief")[2]


async def test_told_only_at_the_end(chat: Chat) -> None:
    await begin(chat, told="at the end")
    said = [await decide(chat, rightly=rightly) for rightly in (True, False, True, True)]
    assert all("✓ Right" not in one and "✗" not in one for one in said[:3])
    assert "Debrief: 3 of 4 right" in said[3]
    assert "Whose job is it?" in said[3]


async def test_it_can_be_typed_and_letters_count_too(chat: Chat) -> None:
    await chat.say(f"train {CASE}")
    await chat.say("1")
    letters = [b["title"] for b in buttons(chat.card) if b["data"].get("what") == "choose"]
    assert letters == ["A", "B", "C"]
    assert "stage 2 of 4" in await chat.say("b")
    assert "stage 3 of 4" in await chat.say("2")


async def test_a_decision_counts_once_however_often_it_is_pressed(chat: Chat) -> None:
    await begin(chat)
    wrong = next(one for one in choices(chat) if one["option"] not in right())
    better = next(one for one in choices(chat) if one["option"] in right())
    await chat.press_data(wrong)
    assert "already" in await chat.press_data(better)
    assert "stage 2 of 4" in chat.text
    for _ in range(3):
        await decide(chat, rightly=True)
    assert "3 of 4" in chat.text


async def test_the_right_path_the_handover_and_another_go(chat: Chat) -> None:
    await begin(chat)
    for _ in range(4):
        await decide(chat, rightly=True)
    assert "4 of 4" in chat.text
    handover = await chat.press("Its handover")
    assert "TRAINING, NOT LIVE\nHandover" in handover
    path = await chat.press("Show the right path")
    assert all(stage in path for stage in ("At the counter", "Whose job is it?", "The record"))
    assert marked(chat)
    assert "stage 1 of 4" in await chat.press("Try again")


async def test_rules_of_a_past_day_stand_beside_todays(chat: Chat) -> None:
    await chat.say(f"train {CASE} as at 2017-10-01")
    assert "1 Oct 2017" in chat.text
    await chat.press("Begin, told at once")
    await decide(chat, rightly=True)
    said = await decide(chat, rightly=True)
    assert "HISTORY, 1 Oct 2017" in said
    assert "paper form" in said.partition("HISTORY")[2].partition("Today")[0]
    assert "Write the day" in await chat.say("train as at 2017-13-01")


async def test_another_case_keeps_the_past_day(chat: Chat) -> None:
    await chat.say("train as at 2017-10-01")
    assert "1 Oct 2017" in await chat.press("Another case")
    await chat.press("Begin, told at the end")
    while "Debrief" not in chat.text:
        await decide(chat, rightly=True)
    assert "1 Oct 2017" in await chat.press("Another case")
    await chat.say("train county lines")
    assert "2017" not in await chat.press("Another case")


async def test_left_and_taken_up_again(chat: Chat) -> None:
    await begin(chat)
    await decide(chat, rightly=True)
    assert "put away" in await chat.say("stop")
    assert "stage 2 of 4" in await chat.press("Carry on")
    await chat.say("stop")
    await chat.say("train")
    assert "stage 2 of 4" in await chat.press("Carry on")


async def test_a_live_encounter_is_put_away_and_untouched(chat: Chat) -> None:
    await chat.say("start")
    before = chat.text
    await begin(chat)
    assert "is put away" in chat.text
    assert marked(chat)
    said = await chat.say("what is a duty to notify")
    assert marked(chat)
    assert "stage 1 of 4" in said
    await decide(chat, rightly=True)
    await chat.say("encounters")
    await chat.say("1")
    assert chat.text.splitlines()[0] == before.splitlines()[0]
    assert not marked(chat)


async def test_a_question_is_answered_and_marked_and_the_stage_comes_back(chat: Chat) -> None:
    await begin(chat)
    said = await chat.say("what is a duty to notify")
    assert "Duty to Notify" in said
    assert "stage 1 of 4" in said
    assert marked(chat)


async def test_like_what_went_wrong(chat: Chat) -> None:
    assert "no case like that" in (await chat.say("train what i got wrong")).lower()
    await begin(chat)
    for _ in range(4):
        await decide(chat, rightly=False)
    await chat.say("train")
    said = await chat.press("Like what I got wrong")
    assert "Begin, told at once" in said
    assert "A man at the front desk" not in said


async def test_given_by_theme_and_by_role(chat: Chat) -> None:
    await chat.say("train")
    await chat.press("By theme")
    places = next(one for one in chat.card["body"] if one["type"] == "Input.ChoiceSet")
    assert len(places["choices"]) > 20
    theme = next(one for one in places["choices"] if one["title"] == "Lorry")
    assert "lorry" in (await chat.press("Go", place=theme["value"])).lower()
    await chat.say("train")
    await chat.press("By role")
    assert "decisions" in await chat.say("custody")
    assert "no case like that" in (await chat.say("train unicorns")).lower()


async def test_a_trainer_is_offered_it_on_the_first_card(chat: Chat) -> None:
    await chat.send(chat.activity(text="hello", channelData={"role": "trainer"}))
    assert "Train on a case" in [button["title"] for button in buttons(chat.card)]
    await chat.press("Train on a case")
    assert MARK in chat.text


async def test_nobody_sees_or_decides_anothers(chat: Chat, http: aiohttp.ClientSession) -> None:
    await begin(chat)
    theirs = choices(chat)[0]
    other = Chat(http, chat.address, user="another", conversation="another")
    assert "cannot find that exercise" in await other.press_data(theirs)


@pytest.mark.parametrize(
    "data",
    [
        {"act": "train"},
        {"act": "train", "what": "begin", "name": "nothing"},
        {"act": "train", "what": "choose", "name": 5, "stage": [], "option": None},
        {"act": "train", "what": "brief", "name": "x", "option": "2017-99-99"},
        {"act": "train", "what": "path", "name": "zz"},
    ],
)
async def test_odd_buttons_do_no_harm(chat: Chat, data: dict[str, object]) -> None:
    assert MARK in await chat.press_data(data)


async def test_training_is_in_no_table_of_encounters(chat: Chat, folder: Path) -> None:
    await begin(chat)
    await decide(chat, rightly=True)
    with sqlite3.connect(folder / "test.db") as db:
        count = db.execute("select count(*) from encounters where owner = ?", (chat.user,))
        assert count.fetchone() == (0,)
        count = db.execute("select count(*) from decisions where by = ?", (chat.user,))
        assert count.fetchone() == (1,)


async def test_two_at_once_cannot_both_decide(url: str) -> None:
    store = Store(await open_database(url))
    begun = Practice(begun=exercise())
    await store.commit(replace(work("t1"), practice=begun))
    await store.commit(replace(work("t2"), practice=Practice(None, "x1", 0, (decided("one"),))))
    late = Practice(None, "x1", 0, (decided("one", "zzzzzz"),))
    with pytest.raises(Conflict):
        await store.commit(replace(work("t3"), practice=late))
    with pytest.raises(Conflict):
        await store.commit(replace(work("t4"), practice=begun))
    assert await store.exercises("o1", 5) == (exercise("x1", "o1", decided("one")),)
    assert await store.exercises("o2", 5) == ()
    await store.close()


async def test_exercises_are_deleted_when_their_time_is_over(url: str) -> None:
    database = await open_database(url)
    store, retention = Store(database), Retention(database, Keep(trained=timedelta(days=10)))
    practice = Practice(begun=exercise("x1", "o1", decided("one")))
    await store.commit(replace(work("t1"), practice=practice))
    assert (await retention.purge(AT + timedelta(days=9))).exercises == 0
    assert (await retention.purge(AT + timedelta(days=11))).exercises == 1
    assert await store.exercises("o1", 5) == ()
    await store.close()


async def answer_quiz(chat: Chat, *, rightly: bool) -> list[str]:
    """Answer ten questions; what they were about."""
    answers = {option_id(one.right) for one in questions_of(published(), FOLDER)}
    asked = []
    for _ in range(10):
        found = [one for one in choices(chat) if (one["option"] in answers) is rightly]
        asked.append(found[0]["stage"])
        await chat.press_data(found[0])
    return asked


async def test_a_quick_check_brings_back_what_was_missed(chat: Chat) -> None:
    assert "question 1 of 10" in await chat.say("quick check")
    first = await answer_quiz(chat, rightly=False)
    assert "Debrief: 0 of 10" in chat.text
    assert marked(chat)
    assert "Sources: " in chat.text
    await chat.press("Another ten")
    again = await answer_quiz(chat, rightly=True)
    assert set(again) == set(first)
    assert "Debrief: 10 of 10" in chat.text
    await chat.press("Another ten")
    assert not set(await answer_quiz(chat, rightly=True)) & set(first)


async def test_a_quick_check_comes_again_for_whoever_asks(chat: Chat) -> None:
    await chat.say("quiz")
    await answer_quiz(chat, rightly=True)
    assert "Agreed. From" in await chat.press("Ask me again in days")
    assert "is ready" not in await chat.say("hello")
    await chat.say("quiz")
    await answer_quiz(chat, rightly=True)
    assert "do not ask any more" in await chat.press("Stop asking me")


async def test_the_welcome_says_when_one_is_due(guidance: Guidance) -> None:
    state: dict[str, Json] = {"check_due": "2026-11-20"}
    activity: JsonObject = {"type": "message", "text": "hello", "conversation": {}}
    setting = Setting(
        Person("o1"), guidance, None, None, state, AT, "c", lambda: ("id", "CODE"), exercises=()
    )
    (shown,) = talk(activity, setting).shown
    assert shown.screen is not None
    assert CHECK_DUE in str(shown.screen.lines)
    early = replace(setting, state={"check_due": "2026-11-23"})
    (shown,) = talk(activity, early).shown
    assert shown.screen is not None
    assert CHECK_DUE not in str(shown.screen.lines)
