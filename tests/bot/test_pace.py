"""Limits on how much one person and one organisation may send."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot import environment
from bot.pace import AGAIN, MOST, SLOW_DOWN, Pace, Verdict
from bot.server import running
from bot.settings import Settings, SettingsError
from tests.bot.fakes import APP_ID, Clock
from tests.chat import Chat

ME, YOU = ("me", "force"), ("you", "force")
STRANGER = ("me", "another force")


def takes(pace: Pace, person: tuple[str, str], times: int) -> int:
    return sum(pace.take(*person) is Verdict.TAKEN for _ in range(times))


def test_a_flurry_passes_and_then_an_even_pace() -> None:
    clock = Clock()
    pace = Pace(60, 0, clock)
    assert takes(pace, ME, 100) == 60
    clock.now += 5
    assert takes(pace, ME, 100) == 5
    clock.now += 3600
    assert takes(pace, ME, 100) == 60


def test_the_officer_on_a_doorstep_is_never_held_up() -> None:
    clock = Clock()
    pace = Pace(240, 6000, clock)
    for _ in range(1000):  # a tap each second for a quarter of an hour
        assert pace.take(*ME) is Verdict.TAKEN
        clock.now += 1


def test_one_person_holds_up_nobody_else() -> None:
    pace = Pace(5, 0, Clock())
    assert takes(pace, ME, 50) == 5
    assert takes(pace, YOU, 5) == 5
    assert takes(pace, STRANGER, 5) == 5


def test_all_of_an_organisation_share_one_more_limit() -> None:
    pace = Pace(8, 10, Clock())
    assert takes(pace, ME, 8) + takes(pace, YOU, 8) == 10
    assert takes(pace, STRANGER, 8) == 8


def test_who_goes_on_is_told_now_and_then() -> None:
    clock = Clock()
    pace = Pace(1, 0, clock)
    told = [pace.take(*ME) for _ in range(4)]
    assert told == [Verdict.TAKEN, Verdict.REFUSED, Verdict.SILENT, Verdict.SILENT]
    clock.now += AGAIN
    assert pace.take(*ME) is Verdict.REFUSED


def test_no_limit_is_no_limit() -> None:
    assert takes(Pace(0, 0), ME, 5000) == 5000


def test_no_more_is_remembered_than_fits() -> None:
    pace = Pace(1, 1, Clock())
    for number in range(MOST + 10):
        pace.take(str(number), "force")
    assert len(pace._buckets) <= MOST


async def test_the_whole_bot_refuses_politely_and_loses_nothing(tmp_path: Path) -> None:
    settings = replace(Settings(port=0), database_url=f"sqlite:///{tmp_path}/bot.db")
    limited = replace(settings, rate_per_person=3)
    async with running(limited) as address, aiohttp.ClientSession() as session:
        chat, other = Chat(session, address), Chat(session, address, "other", "theirs")
        await chat.say("start")
        data = chat.button("No")["data"]
        await chat.press("No")
        await chat.press("Home")
        assert await chat.say("3") == SLOW_DOWN
        assert await chat.say("3") == ""
        await chat.press_data(data)
        assert chat.result is not None
        assert chat.result["body"]["statusCode"] == 429
        assert "ambulance" in (await other.say("start")).lower()
    async with running(settings) as address, aiohttp.ClientSession() as session:
        again = Chat(session, address, numbers=iter(range(100, 200)))
        assert "Who may be a victim?" in await again.say("resume")


def test_the_limits_are_settings() -> None:
    own = {"MicrosoftAppId": APP_ID, "MicrosoftAppPassword": "x"}
    assert environment.load({}).rate_per_person == 0
    assert environment.load(own).rate_per_person == 240
    assert environment.load({**own, "RATE_PER_TENANT": "0"}).rate_per_tenant == 0
    with pytest.raises(SettingsError, match="RATE_PER_PERSON"):
        environment.load({"RATE_PER_PERSON": "many"})
