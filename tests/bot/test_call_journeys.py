"""Calls from the public reports, typed to the whole bot, to the handover that must come of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.storage.store import open_store
from content.scenario_files import load_scenarios
from content.steps import Ask, Do, Each
from dialogs import handover, handover_data
from dialogs.rehearsal.expect import unmet
from dialogs.view import View, view
from tests.chat import Chat
from tests.journey import published

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOST_KEYS = 20  # for a complete call, Enter included
FACTORS = ("threat", "harm", "risk", "investigation", "vulnerability", "engagement")


@dataclass(frozen=True)
class Case:
    """A call as it is typed, and what must stand in its handover.

    Attributes:
        lines: what is typed, one line for each Enter.
        by: who reported it.
        heard: what is reported, by step.
        thrive: the factors with something heard, by their first letters.
        ages: each person's age group.
    """

    lines: tuple[str, ...]
    by: str
    heard: dict[str, str]
    thrive: str
    ages: tuple[str, ...] = ("adult",)


CASES = {
    # Held for seven years; the translator said that this was modern slavery (2017 report, p. 62).
    "translator": Case(
        ("1", "13123", "124", "1", "a", "a"),
        "professional",
        {
            "call-danger": "Hurt or ill",
            "call-with": "Controller near or coming",
            "call-language": "Interpreter needed",
            "call-cues": "Papers or phone taken, Not paid, or in debt, Hit, threatened or afraid",
        },
        "THRIVE",
    ),
    # A man runs through gardens; the call itself did not suggest slavery (2017 report, p. 43).
    "gardens": Case(
        ("1", "12544", "6", "1", "a", "a"),
        "third-party",
        {"call-danger": "Harm not known", "call-cues": "Running, hiding or missing"},
        "RE",
    ),
    # Nobody speaks, and a man shouts.
    "silent": Case(
        ("1", "31214", "0", "1", "a", "a"),
        "caller",
        {"call-safe": "Silent or cannot speak", "call-cues": "None of these heard"},
        "TRE",
    ),
    # A boy is kept in a flat far from home and made to sell.
    "boy": Case(
        ("1", "21411", "389", "0 1", "a", "a"),
        "caller",
        {"call-cues": "Cannot leave, or watched, Forced crime, or in a grow, Child far from home"},
        "THRIVE",
        ("treat-as-child",),
    ),
}


async def stored(folder: Path, code: str) -> View:
    """Where the encounter with this code stands, from what is stored."""
    store = await open_store(str(folder / "test.db"))
    try:
        encounter = await store.by_code(code)
    finally:
        await store.close()
    assert encounter is not None
    pin = encounter.pin
    release = published().pinned(pin.start, pin.guides, pin.overlay)
    return view(release, encounter, encounter.owner)


@pytest.mark.parametrize("name", CASES)
async def test_a_call_is_typed_to_its_handover(
    name: str, whole_bot: str, http: aiohttp.ClientSession, folder: Path
) -> None:
    case = CASES[name]
    chat = Chat(http, whole_bot, user=name, conversation=name)
    await chat.send(chat.activity(text="hello", channelData={"role": "control_room"}))
    keys = 0
    for line in case.lines:
        await chat.send(chat.activity(text=line, channelData={"role": "control_room"}))
        keys += len(line) + 1
    assert keys <= MOST_KEYS
    await chat.say("h")
    assert f"REPORTED by the {case.by.replace('-', ' ')}" in chat.text
    seen = await stored(folder, chat.text.partition("Handover ")[2][:4])
    data: Any = handover_data.to_json(handover.summarise(seen))
    assert data["complete"]
    assert data["reported_by"] == case.by
    decisions = {one["step"]: one for one in data["scene"]["decisions"]}
    assert {step: decisions[step]["answer"] for step in case.heard} == case.heard
    assert {one["reported_by"] for step, one in decisions.items() if step != "reporter"} == {
        case.by
    }
    told = "".join(f[0].upper() for f in FACTORS if data["thrive"][f])
    assert told == case.thrive
    assert tuple(person["age_group"] for person in data["people"]) == case.ages
    assert not data["scene"]["outstanding"]


def next_keys(seen: View, given: Mapping[str, Any]) -> str:
    """What to type next, with a scenario's answers by step."""
    if seen.facts.proposal is not None:
        return "y"
    if seen.at is None:
        return "next"
    step, value = seen.at.step, given.get(seen.at.step.id)
    if isinstance(step, Each) and isinstance(value, dict):
        return " ".join(str(value.get(name, 0)) for name in step.groups)
    if isinstance(step, Ask):
        picked = value if isinstance(value, list | tuple) else [value]
        return " ".join(str(list(step.options).index(str(one)) + 1) for one in picked) or "0"
    return "a" if isinstance(step, Do) else "ok"


async def test_the_man_at_the_front_desk_by_keys_alone(
    whole_bot: str, http: aiohttp.ClientSession, folder: Path
) -> None:
    """He says outright that he is a slave, and is not sent away (2017 report, p. 41-42)."""
    case = load_scenarios(published().sources)["front-desk-turned-away"].scenario
    given = {name.rpartition("/")[2]: value for name, value in case.given.items()}
    chat = Chat(http, whole_bot, user="desk", conversation="desk")
    code = (await chat.say("start")).partition(" · step")[0][-4:]
    while not (seen := await stored(folder, code)).complete:
        assert seen.revision < 100
        await chat.say(next_keys(seen, given))
    assert list(unmet(case.expect, seen, final=True)) == []
    assert "NRM referral" in await chat.say("h")
