"""Answers of those who cannot press, come late, leave or change their mind, and what they see."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.training.room_acts import LATE
from bot.training.room_words import NO_CHOICE
from dialogs.training.menus import MARK
from dialogs.training.room import ENOUGH, OVER
from dialogs.training.room_screens import SOON
from tests.bot.fakes import Connector
from tests.bot.hall import Hall, data, drawn, votes, words
from tests.chat import Chat, bot
from tests.teams import updates

LETTERS = "ABC"
BARS = "█"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def said(hall: Hall, who: str, text: str, *, own: bool = False) -> str:
    """What is answered in words; "" for nothing."""
    outcome = await hall.hear(hall.activity(who, own=own, text=text))
    return (
        "\n".join(str(one.get("text") or one.get("summary")) for one in outcome.replies if one)
        if outcome
        else ""
    )


async def pressed(hall: Hall, who: str, button: Any, **more: Any) -> Any:
    outcome = await hall.hear(hall.press(who, button, **more))
    assert outcome
    return drawn(outcome.invoke)


async def begun(hall: Hall, way: str = "Answers at once") -> tuple[Any, str]:
    outcome, _ = await hall.begun(way)
    return drawn(outcome.replies[0]), await hall.deliver(outcome)


async def joined(hall: Hall, who: str) -> Any:
    outcome = await hall.hear(
        hall.activity(who, own=True, text=f"room {(await hall.session()).code}")
    )
    assert outcome
    await hall.deliver(outcome)
    return drawn(outcome.replies[-1])


async def count(hall: Hall, stage: int = 0) -> dict[str, int]:
    """By letter, how many answered in time."""
    room = await hall.session()
    chosen = (await hall.rooms.tally(room.id)).chosen
    card = await pressed(hall, "officer-0", {"act": "room", "what": "look", "room": room.id})
    named = {one["option"]: LETTERS[n] for n, one in enumerate(votes(card))}
    found = list(chosen.values())[stage] if chosen else {}
    return {named[option]: number for option, number in found.items()}


async def test_a_letter_or_a_number_typed_in_the_room_is_counted(hall: Hall) -> None:
    await begun(hall)
    assert "Counted" in await said(hall, "officer-1", "B")
    assert "Counted" in await said(hall, "officer-2", "2")
    assert MARK in await said(hall, "officer-3", " c ")
    assert await count(hall) == {"B": 2, "C": 1}
    assert "Counted" in await said(hall, "officer-3", "a")  # a second thought
    assert await count(hall) == {"B": 2, "A": 1}


async def test_it_is_counted_in_a_chat_of_ones_own_and_the_card_comes_anew(hall: Hall) -> None:
    card, _ = await begun(hall)
    await joined(hall, "officer-1")
    outcome = await hall.hear(hall.activity("officer-1", own=True, text="b"))
    assert outcome
    assert "You: **B**" in words(drawn(outcome.replies[-1]))
    place = await hall.deliver(outcome)
    await hall.hear(hall.press("trainer-1", data(card, "Next stage")))
    await hall.later()
    assert place in [call.path.rpartition("/")[2] for call in updates(hall.connector.calls)]


async def test_the_code_with_a_letter_works_wherever_it_is_typed(hall: Hall) -> None:
    await begun(hall)
    code = (await hall.session()).code
    assert "Counted" in await said(hall, "officer-1", f"room {code} B", own=True)
    assert "Counted" in await said(hall, "officer-2", f"ROOM {code} 2")
    assert NO_CHOICE in await said(hall, "officer-3", f"room {code} e", own=True)
    assert await count(hall) == {"B": 2}


async def test_the_same_typed_message_delivered_again_is_the_same_answer(hall: Hall) -> None:
    await begun(hall)
    first = hall.activity("officer-1", text="B")
    for activity in (first, hall.activity("officer-1", text="C"), first):
        await hall.hear(activity)
    assert await count(hall) == {"C": 1}


async def test_what_is_typed_for_a_stage_that_closed_meanwhile_is_too_late(hall: Hall) -> None:
    """The card in the chat still shows the stage, so the letter is meant for that one."""
    card, _ = await begun(hall)
    await joined(hall, "officer-1")
    following = await pressed(hall, "trainer-1", data(card, "Next stage"))
    assert LATE in await said(hall, "officer-1", "B", own=True)  # and is shown the next stage now
    assert "Counted" in await said(hall, "officer-1", "B", own=True)
    assert (await hall.rooms.tally((await hall.session()).id)).late
    closed = await pressed(hall, "trainer-1", data(following, "Close and show"))
    await hall.later()
    assert LATE in await said(hall, "officer-2", "B")
    assert LATE in await said(hall, "officer-2", "1")  # no trainer, so no move is meant
    over = await pressed(hall, "trainer-1", data(closed, "End the session"))
    assert "The session is over" in words(over)
    assert await said(hall, "officer-2", "B") == ""  # nothing is shown to answer any more
    assert OVER in words(await pressed(hall, "officer-2", votes(card)[0]))


async def test_a_trainer_who_cannot_press_leads_by_typing(hall: Hall) -> None:
    await begun(hall)
    assert "led by trainers" in await said(hall, "officer-1", "close and show")
    await said(hall, "trainer-1", "close and show")
    assert not (await hall.session()).open
    assert "moved on already" in await said(hall, "trainer-1", "next stage")  # not shown yet here
    await hall.later()
    await said(hall, "trainer-1", "1")
    assert (await hall.session()).at == 1


async def test_a_typed_move_delivered_again_moves_nothing(hall: Hall) -> None:
    await begun(hall)
    move = hall.activity("trainer-1", text="next stage")
    await hall.hear(move)
    await hall.later()
    await hall.hear(move)
    assert (await hall.session()).at == 1


async def test_a_choice_that_is_not_there_is_said(hall: Hall) -> None:
    await begun(hall)
    assert NO_CHOICE in await said(hall, "officer-1", "E")
    assert NO_CHOICE in await said(hall, "officer-1", "9")
    assert await count(hall) == {}


async def test_late_joiners_answer_from_where_the_room_is(hall: Hall) -> None:
    card, _ = await begun(hall)
    await pressed(hall, "officer-1", votes(card)[0])
    second = await pressed(hall, "trainer-1", data(card, "Next stage"))
    own = await joined(hall, "officer-2")
    assert "stage 2 of 4" in words(own)
    shown = await pressed(hall, "officer-2", votes(own)[0], own=True)
    assert "**1** answered of 2 who took part so far" in words(shown)
    assert LATE in words(await pressed(hall, "officer-2", votes(card)[0]))
    back = await pressed(hall, "trainer-1", data(second, "Stage before"))
    assert "**1** answered · 1 too late" in words(back)


async def test_who_leaves_leaves_the_answer_and_holds_nothing_up(
    hall: Hall, connector: Connector
) -> None:
    card, place = await begun(hall)
    await joined(hall, "officer-1")
    await pressed(hall, "officer-1", votes(card)[0], own=True)
    left = hall.activity("officer-1", type="conversationUpdate", membersRemoved=[{"id": "29:x"}])
    assert await hall.hear(left) is None
    connector.script.extend([201, 403])  # the room's card, and the chat they blocked
    await hall.hear(hall.press("trainer-1", data(card, "Close and show")))
    await hall.later()
    await hall.later()
    assert [call.path.rpartition("/")[2] for call in updates(connector.taken)] == [place]
    assert (await hall.rooms.tally((await hall.session()).id)).answered(votes(card)[0]["name"]) == 1


async def test_a_double_vote_is_one_and_the_last_counts(hall: Hall) -> None:
    shown = card = (await begun(hall))[0]
    for button in (votes(card)[0], votes(card)[0], votes(card)[2]):
        shown = await pressed(hall, "officer-1", button)
    assert "You: **C**" in words(shown)
    assert await count(hall) == {"C": 1}


async def test_while_a_stage_is_open_only_numbers_are_shown(hall: Hall) -> None:
    shown = card = (await begun(hall))[0]
    for n in range(8):
        shown = await pressed(hall, f"officer-{n}", votes(card)[0])
        assert BARS not in words(shown)
        assert SOON not in words(shown)
    assert "**8** answered" in words(shown)
    assert BARS in words(await pressed(hall, "trainer-1", data(shown, "Close and show")))


async def live(hall: Hall, way: str) -> Any:
    """A session with the split shown live, as its trainer chose."""
    terms = await hall.hear(hall.activity("trainer-1", text="train room front desk turned away"))
    assert terms
    changed = await pressed(hall, "trainer-1", data(drawn(terms.replies[0]), "Show the split live"))
    hidden = await pressed(hall, "trainer-1", data(changed, "Hide the split till I close"))
    assert data(hidden, "Show the split live")
    outcome = await hall.hear(hall.press("trainer-1", data(changed, way)))
    assert outcome
    await hall.deliver(outcome)
    return drawn(outcome.replies[0])


async def test_the_split_moves_in_steps_of_five_if_the_trainer_wants_it_live(hall: Hall) -> None:
    """Without names, no two looks at it differ by fewer than five answers."""
    card = await live(hall, "Answers at once")
    seen = {0}
    for n in range(12):
        shown = words(await pressed(hall, f"officer-{n}", votes(card)[n % 3]))
        assert (BARS in shown) == (n + 1 >= ENOUGH)
        assert (SOON in shown) == (n + 1 < ENOUGH)
        seen.add(sum(map(int, re.findall(r"\*\*(\d+) of \d+\*\*$", shown, re.MULTILINE))))
        assert "✓" not in shown
    assert seen == {0, 5, 10}
    closed = words(await pressed(hall, "trainer-1", data(card, "Close and show")))
    assert "**12** answered" in closed
    assert "✓" in closed


async def test_in_a_named_session_the_live_split_follows_every_answer(hall: Hall) -> None:
    card = await live(hall, "Named, answers at once")
    shown = words(await pressed(hall, "officer-1", votes(card)[0]))
    assert BARS in shown
    assert "**1 of 1**" in shown


async def test_the_card_of_whoever_leads_follows_the_answers_in_their_own_chat(hall: Hall) -> None:
    card, _ = await begun(hall)
    await joined(hall, "trainer-1")
    await joined(hall, "trainer-2")
    before = len(hall.connector.calls)
    await pressed(hall, "officer-1", votes(card)[0])
    await hall.later()
    assert {call.path.split("/")[3] for call in hall.connector.calls[before:]} == {
        "19%3Aroom%40thread.v2",
        "a%3Atrainer-1",
    }


@pytest.mark.parametrize("said_first", ["start", "what is the duty to notify"])
async def test_what_is_typed_answers_what_was_spoken_of_last(
    http: aiohttp.ClientSession, tmp_path: Path, said_first: str
) -> None:
    """An encounter never loses an answer to a session, nor a session one to an encounter."""
    async with bot(tmp_path) as where:
        trainer = Chat(http, where, user="trainer-1", conversation="trainer")
        role = {"channelData": {"role": "trainer"}}
        await trainer.send(trainer.activity(text="train room front desk turned away", **role))
        await trainer.send(
            trainer.activity(text="", value=data(trainer.card, "Answers at once"), **role)
        )
        code = trainer.text.split("“room ")[1][:4]
        officer = Chat(http, where, user="officer-1", conversation="officer")
        await officer.say(said_first)
        before = officer.text
        assert "Counted" not in await officer.say("b")
        await officer.say(f"room {code}")
        assert "Counted" in await officer.say("b")
        assert "Counted" in await officer.say("1")
        await officer.say("board" if said_first == "start" else said_first)
        after = await officer.say("1")
        assert "Counted" not in after
        assert MARK not in after
        assert before
