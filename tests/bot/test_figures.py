"""Figures of training from the database: exact where they are given, and never telling on a few."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import aiohttp
import pytest

from bot.command_line import main
from bot.storage.exercises import Practice, practise
from bot.storage.figures import KEPT, Figures
from bot.storage.migrate import migrate, read_migrations
from bot.storage.opening import open_database
from bot.storage.retention import Keep, Retention
from bot.training.courses import scenarios_of
from content.loader import FOLDER, load
from content.scenario import Scenario
from dialogs.event import Event, Kind
from dialogs.training.course import edition
from dialogs.training.exercise import Exercise, ExercisePin
from dialogs.training.figures.forms import Form, forms_of
from dialogs.training.figures.releasing import Kind as Told
from tests.bot.earlier import opened
from tests.bot.hall import data, votes
from tests.bot.test_room import CASE, Class
from tests.chat import bot

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Rows = list[dict[str, str]]


@pytest.fixture
def told(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[], Coroutine[Any, Any, Rows]]:
    """Reads what the command exports."""
    monkeypatch.setenv("DATABASE_URL", url)

    async def rows() -> Rows:
        capsys.readouterr()
        assert await asyncio.to_thread(main, ["figures", "--csv"]) == 0
        return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    return rows


async def test_a_session_that_is_over_is_in_the_figures(
    tmp_path: Path,
    url: str,
    told: Callable[[], Coroutine[Any, Any, Rows]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with bot(tmp_path, database_url=url) as where, aiohttp.ClientSession() as http:
        room = Class(http, where)
        card = await room.begin()
        options = votes(card)
        for one in range(12):
            await room.send(room.press(f"p{one}", options[one % 2]))
        card = await room.send(room.press("trainer-1", data(card, "Next stage")))
        for one in range(4):
            await room.send(room.press(f"p{one}", votes(card)[0]))
        assert await told() == []
        await room.send(room.press("trainer-1", data(card, "End the session")))
    rows = await told()
    assert {row["kind"] for row in rows} == {"TRAINING, NOT LIVE"}
    first = next(iter(forms_of(case()).values()))
    assert {row["stage"] for row in rows} == {first.title}
    assert sorted(row["count"] for row in rows if row["count"] != "0") == ["6", "6"]
    assert await told() == rows  # told once, and no more by asking again
    assert await asyncio.to_thread(main, ["figures"]) == 0
    assert "of 12 missed it" in capsys.readouterr().out
    drawn = tmp_path / "figures.svg"
    assert await asyncio.to_thread(main, ["figures", "--picture", str(drawn)]) == 0
    words = " ".join(one.text or "" for one in ElementTree.parse(drawn).iter())
    assert first.title in words
    assert await asyncio.to_thread(main, ["figures", "--picture", str(tmp_path)]) == 1
    assert "directory" in capsys.readouterr().err


def case() -> Scenario:
    return scenarios_of(load(FOLDER), FOLDER)[CASE]


async def decide(url: str, chosen: list[tuple[str, str]], form: Form, tenant: str = "t") -> None:
    """Have officers alone decide: (officer, option id) each."""
    scenario = case()
    pin = ExercisePin(CASE, edition(scenario), NOW.date(), {})
    database = await open_database(url)
    try:
        for number, (owner, option) in enumerate(chosen):
            at = NOW + timedelta(minutes=number)
            id_ = f"{form.id}-{tenant}-{number}"
            event = Event(at, owner, Kind.ANSWERED, id_, None, form.stage, option)
            begun = Exercise(id_, owner, at, pin)
            work = Practice(begun, id_, 0, (event,), tenant, {form.stage: form})
            await database.write(practise(work, at))
    finally:
        await database.close()


async def test_officers_alone_are_told_of_twenty_together_by_their_goes(
    url: str, told: Callable[[], Coroutine[Any, Any, Rows]]
) -> None:
    form = next(iter(forms_of(case()).values()))
    right, wrong = form.options[0][0], form.options[1][0]
    first = [(f"p{n}", right if n < 8 else wrong) for n in range(20)]
    await decide(url, first[:19], form)
    assert await told() == []
    others = [(f"q{n}", option) for n, (_, option) in enumerate(first)]
    again = [(name, right) for name, _ in others]
    third = [(name, wrong) for name, _ in others]
    await decide(url, [*others, *again, *third], form, tenant="u")
    rows = [(row["table"], row["count"]) for row in await told() if row["count"] not in ("", "0")]
    assert sorted(rows) == [
        ("alone, first go", "12"),
        ("alone, first go", "8"),
        ("alone, second go", "20"),
    ]


async def test_what_was_told_stays_and_what_was_answered_goes(url: str) -> None:
    form = next(iter(forms_of(case()).values()))
    await decide(url, [(f"p{n}", form.right) for n in range(25)], form)
    database = await open_database(url)
    try:
        figures = Figures(database)
        await asyncio.gather(figures.tell(), figures.tell())
        await Retention(database, Keep()).purge(NOW + timedelta(days=400))
        (one,) = (await figures.found("t")).told
        assert (one.kind, one.option, one.count) == (Told.ALONE, form.right, 20)
        assert (await figures.found("another")).told == ()
        assert (await figures.found(None)).told == (one,)
        assert (await figures.found("t")).tallies == ()
        await figures.purge(NOW + KEPT + timedelta(days=40))
        assert (await figures.found("t")).told == ()
    finally:
        await database.close()


async def test_a_database_of_an_earlier_version_is_left_as_it_is(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    database = await opened(url)
    await migrate(database, read_migrations()[:7])
    await database.close()
    assert await asyncio.to_thread(main, ["figures"]) == 1
    assert "earlier version" in capsys.readouterr().err
