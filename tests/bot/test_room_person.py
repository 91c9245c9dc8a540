"""What a person left in sessions in a room: given out to them and deleted, while it runs too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.storage.subject import Subject
from tests.bot.hall import Hall, data, drawn, votes
from tests.bot.tables import tables

NAMED, ANONYMOUS = "Named, answers at once", "Answers at once"
ME, OTHER = "officer-me", "officer-other"


async def held(hall: Hall, way: str) -> Any:
    """A session that both answered and joined from their own chats; its first card."""
    outcome, _ = await hall.begun(way)
    await hall.deliver(outcome)
    card = drawn(outcome.replies[0])
    code = (await hall.session()).code
    for who in (ME, OTHER):
        assert await hall.hear(hall.press(who, votes(card)[0]))
        joined = await hall.hear(hall.activity(who, own=True, text=f"room {code}"))
        assert joined
        await hall.deliver(joined)
    return card


@pytest.mark.parametrize("way", [NAMED, ANONYMOUS])
async def test_while_a_session_runs_what_is_theirs_is_given_out(hall: Hall, way: str) -> None:
    await held(hall, way)
    given: Any = await Subject(hall.database, ME).export()
    (answer,) = given["session_answers"]
    assert answer["name"] == (ME.title() if way == NAMED else "")
    (chat,) = given["session_chats"]
    assert ME in chat["chat"]
    assert OTHER not in json.dumps(given).casefold()
    trainers: Any = await Subject(hall.database, "trainer-1").export()
    (led,) = trainers["sessions_led"]
    assert led["code"] == (await hall.session()).code


async def test_who_is_deleted_from_a_running_anonymous_session_stays_a_count(
    hall: Hall, url: str
) -> None:
    card = await held(hall, ANONYMOUS)
    gone = await Subject(hall.database, ME).delete()
    assert (gone["session_answers"], gone["session_chats"]) == (1, 1)
    room, stage = await hall.session(), votes(card)[0]["name"]
    assert (await hall.rooms.tally(room.id)).answered(stage) == 2
    assert ME not in str(await tables(url)).casefold()
    assert OTHER in str(await tables(url)).casefold()
    assert (await Subject(hall.database, ME).export())["session_answers"] == []
    again = await Subject(hall.database, ME).delete()
    assert (again["session_answers"], again["session_chats"]) == (0, 0)


async def test_who_is_deleted_from_a_named_session_is_gone_with_the_answers(
    hall: Hall, url: str
) -> None:
    card = await held(hall, NAMED)
    await Subject(hall.database, ME).delete()
    room, stage = await hall.session(), votes(card)[0]["name"]
    assert (await hall.rooms.tally(room.id)).answered(stage) == 1
    assert ME not in str(await tables(url)).casefold()


async def test_once_it_is_over_nobody_can_tell_whose_an_answer_was(hall: Hall) -> None:
    card = await held(hall, ANONYMOUS)
    room = await hall.session()
    await hall.hear(hall.press("trainer-1", data(card, "End the session")))
    await hall.later()
    given = await Subject(hall.database, ME).export()
    assert (given["session_answers"], given["session_chats"]) == ([], [])
    assert (await Subject(hall.database, ME).delete())["session_answers"] == 0
    assert (await hall.rooms.tally(room.id)).answered(votes(card)[0]["name"]) == 2


async def test_a_session_whose_trainer_is_deleted_can_be_taken_over(hall: Hall) -> None:
    card = await held(hall, ANONYMOUS)
    await Subject(hall.database, "trainer-1").delete()
    taken = await hall.hear(hall.press("trainer-2", data(card, "Take over")))
    assert taken
    await hall.hear(hall.press("trainer-2", data(drawn(taken.invoke), "Close and show")))
    assert not (await hall.session()).open
