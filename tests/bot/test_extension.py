"""Searching the guidance from the compose box, over HTTP, on the published guidance."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.access.people import Role
from bot.extension import COMMAND, MOST, PARAMETER, PREVIEW
from bot.package.manifest import SEARCH
from tests.chat import Chat, bot, buttons, size
from tests.teams import Member, Teams, teams

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD = "application/vnd.microsoft.card.adaptive"
STAFF = "00000000-0000-0000-0000-000000000001"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(folder: Path, host_sdk: str) -> AsyncIterator[Teams]:
    roles = folder / "roles"
    roles.mkdir()
    (roles / f"{Role.CUSTODY}.csv").write_text(f"id\n{STAFF}\n")
    async with teams(folder, roles_dir=roles, host_sdk=host_sdk) as running:
        yield running


@pytest.fixture
def handler(service: Teams) -> Member:
    return Member(service, "handler")


def titles(found: dict[str, Any]) -> list[str]:
    return [one["preview"]["content"]["title"] for one in found["attachments"]]


async def test_a_question_finds_the_answer_as_a_card_with_version_and_source(
    handler: Member,
) -> None:
    found = await handler.search("what is the duty to notify")
    assert (found["type"], found["attachmentLayout"]) == ("result", "list")
    first = found["attachments"][0]
    assert first["contentType"] == CARD
    assert "Duty to Notify" in first["preview"]["content"]["title"]
    told = [block["text"] for block in first["content"]["body"]]
    assert any(text.startswith("• ") for text in told)
    assert re.match(r"Guidance dtn 20\d\d\.\d+, in force from \d", told[-1])
    assert "Source: " in told[-1]


async def test_a_card_to_insert_has_nothing_to_press_that_needs_the_bot(handler: Member) -> None:
    for text in ("", "what is the duty to notify", "he has a knife", "is burglary on schedule 4"):
        for one in (await handler.search(text))["attachments"]:
            assert list(buttons(one["content"])) == []
            assert "refresh" not in one["content"]
            assert size(one["content"]) < 28 * 1024


async def test_nothing_that_an_answer_says_is_folded_away(handler: Member) -> None:
    for one in (await handler.search("", count=25))["attachments"]:
        body = [block["text"] for block in one["content"]["body"]]
        assert len(body) >= 3, body
        assert any(text.startswith("• ") for text in body[1:-1])


async def test_an_emergency_says_first_what_to_do(handler: Member) -> None:
    found = await handler.search("he has a knife and he is attacking her")
    assert titles(found)[0] == "Danger to life: act now"


async def test_an_offence_is_looked_up_on_schedule_4(handler: Member) -> None:
    first = (await handler.search("is burglary on schedule 4"))["attachments"][0]
    assert "Schedule 4 as read on" in json.dumps(first["content"])


@pytest.mark.parametrize("text", ["drink driving limit", "best pizza in leeds", "wxyz qqq"])
async def test_what_is_not_covered_is_said_plainly(handler: Member, text: str) -> None:
    found = await handler.search(text)
    assert found["type"] == "message"
    assert "approved guidance" in found["text"]
    assert "attachments" not in found


async def test_another_language_is_said_too(handler: Member) -> None:
    found = await handler.search("nie mówię po angielsku, proszę o pomoc policji")
    assert (found["type"], "English" in found["text"]) == ("message", True)


async def test_half_a_title_is_enough(handler: Member) -> None:
    assert "Who assesses age" in titles(await handler.search("who asse"))


async def test_the_box_is_useful_before_anything_is_typed(handler: Member) -> None:
    value = {
        "commandId": COMMAND,
        "parameters": [{"name": "initialRun", "value": "true"}],
        "queryOptions": {"skip": 0, "count": 25},
    }
    opened = handler.activity(type="invoke", name="composeExtension/query", value=value)
    await handler.send(opened)
    found = handler.answer["composeExtension"]
    assert len(found["attachments"]) == MOST
    assert titles(found) == titles(await handler.search(""))
    assert all(
        len(one["preview"]["content"]["text"]) <= PREVIEW + 2 for one in found["attachments"]
    )


async def test_what_a_role_asks_most_comes_first(service: Teams, handler: Member) -> None:
    custody = Member(service, STAFF)
    assert titles(await custody.search(""))[0] != titles(await handler.search(""))[0]


async def test_pages_follow_each_other_to_the_end(handler: Member) -> None:
    every: list[str] = []
    while page := titles(await handler.search("", skip=len(every), count=20)):
        assert len(page) <= 20
        every += page
    assert len(every) > 200
    assert titles(await handler.search("", skip=3, count=4)) == every[3:7]


@pytest.mark.parametrize(
    ("options", "most"),
    [
        ({"count": 1000}, MOST), ({"count": 0}, MOST), ({"count": -5}, MOST),
        ({"count": "10"}, MOST), ({"count": True}, MOST), ({"skip": -3}, MOST),
        ({"skip": None}, MOST), ({"skip": 10**12}, 0), ({"count": 1}, 1),
    ],
)  # fmt: skip
async def test_odd_paging_is_answered(handler: Member, options: dict[str, Any], most: int) -> None:
    assert len((await handler.search("", **options))["attachments"]) == most


@pytest.mark.parametrize(
    "value",
    [
        None, {}, [], "x", {"commandId": "other"}, {"commandId": 5},
        {"commandId": COMMAND}, {"commandId": COMMAND, "parameters": "x"},
        {"commandId": COMMAND, "parameters": [None, 5, {}, {"name": PARAMETER}]},
        {"commandId": COMMAND, "parameters": [{"name": PARAMETER, "value": {"a": 1}}]},
        {"commandId": COMMAND, "parameters": [{"name": PARAMETER, "value": "x" * 100_000}]},
        {"commandId": COMMAND, "parameters": [{"name": PARAMETER, "value": "<at>x</at>\u202e"}]},
        {"commandId": COMMAND, "queryOptions": "x"},
    ],
)  # fmt: skip
async def test_an_odd_search_is_answered(handler: Member, value: Any) -> None:
    await handler.send(handler.activity(type="invoke", name="composeExtension/query", value=value))
    assert handler.answer["composeExtension"]["type"] in ("result", "message")


async def test_nothing_of_a_search_is_stored_or_sent(handler: Member, folder: Path) -> None:
    def dump() -> list[str]:
        with sqlite3.connect(folder / "test.db") as database:
            return list(database.iterdump())

    before, calls = dump(), len(handler.teams.connector.calls)
    for text in ("zebra stripes", "what is the duty to notify", ""):
        await handler.search(text)
    assert dump() == before
    assert len(handler.teams.connector.calls) == calls


async def test_a_search_does_not_wait_for_a_turn_of_the_same_conversation(
    handler: Member,
) -> None:
    await handler.say("start")
    assert (await handler.search("nrm"))["type"] == "result"
    assert "Danger" in await handler.say("board")


async def test_the_same_by_expect_replies(tmp_path: Path, service: Teams) -> None:
    async with bot(tmp_path) as address:
        chat = Chat(service.session, address)
        value = {"commandId": COMMAND, "parameters": [{"name": PARAMETER, "value": "nrm consent"}]}
        said = chat.activity(type="invoke", name="composeExtension/query", value=value)
        await chat.send(said)
        assert chat.result is not None
        assert chat.result["status"] == 200
        assert chat.result["body"]["composeExtension"]["type"] == "result"


async def test_the_app_package_names_the_same_command() -> None:
    assert SEARCH == COMMAND
