"""Figures of sessions: exact where they are given, and never telling on a few."""

from __future__ import annotations

import asyncio
import csv
import io
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.command_line import main
from dialogs.training.figures import suppressed
from tests.bot.test_room import Class, data, votes
from tests.chat import bot


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 30), min_size=2))
def test_no_small_count_is_told_or_can_be_worked_out(counts: dict[str, int]) -> None:
    told = suppressed(counts)
    hidden = [name for name, count in told.items() if count is None]
    assert all(count is None or count == 0 or count >= 5 for count in told.values())
    assert all(told[name] in (None, count) for name, count in counts.items())
    if hidden and sum(counts.values()) >= 5 and sum(map(bool, counts.values())) > 1:
        assert len(hidden) > 1
        assert sum(counts[name] for name in hidden) >= 5


def test_counts_that_are_large_enough_are_all_told() -> None:
    assert suppressed({"a": 5, "b": 9, "c": 0}) == {"a": 5, "b": 9, "c": 0}
    assert suppressed({"a": 1, "b": 9, "c": 6}) == {"a": None, "b": 9, "c": None}


async def test_a_session_that_is_over_is_in_the_figures(
    tmp_path: Path,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def told() -> list[list[str]]:
        capsys.readouterr()
        assert await asyncio.to_thread(main, ["figures", "--csv"]) == 0
        return list(csv.reader(io.StringIO(capsys.readouterr().out)))[1:]

    monkeypatch.setenv("DATABASE_URL", url)
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
    assert {row[0] for row in rows} == {"TRAINING, NOT LIVE"}
    assert {row[2] for row in rows} == {"At the counter"}
    assert sorted(row[5] for row in rows) == ["0", "6", "6"]
    assert await asyncio.to_thread(main, ["figures"]) == 0
    assert "of 12 right: At the counter" in capsys.readouterr().out
