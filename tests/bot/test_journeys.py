"""The whole bot taken by tapping alone, from the first card to the right handover."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.storage.store import open_store
from dialogs import handover, handover_data, handover_text
from dialogs.view import View, view
from tests.bot.tapping import Tap, Tapper
from tests.chat import buttons
from tests.databases import KINDS, place
from tests.journey import published

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOST_FOR_ONE = 25  # presses, Start and Handover included
MOST_FOR_EACH = 8
SECTION_45 = 3  # questions more for someone suspected of an offence

# Seven people, each left at another step, four ways of answering the NRM.
STEPS = (
    "account",
    "consent",
    "dtn-report",
    "undecided",
    "capacity",
    "safe-tonight",
    "suspected",
)
NRM = ("Agrees", "Agrees", "Declines", "Needs time", "May not understand", "Agrees", "Declines")

USUAL: dict[str, Tap] = {
    "medical": "No one needs care",
    "others": "No one else",
    "consent": "Agrees",
    "lone": "Parent or carer, checked",
    "safe-tonight": "Safe place arranged",
    "suspected": "No",
    "other-crimes": "None heard so far",
}


@pytest.fixture(scope="module", params=KINDS)
def bot_database(request: pytest.FixtureRequest, folder: Path) -> str:
    return place(request, folder)


@pytest.fixture
def officer(http: aiohttp.ClientSession, whole_bot: str, request: pytest.FixtureRequest) -> Tapper:
    name = request.node.name
    return Tapper(http, whole_bot, user=name, conversation=f"chat of {name}")


async def stood(officer: Tapper, database: str) -> View:
    """Where the officer's encounter stands in the bot's own database."""
    store = await open_store(database)
    try:
        rows = await store.recent(officer.user, 1)
        encounter = await store.encounter(rows[0].id)
    finally:
        await store.close()
    assert encounter is not None
    pin = encounter.pin
    return view(published().pinned(pin.start, pin.guides, pin.overlay), encounter)


async def handed_over(officer: Tapper, database: str) -> dict[str, Any]:
    """The handover as data, once the one shown for copying is known to be the same."""
    await officer.tap("Handover")
    summary = handover.summarise(await stood(officer, database))
    assert officer.replies[0]["text"] == handover_text.text(summary)
    return dict(handover_data.to_json(summary))


async def test_a_man_at_the_front_desk_whose_employer_holds_his_papers(
    officer: Tapper, bot_database: str
) -> None:
    await officer.starts("No", "Police building")
    await officer.walk(USUAL | {"indicators": ["ID held, missing or false", "Little or no pay"]})
    data = await handed_over(officer, bot_database)
    assert officer.presses <= MOST_FOR_ONE
    assert officer.broken == []
    assert data["complete"]
    (man,) = data["people"]
    assert (man["age_group"], man["nrm"]) == ("adult", "refer")
    assert man["duty_to_notify"] not in ("due", "not-for-children")
    assert man["section_45"] in ("none", None)
    assert man["crimes"] == ["modern-slavery"]
    assert man["outstanding"] == []
    assert man["citations"]


async def test_a_cannabis_house_with_seven_people(officer: Tapper, bot_database: str) -> None:
    await officer.starts("No", "Home", adult=3, young=4)
    assert "7 people" in officer.text
    await officer.walk(
        USUAL
        | {
            "indicators": ["Cannabis grow", "Lives where they work"],
            "others": ["Suspect left"],
            "person2/consent": "Declines",
            "person3/suspected": "Yes",
            "person3/act-age": "18 or over",
            "person3/offence": ["On the Schedule 4 list"],
        }
    )
    data = await handed_over(officer, bot_database)
    assert officer.broken == []
    spent = [officer.spent[f"Next: Person {number}"] for number in range(2, 8)]
    assert sum(spent) <= MOST_FOR_EACH * len(spent) + SECTION_45
    assert max(spent) <= MOST_FOR_EACH + SECTION_45  # the suspect; everyone else is within
    assert sorted(spent)[-2] <= MOST_FOR_EACH
    assert data["complete"]
    first, second, third, *young = data["people"]
    assert (first["nrm"], first["duty_to_notify"]) == ("refer", "not-due")
    assert (second["nrm"], second["duty_to_notify"]) == ("declined", "due")
    assert (third["nrm"], third["section_45"]) == ("refer", "excluded")
    assert len(young) == 4
    for child in young:
        assert (child["age_group"], child["nrm"]) == ("treat-as-child", "child-referral")
        assert child["duty_to_notify"] == "not-for-children"
    crimes = [(one["person"], one["crime"]) for one in data["crimes_to_record"]]
    slavery = [person for person, crime in crimes if crime == "modern-slavery"]
    assert slavery == [f"person{number}" for number in range(1, 8)]


async def test_a_woman_who_refuses_then_accepts(officer: Tapper, bot_database: str) -> None:
    taps = USUAL | {"indicators": ["Controlled sexual services"]}
    await officer.starts("No", "Business")
    await officer.walk(taps | {"consent": "Declines"})
    (refused,) = (await handed_over(officer, bot_database))["people"]
    assert (refused["nrm"], refused["duty_to_notify"]) == ("declined", "due")
    await officer.tap("Carry on")
    await officer.tap("Pick a section or person")
    await officer.pick("Person 1")
    await officer.pick("NRM: explain, then ask")
    await officer.tap("Agrees")
    assert "Set aside" in officer.text
    await officer.tap("Change it")
    await officer.walk(taps)
    data = await handed_over(officer, bot_database)
    (accepted,) = data["people"]
    assert officer.broken == []
    assert (accepted["nrm"], accepted["duty_to_notify"]) == ("refer", "not-due")
    assert accepted["outstanding"] == []
    assert "person1/dtn-report" in data["dormant"]


async def test_an_age_changed_from_adult_to_child_half_way(
    officer: Tapper, bot_database: str
) -> None:
    taps = USUAL | {"indicators": ["Made to commit crime or beg"]}
    await officer.starts("No", "Street")
    await officer.walk(taps, until="person1/nrm-report")
    for step in ("person1/consent", "person1/account", "person1/age"):
        await officer.tap("Back")
        assert officer.at == step
    await officer.tap("Under 18")
    await officer.tap("Change it")
    half_way = await stood(officer, bot_database)
    assert [alert.level for alert in half_way.alerts] == ["child"]
    await officer.walk(taps)
    data = await handed_over(officer, bot_database)
    (child,) = data["people"]
    assert officer.broken == []
    assert data["complete"]
    assert (child["age_group"], child["nrm"]) == ("child", "child-referral")
    assert child["duty_to_notify"] == "not-for-children"
    assert "person1/consent" in data["dormant"]


async def test_danger_now_comes_first_and_stays_on_top(officer: Tapper) -> None:
    await officer.starts("Yes, now", "Save, rest later", "Home")
    assert officer.text.startswith("! Danger now")
    await officer.tap("Next: Scene")
    assert officer.text.startswith("! Danger now")
    assert officer.broken == []


async def test_the_lists_beside_the_board_fit_for_seven_people(officer: Tapper) -> None:
    await officer.starts("No", "Home", adult=3, young=4)
    for label in ("Pick a section or person", "Board", "Tasks", "Handover", "Carry on"):
        shown = [one["title"] for one in buttons(officer.card)]
        await officer.tap(next(title for title in shown if title.startswith(label)))
    for words in ("help", "contacts", "add person", "encounters", "why", "stop", "start"):
        await officer.say(words)
    assert officer.broken == []


async def test_the_board_fits_when_seven_people_stand_differently(officer: Tapper) -> None:
    await officer.starts("No", "Home", adult=7, young=0)
    taps = USUAL | {f"person{number}/consent": label for number, label in enumerate(NRM, 1)}
    for number, step in enumerate(STEPS, 1):
        await officer.say(f"person {number}")
        await officer.walk(taps, until=f"person{number}/{step}")
        await officer.tap("Board")
    assert "7 people" in officer.text
    assert officer.broken == []
