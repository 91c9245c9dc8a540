"""Figures in the chat: who sees which, by team too, and what a session's end offers its trainer."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.guidance import TEAMS
from bot.training.courses import scenarios_of
from content.loader import FOLDER, load
from dialogs.training.figures.forms import forms_of
from dialogs.training.figures.screens import COPIED, VIEWS
from dialogs.training.menus import MARK
from tests.adaptive import problems
from tests.bot.hall import data, votes, words
from tests.bot.tables import tables
from tests.bot.test_room import CASE, TRAINER, Card, Class
from tests.chat import Chat, bot, buttons

PEOPLE = 12
FORMS = forms_of(scenarios_of(load(FOLDER), FOLDER)[CASE])
FIRST = next(iter(FORMS.values()))
RIGHT = FIRST.options[0][1]


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def trainer(http: aiohttp.ClientSession, where: str, name: str = TRAINER) -> Chat:
    """A trainer's own chat."""

    class Own(Chat):
        def activity(self, **content: Any) -> Card:
            return super().activity(channelData={"role": "trainer"}, **content)

    return Own(http, where, user=name, conversation=name)


async def held(room: Class, team: str = "", wrong: int = 6, people: int = PEOPLE) -> Card:
    """A session in which so many are wrong at the first stage: its card at the end."""
    terms = await room.say(TRAINER, f"train room {CASE.replace('-', ' ')}")
    card = await room.send(room.press(TRAINER, {**data(terms, "Answers at once"), "team": team}))
    lettered = {one["title"]: one["data"] for one in buttons(card)}
    told = words(card)
    right = next(x for x in "ABCDE" if f"**{x}** {RIGHT}" in told)
    other = next(x for x in "ABC" if x != right)
    for one in range(people):
        await room.send(room.press(f"p{one}", lettered[other if one < wrong else right]))
    ended: Card = await room.send(room.press(TRAINER, data(card, "End the session")))
    return ended


def table(told: str) -> list[dict[str, str]]:
    """The rows of a table as it was sent."""
    return list(csv.DictReader(io.StringIO(told.partition("\n\n")[2])))


async def test_a_trainer_sees_what_is_missed_and_by_which_team(
    http: aiohttp.ClientSession, tmp_path: Path, url: str
) -> None:
    async with bot(tmp_path, database_url=url) as where:
        room = Class(http, where)
        await held(room, "Team A", wrong=8)
        await held(room, "Team B", wrong=5)
        await held(room, "Team B", wrong=7)
        own = trainer(http, where)
        assert FIRST.title in await own.say("figures")
        assert "20 of 36 missed it" in own.text
        assert MARK in own.text
        assert "█" in words(own.card)
        await own.press("By team")
        assert "Team A" not in own.text  # twelve decisions are too few for a share
        assert "Team B · 40 to 60% right" not in own.text  # and so are twenty-four
        await held(room, "Team B", wrong=6)
        await own.say("figures")
        await own.press("By team")
        assert "Team B · 40 to 60% right" in own.text
        for label in VIEWS.values():
            if label in [one["title"] for one in buttons(own.card)]:
                await own.press(label)
                assert not problems(own.card)


async def test_an_officer_sees_no_figures_and_a_trainer_all_of_them(
    http: aiohttp.ClientSession, tmp_path: Path, url: str
) -> None:
    async with bot(tmp_path, database_url=url) as where:
        room, own = Class(http, where), trainer(http, where)
        for wrong in (8, 5, 7, 6):
            await held(room, wrong=wrong)
        await own.say("figures")
        short = table(await own.press(COPIED))
        assert [row["count"] for row in short if row["count"]] == ["22"]
        assert any(row["table"] == "month" for row in short)
        assert "22 of 48" in await own.say(f"Figures {FIRST.case}")
        assert f"✓ {RIGHT}" in own.text
        assert not problems(own.card)
        whole = table(await own.press(COPIED))
        assert sum(int(row["count"]) for row in whole if row["count"].isdecimal()) == 4 * PEOPLE
        assert "a case with that name" in await own.say("figures of somebody")
        officer = Chat(http, where, user="p1")
        assert "trainers" not in await officer.say("figures on slavery in this country")
        assert "Only trainers" in await officer.say("figures")
        assert "Only trainers" in await officer.press_data(
            {"act": "show", "what": "figures", "step": "missed"}
        )
        assert "personal chat" in words(await room.say(TRAINER, "figures"))


async def test_own_sessions_are_a_trainers_own(
    http: aiohttp.ClientSession, tmp_path: Path, url: str
) -> None:
    async with bot(tmp_path, database_url=url) as where:
        room = Class(http, where)
        await held(room, wrong=2)
        await held(room, wrong=1)
        await held(room, wrong=3, people=4)
        own, other = trainer(http, where), trainer(http, where, "trainer-2")
        await own.say("figures")
        assert "Nothing can be told" in own.text  # three were wrong of all
        assert "10 of 12 right" in await own.press("My sessions")
        assert "11 of 12 right" in own.text
        assert "of 4 right" not in own.text
        await own.press("Before and after")
        assert own.text.index("10 of 12") < own.text.index("11 of 12")
        await other.say("figures")
        assert "no session yet" in await other.press("My sessions")


@pytest.mark.parametrize(
    ("sent", "kept"), [("Team C", "Team C"), ("Anna and Bert", ""), (["Team A"], ""), (None, "")]
)
async def test_a_team_is_one_of_the_list_or_none(
    http: aiohttp.ClientSession, tmp_path: Path, url: str, sent: Any, kept: str
) -> None:
    async with bot(tmp_path, database_url=url) as where:
        room = Class(http, where)
        terms = await room.say(TRAINER, f"train room {CASE.replace('-', ' ')}")
        (field,) = [one for one in terms["body"] if one["type"] == "Input.ChoiceSet"]
        assert [one["value"] for one in field["choices"]] == list(TEAMS)
        live = {**data(terms, "Show the split live"), "team": sent}
        terms = await room.send(room.press(TRAINER, live))
        (field,) = [one for one in terms["body"] if one["type"] == "Input.ChoiceSet"]
        assert field.get("value", "") == kept
        await room.send(room.press(TRAINER, {**data(terms, "Answers at once"), "team": sent}))
    (row,) = (await tables(url))["rooms"]
    assert ("Team C" in row) is (kept == "Team C")
    assert "Anna" not in row


async def test_the_end_offers_the_trainer_their_sessions_and_nobody_else(
    http: aiohttp.ClientSession, tmp_path: Path, url: str
) -> None:
    async with bot(tmp_path, database_url=url) as where:
        room = Class(http, where)
        end = await held(room)
        assert "How many were right" in words(end)
        pressed = data(end, "Trainer: your sessions")
        shown = await room.send(room.press(TRAINER, pressed))
        assert "6 of 12 right" in words(shown)
        assert not problems(shown)
        back = await room.send(room.press(TRAINER, data(shown, "Back to the session")))
        assert "The session is over" in words(back)
        assert "led by trainers" in await room.send(room.press("p1", pressed))
        old = await room.send(room.activity(TRAINER, value=pressed))  # by Action.Submit
        assert "In our own chat" in old


async def test_a_closed_stage_shows_its_bars_and_which_was_right(
    http: aiohttp.ClientSession, tmp_path: Path, url: str
) -> None:
    async with bot(tmp_path, database_url=url) as where:
        room = Class(http, where)
        card = await room.begin()
        for one in range(6):
            await room.send(room.press(f"p{one}", votes(card)[one % 2]))
        closed = await room.send(room.press(TRAINER, data(card, "Close and show")))
        bars = [one for one in closed["body"] if "█" in str(one.get("text"))]
        assert len(bars) == 2
        assert "✓" in words(closed)
        assert words(closed).count("3 of 6") == 2
        assert not problems(closed)
