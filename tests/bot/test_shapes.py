"""Cases in the shape of each moment, over real HTTP, to the right handover."""

from __future__ import annotations

import re

import aiohttp
import pytest

from content.scenario import Scenario
from content.scenario_files import load_scenarios
from dialogs.handover import summarise
from dialogs.handover_text import text
from dialogs.rehearsal.play import key_of
from dialogs.rehearsal.run import play
from tests.journey import TODAY, published
from tests.player import Player

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOMENTS = {"encounter", "call", "counter", "detention", "lorry", "lone-child"}
_TIME = re.compile(r"\b\d\d:\d\d\b|\bon \d+ \w+ \d{4}\b|\b[B-DF-HJ-NP-TV-Z2-9]{4}\b")


def cases() -> list[Scenario]:
    """Those whose answers stand from the beginning: the chat asks for them one by one."""
    every = (script.scenario for script in load_scenarios(published().sources).values())
    return [one for one in every if one.guide and not one.as_of and not one.then]


def lines(told: str) -> set[str]:
    """What a handover says, without times and the code, which differ from run to run."""
    kept = told.split("\nGuidance: ", maxsplit=1)[0].splitlines()[1:]
    return {
        _TIME.sub("", line).strip()
        for line in kept
        if line.strip() and not line.startswith("Handover ")
    }


def expected(scenario: Scenario) -> set[str]:
    """The lines of the engine's own handover."""
    seen = play(
        scenario,
        published().release(scenario.guide or "", TODAY),
        lambda text, on: (),
        TODAY,
    ).view
    assert seen is not None
    return lines(text(summarise(seen)))


def children(scenario: Scenario) -> list[str]:
    """Who is settled to be a child; the list of people only says who may be one."""
    ages = ((*key_of(name), value) for name, value in scenario.given.items())
    return [person for person, step, age in ages if person and (step, age) == ("age", "child")]


@pytest.mark.parametrize("scenario", cases(), ids=lambda one: one.scenario)
async def test_the_chat_hands_over_what_the_case_comes_to(
    scenario: Scenario, whole_bot: str, http: aiohttp.ClientSession
) -> None:
    player = Player(http, whole_bot, scenario.scenario, scenario.scenario)
    await player.begin(scenario.guide or "")
    await player.play(scenario, refreshing=False)
    for person in children(scenario):
        await player.say(f"person {person.removeprefix('person')} is 15")
        await player.say("yes")
    await player.play(scenario, refreshing=False)
    assert expected(scenario) <= lines(await player.say("summary"))


async def test_every_moment_has_a_case() -> None:
    assert {one.guide for one in cases()} == MOMENTS
