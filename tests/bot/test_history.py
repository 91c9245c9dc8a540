"""Questions as at an earlier day, in the chat: that day's words, and marked as history."""

from __future__ import annotations

import aiohttp
import pytest

from tests.changes_table import IN_2017, IN_2021, ROWS, on
from tests.chat import Chat
from tests.journey import TODAY

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def chat(whole_bot: str, http: aiohttp.ClientSession, request: pytest.FixtureRequest) -> Chat:
    name = request.node.name
    return Chat(http, whole_bot, user=name, conversation=f"chat of {name}")


@pytest.mark.parametrize("name", ROWS)
async def test_an_earlier_day_has_its_own_words_marked_as_history(name: str, chat: Chat) -> None:
    row = ROWS[name]
    for day in (IN_2017, IN_2021, TODAY):
        expected = on(row, day)
        if expected is None:
            continue
        await chat.say(f"as at {day.isoformat()}")
        said = await chat.say(row.question)
        if "Did you mean" in said:
            said = await chat.say("1")
        guide = expected[1].guide
        assert f"{guide.guide} {guide.version}, in force from" in said
        assert ("HISTORY" in said) is (day != TODAY)
