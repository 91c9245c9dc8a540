"""What would harm somebody and is nobody else's to test; docs/hazards.md names the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import aiohttp
import pytest

from bot.assembly import load_guidance
from bot.cards.card import card
from bot.cards.text import plain
from bot.conversation.talk import NOT_IN_FORCE
from bot.conversation.turn import Turns
from bot.guidance import Guidance
from bot.settings import Settings
from bot.storage.store import open_store
from content.library import NotInForce
from content.model import Model
from content.statement import Statement
from dialogs import approved, handover, handover_data, handover_text, lobby
from dialogs.encounter import Encounter, Mode, Pin
from tests.bot.fakes import message
from tests.chat import Chat, bot
from tests.content.test_danger_classifier import unseen
from tests.dialogs.test_published import begun
from tests.journey import TODAY, Journey, published, understood

LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC)
MARK = "(confirm locally)"
REASSURING = re.compile(
    r"\b(?:is|are) not (?:a )?victims?\b|\bno further action"
    r"|\bnothing (?:more|else|further) to do|\bsafe to (?:leave|release)"
    r"|\bnot modern slavery\b|\bno risk\b|\bcan be released\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def guidance() -> Guidance:
    return Guidance(published(), understood())


def said_by(found: object) -> Iterator[Statement]:
    """Every statement of a part of a guide."""
    if isinstance(found, Statement):
        yield found
    elif isinstance(found, list | tuple):
        for one in found:
            yield from said_by(one)
    elif isinstance(found, Model):
        for name in type(found).model_fields:
            yield from said_by(getattr(found, name))


def test_what_the_sources_leave_open_is_never_shown_as_settled(guidance: Guidance) -> None:
    day = guidance.on(TODAY)
    marked = 0
    for answer, edition in day.answers.values():
        left_open = [one for one in said_by(answer) if one.confirm_locally]
        screen = approved.approved(answer, edition, day.reading, None)
        drawn = json.dumps(card(screen, "", 0, day.reading.release), ensure_ascii=False)
        for one in left_open:
            assert MARK in drawn, answer.id
            if any(one.text == shown.text for shown in screen.said):
                assert f"{one.text} {MARK}" in plain(screen), answer.id
            marked += 1
    assert marked > 5


def test_nothing_says_that_there_is_no_victim_or_nothing_to_do() -> None:
    guides = (one.guide for one in chain.from_iterable(published().editions.values()))
    said = ((guide.guide, one.text) for guide in guides for one in said_by(guide))
    assert [(name, text) for name, text in said if REASSURING.search(text)] == []


@pytest.mark.parametrize("text", ["She is not a victim.", "There is nothing more to do."])
def test_a_reassurance_would_be_noticed(text: str) -> None:
    assert REASSURING.search(text)


def test_no_sign_found_still_leaves_an_encounter_to_hand_over() -> None:
    journey = begun(1, 0).answers(indicators=[])
    words = handover_text.text(handover.summarise(journey.view))
    assert not REASSURING.search(words)
    assert journey.view.next_best is not None


@pytest.mark.parametrize("age", ["child", "unsure"])
def test_who_may_be_a_child_is_protected_as_one(age: str) -> None:
    journey = begun(1, 0)
    assert journey.finding("person1", "child") is None
    journey.person("person1", age=age)
    assert journey.finding("person1", "child") == "social-care-first"
    assert journey.finding("person1", "nrm") == "child-referral"
    assert journey.finding("person1", "dtn") == "not-for-children"
    assert [one.level for one in journey.view.alerts] == ["child"]


def test_a_child_whose_age_is_not_asked_again_is_protected_from_the_list_on() -> None:
    assert begun(0, 1).finding("person1", "child") == "social-care-first"


def in_training(journey: Journey) -> Encounter:
    data = journey.encounter.to_json()
    pin = data["pin"]
    assert isinstance(pin, dict)
    data["pin"] = {**pin, "mode": Mode.TRAINING.value}
    return Encounter.from_json(data)


def test_a_handover_of_a_training_case_says_so_first() -> None:
    journey = begun(1, 0)
    live = handover.summarise(journey.view)
    journey.encounter = in_training(journey)
    trained = handover.summarise(journey.view)
    assert handover_text.text(trained).startswith("TRAINING, NOT LIVE")
    assert handover_data.to_json(trained)["mode"] == "training"
    assert "TRAINING" not in handover_text.text(live)
    assert Pin.from_json(journey.encounter.pin.to_json()).mode is Mode.TRAINING


def test_a_day_without_guidance_stops_the_start() -> None:
    with pytest.raises(NotInForce):
        load_guidance(Settings(), LONG_AGO.date())


async def test_a_day_without_guidance_is_said_and_never_answered_with_another(
    guidance: Guidance, tmp_path: Path
) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/bot.db")
    try:
        turns = Turns(store, guidance, clock=lambda: LONG_AGO)
        for number, text in enumerate(("start", "what is the nrm")):
            outcome = await turns.handle(message(id=str(number), text=text))
            assert NOT_IN_FORCE in json.dumps(outcome.replies), (text, outcome.replies)
    finally:
        await store.close()


async def test_danger_that_is_not_recognised_still_names_the_radio(tmp_path: Path) -> None:
    """Where no answer fits outright: an answer stands for itself."""
    missed = [text for text in unseen()["now"] if not understood().danger.is_now(text)]
    assert len(missed) > 20
    async with bot(tmp_path) as address, aiohttp.ClientSession() as session:
        said = {text: await Chat(session, address, conversation=text).say(text) for text in missed}
    unclear = {text for text, reply in said.items() if "in force from" not in reply}
    assert len(unclear) > len(missed) / 2
    assert [(text, said[text]) for text in unclear if lobby.EMERGENCY not in said[text]] == []


async def test_danger_is_answered_from_today_though_another_day_was_asked_for(
    tmp_path: Path,
) -> None:
    async with bot(tmp_path) as address, aiohttp.ClientSession() as session:
        chat = Chat(session, address)
        today = [await chat.say("he has got a knife"), await chat.say("2")]
        await chat.say("as at 2017-10-01")
        assert [await chat.say("he has got a knife"), await chat.say("2")] == today
        assert "2017" in await chat.say("what is the duty to notify")
