"""A session in a room as Teams sees it: one card kept up to date, trainers, joining, the end."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.fakes import Call
from tests.bot.hall import data, votes, words
from tests.bot.test_room import CASE
from tests.teams import Member, Teams, teams

ANN, BOB = (f"{n}0000000-0000-4000-8000-000000000000" for n in "ab")
Card = dict[str, Any]


@pytest.fixture
def roles(tmp_path: Path) -> Path:
    folder = tmp_path / "roles"
    folder.mkdir()
    (folder / "trainer.csv").write_text(f"id\n{ANN}\n{BOB}\n")
    return folder


@pytest.fixture
async def service(tmp_path: Path, roles: Path, host_sdk: str) -> AsyncIterator[Teams]:
    async with teams(tmp_path, roles_dir=roles, host_sdk=host_sdk) as running:
        yield running


def group(service: Teams, name: str) -> Member:
    return Member(service, name, conversation="19:class@thread.v2", kind="groupChat")


def rows(folder: Path, sql: str) -> list[Any]:
    with sqlite3.connect(folder / "test.db") as database:
        return database.execute(sql).fetchall()


async def begun(ann: Member, way: str = "Answers at once") -> tuple[Card, str]:
    """A session begun by this trainer: its card in the chat, and the id of that message."""
    await ann.mention(f"train room {CASE.replace('-', ' ')}")
    await ann.press(ann.data(way))
    return ann.card, f"sent-{len(ann.teams.connector.calls)}"


async def update(service: Teams, card: str, saying: str) -> Card:
    """The first update of that message which says this."""
    seen = 0
    while True:
        for call in service.connector.calls[seen:]:
            seen += 1
            if _is_update(call, card) and saying in json.dumps(call.body):
                found: Card = call.body["attachments"][0]["content"]
                return found
        await service.connector.next_call()


def _is_update(call: Call, card: str) -> bool:
    return call.method == "PUT" and call.path.endswith(f"/{card}")


async def test_many_answers_make_few_updates_of_the_one_card(service: Teams) -> None:
    card, place = await begun(group(service, ANN))
    options = votes(card)
    everyone = [group(service, f"officer-{n}") for n in range(30)]
    for n, one in enumerate(everyone):
        shown = await one.press(options[n % len(options)], message=place)
        assert "You: **" in words(shown)
        assert shown["refresh"]["userIds"] == [one.mri]
    shown = await update(service, place, "**30** answered")
    assert set(shown["refresh"]["userIds"]) == {one.mri for one in everyone} | {f"29:{ANN}"}
    updates = [call for call in service.connector.calls if _is_update(call, place)]
    assert len(updates) < 15
    assert len([call for call in service.connector.calls if call.method == "POST"]) == 2


async def test_only_trainers_lead_and_a_second_takes_over(service: Teams) -> None:
    officer = group(service, "officer-1")
    assert "led by trainers" in await officer.mention("train room")
    assert "train room" not in await Member(service, "officer-1").say("train")
    assert "train room" in await Member(service, ANN).say("train")
    ann, bob = group(service, ANN), group(service, BOB)
    card, place = await begun(ann)
    assert "led by trainers" in str(await officer.press(data(card, "Close and show")))
    assert "Someone else leads" in words(await bob.press(data(card, "Close and show")))
    taken = await bob.press(data(card, "Take over"))
    closed = await bob.press(data(taken, "Close and show"))
    assert "Next stage" in str(closed)
    assert "Someone else leads" in words(await ann.press(data(closed, "Next stage")))
    await update(service, place, "Next stage")


async def test_what_was_pressed_twice_happens_once(service: Teams) -> None:
    ann = group(service, ANN)
    card, _ = await begun(ann)
    second = await ann.press(data(card, "Next stage"))
    again = await ann.press(data(card, "Next stage"))
    assert "moved on already" in words(again)
    assert "stage 2 of 4" in words(again)
    back = await ann.press(data(second, "Stage before"))
    assert "stage 1 of 4" in words(back)
    assert "Fewer than 5" in words(back)


async def test_a_session_goes_on_after_a_restart(tmp_path: Path, roles: Path) -> None:
    async with teams(tmp_path, roles_dir=roles) as one:
        card, place = await begun(group(one, ANN))
        options = votes(card)
        for n in range(5):
            await group(one, f"officer-{n}").press(options[0], message=place)
    async with teams(tmp_path, roles_dir=roles) as two:
        await group(two, "officer-5").press(options[0], message=place)
        ann = group(two, ANN)
        closed = await ann.press(data(card, "Close and show"))
        assert "**6** answered" in words(closed)
        await ann.mention(f"room {rows(tmp_path, 'select code from rooms')[0][0]}")
        assert "**6** answered" in words(ann.card)


async def test_joining_from_a_chat_of_ones_own(service: Teams, tmp_path: Path) -> None:
    ann = group(service, ANN)
    card, place = await begun(ann)
    code = rows(tmp_path, "select code from rooms")[0][0]
    own = Member(service, "officer-1")
    assert "no such session" in await own.say("room ZZZZ")
    await own.say(f"Room {code.lower()}")
    mine = f"sent-{len(service.connector.calls)}"
    shown = await own.press(votes(own.card)[0], message=mine)
    assert "**1** answered" in words(shown)
    await ann.press(data(card, "Next stage"))
    await update(service, mine, "stage 2 of 4")
    await update(service, place, "stage 2 of 4")


async def test_nobody_of_an_anonymous_session_is_kept(service: Teams, tmp_path: Path) -> None:
    ann = group(service, ANN)
    card, place = await begun(ann)
    for n in range(6):
        await group(service, f"officer-{n}").press(votes(card)[0], message=place)
    own = Member(service, "officer-7")
    await own.say(f"room {rows(tmp_path, 'select code from rooms')[0][0]}")
    mine = f"sent-{len(service.connector.calls)}"
    over = await ann.press(data(card, "End the session"))
    assert "The session is over" in words(over)
    await update(service, mine, "The session is over")
    while rows(tmp_path, "select 1 from room_cards where shared = 0"):
        await asyncio.to_thread(lambda: None)
    tables = ("rooms", "room_answers", "room_late", "room_heard", "room_readers", "room_cards")
    kept = "".join(str(rows(tmp_path, f"select * from {table}")) for table in tables)
    assert "officer-" not in kept.casefold()
    assert rows(tmp_path, "select salt from rooms") == [("",)]
    assert len(rows(tmp_path, "select * from room_answers")) == 6


async def test_a_named_session_says_so_and_keeps_names(service: Teams, tmp_path: Path) -> None:
    card, place = await begun(group(service, ANN), "Named, answers at the end")
    assert "Named session" in words(card)
    await group(service, "officer-1").press(votes(card)[0], message=place)
    assert rows(tmp_path, "select voter, name from room_answers") == [("officer-1", "Officer-1")]
    closed = await group(service, ANN).press(data(card, "Close and show"))
    assert "Why:" not in words(closed)
    code = rows(tmp_path, "select code from rooms")[0][0]
    assert "Officer-1" in await Member(service, ANN).say(f"room {code} names")
    assert "no such session" in await Member(service, BOB).say(f"room {code} names")
    assert "own chat" in await group(service, ANN).mention(f"room {code} names")


async def test_beginning_twice_begins_one(service: Teams, tmp_path: Path) -> None:
    ann = group(service, ANN)
    await ann.mention("train room")
    case = next(one for one in ann.card["body"] if one["type"] == "Input.ChoiceSet")
    picked = {"act": "go", "place": case["choices"][0]["value"]}
    terms = await ann.press(picked)
    for _ in range(2):
        await ann.press(data(terms, "Answers at once"))
    assert rows(tmp_path, "select count(*) from rooms") == [(1,)]
