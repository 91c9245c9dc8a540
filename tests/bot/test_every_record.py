"""Every kind of record there is goes when its time is over, and a person's with that person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.command_line import main
from bot.feedback.kept import Feedback
from bot.jobs import Purge
from bot.server import running
from bot.settings import Settings
from bot.storage.claims import Claims
from bot.storage.figures import Figures
from bot.storage.opening import open_database
from bot.storage.retention import Keep, Retention
from tests.bot.hall import data, votes, words
from tests.bot.tables import tables
from tests.bot.test_room import TRAINER, Class
from tests.bot.test_training import choices
from tests.chat import Chat

ABOUT_NOBODY = {"claims", "forms"}  # which process does what until when, how a choice was worded
OF_THE_SCHEMA = {"migrations", "schema_migrations"}
FILLED = {
    *("encounters", "events", "conversations", "turns", "reminders", "feedback"),
    *("exercises", "decisions", "checks"),
    *("rooms", "room_answers", "room_late", "room_heard", "room_readers", "room_cards"),
    "forms",
}
OF_A_RUNNING_SESSION = {"room_heard", "room_readers", "room_cards"}
ME = "officer-whose-records-these-are"
OTHER = "officer-who-took-over"


@pytest.fixture
async def filled(url: str) -> AsyncIterator[str]:
    """A database with everything that two officers leave behind."""
    async with (
        running(replace(Settings(port=0), database_url=url)) as address,
        aiohttp.ClientSession() as session,
    ):
        for user in (ME, OTHER):
            chat = Chat(session, address, user, f"chat of {user}")
            await chat.say("start")
            await chat.press("No")
            await chat.press("Home")
            await chat.press("Continue", adult=1, young=1)
            await chat.say("remind me")
            await chat.say("2")
            await chat.say("how do i claim overtime for a marathon")
            await chat.say("summary")
            await chat.say("pause")
            await chat.say("train front desk turned away")
            await chat.press("Begin, told at once")
            await chat.press_data(choices(chat)[0])
            await chat.say("quick check")
            while answers := choices(chat):
                await chat.press_data(answers[0])
            await chat.press("Ask me again in days")
        for way in ("Answers at once", "Named, answers at once"):
            await in_a_room(Class(session, address), way)
    yield url


async def in_a_room(room: Class, way: str) -> None:
    """A session in a room in which each answers in time and too late, and joined by themselves."""
    card = await room.begin(way)
    first = votes(card)[0]
    for user in (ME, OTHER):
        shown = await room.send(room.press(user, first))
        code = words(shown).split("“room ")[1][:4]
        own = {"id": f"chat of {user}", "conversationType": "personal"}
        await room.send(room.activity(user, text=f"room {code}", conversation=own))
    await room.send(room.press(TRAINER, data(card, "Close and show")))
    for user in (ME, OTHER):
        await room.send(room.press(user, first))


async def purged(url: str, now: datetime) -> None:
    database = await open_database(url)
    try:
        retention, figures = Retention(database, Keep()), Figures(database)
        await Purge(Claims(database), retention, Feedback(database), figures).run(now)
    finally:
        await database.close()


async def test_when_its_time_is_over_nothing_at_all_is_left(filled: str) -> None:
    before = await tables(filled)
    assert [name for name in FILLED if not before[name]] == []
    await purged(filled, datetime.now(UTC) + timedelta(days=3653))
    left = {name for name, rows in (await tables(filled)).items() if rows}
    assert left <= ABOUT_NOBODY | OF_THE_SCHEMA


@pytest.mark.parametrize(
    ("later", "gone"), [(timedelta(hours=11), set()), (timedelta(days=6), OF_A_RUNNING_SESSION)]
)
async def test_nothing_goes_before_its_time(filled: str, later: timedelta, gone: set[str]) -> None:
    before = await tables(filled)
    await purged(filled, datetime.now(UTC) + later)
    after = await tables(filled)
    changed = {name for name, rows in after.items() if len(rows) != len(before[name])}
    assert changed - ABOUT_NOBODY == gone


async def test_a_person_who_is_deleted_is_named_in_no_table(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", filled)
    before = await tables(filled)
    assert sum(ME in row for rows in before.values() for row in rows) > 5
    assert await asyncio.to_thread(main, ["delete-user", ME, "--yes"]) == 0
    after = await tables(filled)
    assert [(name, row) for name, rows in after.items() for row in rows if ME in row] == []
    for name, rows in before.items():
        theirs = {row for row in rows if OTHER in row}
        assert theirs <= set(after[name]), name
