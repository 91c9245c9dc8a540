"""Cards that settle and refresh where they are, on each device, and never do more than that."""

from __future__ import annotations

import asyncio
import itertools
import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.cards.reply import split
from tests.chat import buttons, size
from tests.teams import Member, Teams, updates

pytestmark = pytest.mark.asyncio(loop_scope="module")

LARGEST = 28 * 1024  # bytes of a message, its card included, that Teams takes
CARD = "application/vnd.microsoft.card.adaptive"
WORD = "application/vnd.microsoft.activity.message"
EVERYTHING = (
    "board", "people", "tasks", "person 30", "scene", "add person", "help", "contacts",
    "encounters", "stop", "resume", "summary", "what is the nrm",
)  # fmt: skip
_officers = itertools.count(1)


@pytest.fixture
def officer(service: Teams) -> Member:
    return Member(service, f"officer-{next(_officers)}")


def labels(card: dict[str, Any]) -> list[str]:
    return [one["title"] for one in buttons(card)]


def refresh_of(card: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = card["refresh"]["action"]["data"]
    return data


def dump(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "test.db") as database:
        return list(database.iterdump())


async def test_an_encounters_card_refreshes_unasked_for_its_reader_alone(officer: Member) -> None:
    await officer.say("hello")
    assert "refresh" not in officer.card
    await officer.say("start")
    assert officer.card["refresh"]["action"]["type"] == "Action.Execute"
    assert officer.card["refresh"]["userIds"] == [officer.mri]


async def test_a_press_settles_the_message_for_every_device(officer: Member) -> None:
    await officer.say("start")
    before = len(officer.teams.connector.calls)
    settled = await officer.press(officer.data("No"), message="card-1")
    (update,) = updates(officer.teams.connector.calls[before:])
    assert update.path.endswith("/activities/card-1")
    assert update.body["attachments"][0]["content"] == settled
    assert (labels(settled), "refresh" in settled) == ([], False)
    assert update.body["type"] == "message"


async def test_a_card_pressed_only_to_look_keeps_its_buttons(officer: Member) -> None:
    await officer.say("start")
    card = officer.card
    before = len(officer.teams.connector.calls)
    kept = await officer.press(officer.data("Handover"), message="card-1")
    assert kept == card
    await officer.say("help")
    assert updates(officer.teams.connector.calls[before:]) == []


async def test_a_press_by_submit_settles_the_message_too(officer: Member) -> None:
    await officer.say("start")
    before = len(officer.teams.connector.calls)
    data = officer.data("No")
    await officer.send(officer.activity(value=data, replyToId="card-1"))
    (update,) = updates(officer.teams.connector.calls[before:])
    assert "✓ No" in json.dumps(update.body, ensure_ascii=False)


@pytest.mark.parametrize("by", ["Execute", "Submit"])
async def test_a_press_whose_replies_did_not_leave_settles_when_it_is_repeated(
    officer: Member, by: str
) -> None:
    await officer.say("start")
    data, connector = officer.data("No"), officer.teams.connector
    value: dict[str, Any] = data
    changes: dict[str, Any] = {"replyToId": "card-1"}
    if by == "Execute":
        action = {"type": "Action.Execute", "verb": "answer", "data": data}
        value = {"action": action, "trigger": "manual"}
        changes |= {"type": "invoke", "name": "adaptiveCard/action"}
    pressed = officer.activity(value=value, **changes)
    before = len(connector.calls)
    connector.script.append(400)
    await officer.teams.post(pressed)
    await officer.teams.settle()
    assert updates(connector.calls[before:]) == []
    await officer.send(pressed)
    (update,) = updates(connector.calls[before:])
    assert update.path.endswith("/activities/card-1")
    assert "Danger now: No" in await officer.say("summary")


# Refresh


async def test_a_card_that_still_waits_refreshes_to_itself(officer: Member) -> None:
    await officer.say("start")
    card = officer.card
    assert await officer.press(refresh_of(card), trigger="automatic") == card


async def test_a_step_answered_elsewhere_refreshes_to_its_settled_form(officer: Member) -> None:
    await officer.say("start")
    waiting = refresh_of(officer.card)
    await officer.say("2")
    now = await officer.press(waiting)
    assert "✓ No" in json.dumps(now, ensure_ascii=False)
    assert labels(now) == ["Carry on"]
    assert "refresh" not in now
    await officer.press(buttons_data(now, "Carry on"))
    assert "Where are you" in officer.words


def buttons_data(card: dict[str, Any], label: str) -> dict[str, Any]:
    return next(one["data"] for one in buttons(card) if one["title"] == label)


async def test_a_board_refreshes_to_where_the_encounter_is_now(officer: Member) -> None:
    await begun(officer, adult=1)
    await officer.say("board")
    board = refresh_of(officer.card)
    await officer.say("add adult")
    assert "2 people" in json.dumps(await officer.press(board))


async def begun(officer: Member, **people: int) -> None:
    await officer.say("start")
    await officer.press(officer.data("No"))
    await officer.press(officer.data("Home"))
    await officer.press(officer.data("Continue") | people)


async def test_a_step_that_is_looked_at_again_stays_open(officer: Member) -> None:
    await officer.say("start")
    await officer.say("2")
    await officer.say("back")
    assert "Yes, now" in labels(await officer.press(refresh_of(officer.card)))


async def test_a_proposal_decided_elsewhere_refreshes_to_what_was_recorded(
    officer: Member,
) -> None:
    await begun(officer, adult=1)
    await officer.say("person 1")
    await officer.press(officer.data("All done"))
    step = refresh_of(officer.card)
    await officer.say("declines")
    proposal, record = refresh_of(officer.card), officer.data("Record it")
    assert "Record it" in labels(await officer.press(proposal))
    assert "Record it" not in labels(await officer.press(step))
    await officer.press(record)
    assert "Record it" not in labels(await officer.press(proposal))


async def test_refreshing_changes_nothing_however_often(officer: Member, folder: Path) -> None:
    await begun(officer, adult=2)
    card = refresh_of(officer.card)
    await officer.say("board")
    before, calls = dump(folder), len(officer.teams.connector.calls)
    first = await officer.press(card)
    async with aiohttp.ClientSession() as session:
        at_once = replace(officer.teams, session=session)
        members = [Member(at_once, officer.name) for _ in range(20)]
        every = await asyncio.gather(*(one.press(card, trigger="automatic") for one in members))
    assert all(one == first for one in every)
    assert dump(folder) == before
    assert len(officer.teams.connector.calls) == calls


@pytest.mark.parametrize("kind", ["personal", "groupChat", "channel"])
async def test_nobody_elses_refresh_shows_anything(officer: Member, kind: str) -> None:
    await officer.say("start")
    other = Member(officer.teams, "a-neighbour", conversation=f"19:{kind}", kind=kind)
    assert "Only the officer" in await other.press(refresh_of(officer.card))
    assert other.answer["type"] == WORD


async def test_its_owner_sees_nothing_of_it_in_a_group(officer: Member) -> None:
    await officer.say("start")
    there = Member(officer.teams, officer.name, conversation="19:g", kind="groupChat")
    assert "Only the officer" in await there.press(refresh_of(officer.card))


@pytest.mark.parametrize(
    "changes",
    [
        {"encounter": None}, {"encounter": 5}, {"encounter": "nope"}, {"encounter": ""},
        {"step": "nope"}, {"step": 5}, {"person": 5}, {"person": "person99"}, {"step": None},
        {"screen": "encounters", "step": None}, {"screen": "emergency", "step": None},
        {"screen": 5, "step": None}, {"screen": "x" * 5000, "step": None}, {"revision": "x"},
    ],
)  # fmt: skip
async def test_an_odd_refresh_is_answered_and_harmless(
    officer: Member, folder: Path, changes: dict[str, Any]
) -> None:
    await officer.say("start")
    before = dump(folder)
    await officer.press(refresh_of(officer.card) | changes)
    assert officer.answer["statusCode"] == 200
    assert officer.answer["type"] in (CARD, WORD)
    assert dump(folder) == before


# Size


async def test_thirty_people_fit_into_a_message(officer: Member) -> None:
    await begun(officer, adult=15, young=15)
    for text in EVERYTHING:
        await officer.say(text)
        for told in officer.said:
            assert len(json.dumps(told, separators=(",", ":")).encode()) < LARGEST, text
            for one in told.get("attachments", []):
                assert size(one["content"]) < LARGEST, text
    assert "30 people" in await officer.say("board")


async def test_a_long_handover_comes_whole_in_several_messages(officer: Member) -> None:
    await begun(officer, adult=30)
    for number in range(1, 31):
        await officer.say(f"person {number}")
        await officer.press(officer.data("All done"))
    words = await officer.say("summary")
    texts = [one for one in officer.said if "text" in one]
    assert len(texts) > 1
    assert all(len(json.dumps(one).encode()) < LARGEST for one in texts)
    assert all(f"Person {number}" in words for number in range(1, 31))


async def test_text_is_split_at_ends_of_lines_and_nothing_is_lost() -> None:
    words = "\n".join(f"line {number} …" for number in range(500))
    pieces = split(words, 1000)
    assert "\n".join(pieces) == words
    assert all(len(json.dumps(piece)) <= 1000 for piece in pieces)
    assert split("", 10) == [""]
    assert split("a line longer than that", 10) == ["a line longer than that"]
