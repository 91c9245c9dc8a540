"""An encounter goes from the one who began it to another officer by its code, over real HTTP."""

from __future__ import annotations

import asyncio
import itertools
import re
from dataclasses import replace

import aiohttp
import pytest

from bot.conversation.pickup import TRIES
from bot.delivery import SORRY
from bot.storage.store import Store, StoreUnavailable
from tests.chat import Chat
from tests.teams import TENANT, Member, teams, updates

pytestmark = pytest.mark.asyncio(loop_scope="module")

_people = itertools.count(1)


@pytest.fixture
def chat(whole_bot: str, http: aiohttp.ClientSession) -> Chat:
    return someone(Chat(http, whole_bot))


def someone(chat: Chat) -> Chat:
    """Another person in a chat of their own."""
    name = f"person-{next(_people)}"
    return replace(chat, user=name, conversation=name, replies=[], numbers=itertools.count())


async def call(chat: Chat) -> str:
    """A translator rings for a man who is held, up to what the call handler can note; its code."""
    await chat.say("call")
    await chat.say("1 3 1 2 3")
    await chat.say("1 2 4")
    await chat.say("1 1")
    return code_of(chat)


def code_of(chat: Chat) -> str:
    found = re.search(r"(?:Code for officers going|types code):? ([A-Z0-9]{4})", chat.text)
    assert found, chat.text
    return found[1]


def steps(text: str) -> dict[str, str]:
    """The decisions of a handover by the step's title."""
    lines = re.findall(r"^- \d\d:\d\d ([^:]+): (.+)$", text, re.M)
    return dict(lines)


async def test_every_reported_fact_and_its_source_reaches_the_officer(chat: Chat) -> None:
    officer = someone(chat)
    code = await call(chat)
    told = steps(await chat.say("h"))
    assert len([v for v in told.values() if v.endswith("(reported by the professional)")]) == 5
    assert f"Take over {code}?" in await officer.say(f"code {code}")
    first = await officer.press("Take it over")
    assert "Reported by the professional" in first
    assert "Papers or phone taken" in first
    assert "Anyone in danger now?" in first
    theirs = steps(await officer.say("handover"))
    assert told.items() <= theirs.items()


async def test_the_call_handler_sees_it_was_taken_and_goes_on(chat: Chat) -> None:
    officer = someone(chat)
    code = await call(chat)
    await officer.say(code)
    await officer.say("1")
    assert "Taken over at" in await chat.say("a")
    assert "Tell, tag and pass on" in chat.text
    await officer.say("2")
    assert "Tell, tag and pass on" in await chat.say("resume")
    assert "Where are you?" in await officer.say("resume")


async def test_the_same_answer_confirms_and_another_changes_what_was_reported(chat: Chat) -> None:
    officer = someone(chat)
    code = await call(chat)
    await officer.say(code)
    await officer.say("1")
    shown = await officer.say("person 1")
    assert "Reported by the professional: 18 or over" in shown
    assert "Confirm “18 or over”?" in await officer.say("1")
    await officer.press("Confirm it")
    text = await officer.say("handover")
    assert "Age: 18 or over (seen; the professional reported at" in text
    assert "(reported by the professional)" in await chat.say("h")


async def test_it_is_listed_for_both_and_its_cards_work_for_both(chat: Chat) -> None:
    officer = someone(chat)
    code = await call(chat)
    await officer.say(code)
    await officer.say("1")
    await officer.say("start")
    await officer.press("Start another")
    assert code in await officer.say("encounters")
    await officer.say("1")
    assert "danger" in officer.text
    data = officer.button("Yes, now")["data"]
    assert "Act on the danger" in await officer.press_data(data)
    assert code in await chat.say("encounters")


async def test_nobody_without_the_code_opens_it(chat: Chat) -> None:
    stranger = someone(chat)
    await call(chat)
    data = chat.button("All done")["data"]
    assert "another officer" in await stranger.press_data(data)
    show = {"act": "show", "what": "switch", "step": data["encounter"]}
    assert "cannot find" in await stranger.press_data(show)


async def test_an_encounter_that_was_not_offered_is_not_there_for_its_code(chat: Chat) -> None:
    officer = someone(chat)
    await chat.say("start")
    code = chat.card["body"][-1]["text"][:4]
    assert f"has the code {code}" in await officer.say(f"code {code}")
    show = {"act": "show", "what": "pickup", "step": chat.button("No")["data"]["encounter"]}
    assert "no longer" in await officer.press_data(show)
    await chat.say("h")
    await chat.press("Let another officer take over")
    assert code in await chat.say("h")
    assert f"Take over {code}?" in await officer.say(f"take over {code}")
    assert "taken over" in await officer.press("Take it over")


async def test_a_closed_encounter_cannot_be_taken_over(chat: Chat) -> None:
    officer, late = someone(chat), someone(chat)
    code = await call(chat)
    await late.say(code)
    await chat.say("close")
    assert "No open encounter" in await officer.say(f"code {code}")
    assert "no longer" in await late.press("Take it over")


async def test_what_closed_or_reopened_it_can_be_taken_back(chat: Chat) -> None:
    officer = someone(chat)
    code = await call(chat)
    await chat.say("close")
    await chat.say("undo")
    assert f"Take over {code}?" in await officer.say(f"code {code}")
    await chat.say("close")
    await chat.say("reopen")
    await chat.say("undo")
    assert "No open encounter" in await officer.say(f"code {code}")


async def test_my_own_code_brings_me_back_to_it(chat: Chat) -> None:
    code = await call(chat)
    await chat.say("start")
    await chat.press("Start another")
    await chat.say(code)
    assert "Grade and send" in await chat.press("Take it over")
    assert "Taken over" not in chat.text


async def test_codes_are_not_to_be_found_by_trying(chat: Chat) -> None:
    guesser = someone(chat)
    code = await call(chat)
    for number in range(TRIES):
        assert "No open encounter" in await guesser.say(f"code 222{2 + number}")
    assert "Too many wrong codes" in await guesser.say(f"code {code}")
    assert "Take over" not in await guesser.say(code)


async def test_four_letters_are_a_question_unless_they_are_a_code(chat: Chat) -> None:
    assert "code" not in (await chat.say("cctv")).lower()
    for _ in range(TRIES + 1):
        await chat.say("gyms")
    assert "Too many" not in await chat.say("cctv")


async def test_two_write_at_once_and_nothing_is_lost(chat: Chat) -> None:
    officer = someone(chat)
    code = await call(chat)
    await officer.say(code)
    await officer.say("1")
    await asyncio.gather(chat.say("1"), officer.say("2"))
    text = await chat.say("h")
    assert "- Units sent" in text.partition("Done:")[2]
    await officer.say("handover")
    assert "Danger now: No" in officer.text


async def test_two_officers_take_it_over_at_once(chat: Chat) -> None:
    officers = [someone(chat), someone(chat)]
    code = await call(chat)
    for officer in officers:
        await officer.say(code)
    said = await asyncio.gather(*(officer.press("Take it over") for officer in officers))
    assert all("You have taken over" in text for text in said)
    assert (await chat.say("h")).count("Taken over at") == 2


async def test_nobody_of_another_organisation_takes_it_over(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    other = "77777777-aaaa-bbbb-cccc-dddddddddddd"
    folder = tmp_path_factory.mktemp("tenants")
    async with teams(folder, allowed_tenants=(TENANT, other)) as service:
        handler, near = Member(service, "handler"), Member(service, "near")
        far = Member(service, "far", tenant=other)
        await handler.say("call")
        found = re.search(r"officers going: ([A-Z0-9]{4})", handler.words)
        assert found
        assert "No open encounter" in await far.say(f"code {found[1]}")
        assert "Take over" in await near.say(f"code {found[1]}")


async def test_the_call_handlers_card_says_at_once_that_it_was_taken_over(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with teams(tmp_path_factory.mktemp("told")) as service:
        handler, officer = Member(service, "handler"), Member(service, "officer")
        calls = service.connector.calls
        await handler.say("call")
        card = len(calls)
        await handler.say("1 2")
        found = re.search(r"officers going.{0,3} ([A-Z0-9]{4})", str(calls[-1].body))
        assert found
        await officer.say(f"code {found[1]}")
        await officer.say("1")
        (told,) = [call for call in updates(calls[card:]) if "Taken over at" in str(call.body)]
        assert told.path.endswith(f"/conversations/a%3Ahandler/activities/sent-{card}")
        assert "Hurt or threatened" in str(told.body["attachments"])
        assert told.body["recipient"]["id"] == handler.mri
        await handler.say("1")
        assert updates(calls)[-1].path.endswith(f"/sent-{card}")


async def test_it_is_taken_over_even_if_the_call_handler_cannot_be_shown(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(store: Store, encounter: str) -> str:
        raise StoreUnavailable("The database is unavailable.")

    officer = someone(chat)
    code = await call(chat)
    await officer.say(f"code {code}")
    monkeypatch.setattr(Store, "chat_of", gone)
    await officer.press("Take it over")
    assert SORRY not in str(officer.result)
    assert officer.replies
