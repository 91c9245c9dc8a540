"""Whole encounters on the real bot, by tapping in the page on a phone 320 pixels wide."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.chat import bot
from tests.page.conftest import Chat

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SCREENS = 2  # a button is never further down than this many screens
USUAL = ("All done", "Continue")
# What to tap at a step, by the heading of its card: a button, or boxes to tick before "Continue".
Taps: TypeAlias = dict[str, str | list[str]]
FRONT_DESK: Taps = {
    "Danger now": "No",
    "Where are you?": "Police building",
    "Medical needs": "No one needs care",
    "What you see and hear": ["ID held, missing or false", "Little or no pay"],
    "Who else": "No one else",
    "NRM: explain, then ask": "Agrees",
    "Safe tonight": "Safe place arranged",
    "Suspected of an offence": "No",
    "Other crimes against them": "None heard so far",
}
CANNABIS_HOUSE: Taps = FRONT_DESK | {
    "Where are you?": "Home",
    "What you see and hear": ["Cannabis grow", "Lives where they work"],
    "Who else": ["Suspect left"],
    "Person 2 · NRM: explain, then ask": "Declines",
    "Person 3 · Suspected of an offence": "Yes",
    "Alone in the UK?": "Parent or carer, checked",
    "Age at the offence": "18 or over",
    "Suspected offence": ["On the Schedule 4 list"],
}


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """The real bot, where the other tests of the page have one that they write."""
    async with bot(tmp_path) as where:
        yield where


@dataclass
class Officer:
    """Someone who taps on the newest card of the page.

    Attributes:
        shots: where pictures of the main moments go.
        far: the cards whose last button is too far from their start, and how far in pixels.
    """

    chat: Chat
    shots: Path
    far: dict[str, float] = field(default_factory=dict)

    @property
    def card(self) -> Locator:
        return self.chat.bot.last

    async def heading(self) -> str:
        """What the newest card is about."""
        return await self.card.get_by_role("heading").first.inner_text()

    async def tap(self, label: str) -> None:
        """Press a button of the newest card and wait for the next one."""
        before = await self.chat.bot.count()
        await self.card.get_by_role("button", name=label, exact=True).click()
        await expect(self.chat.bot.nth(before)).to_be_visible()
        await expect(self.chat.page.locator("[aria-busy=true]")).to_have_count(0)
        await self._measure()

    async def answer(self, taps: Taps) -> None:
        """Answer the step that the newest card asks, as ``taps`` says or else as usual."""
        heading = await self.heading()
        tap = taps.get(heading, taps.get(heading.rpartition(" · ")[2]))
        if isinstance(tap, list):
            for label in tap:
                await self.card.get_by_label(label, exact=True).check()
        if isinstance(tap, str):
            await self.tap(tap)
        else:
            shown = await self.card.get_by_role("button").all_inner_texts()
            await self.tap(next(label for label in USUAL if label in shown))

    async def walk(self, taps: Taps) -> None:
        """Tap on until the board offers nothing more."""
        while True:
            following = self.card.get_by_role("button", name="Next: ")
            if await following.count():
                await self.shot(await following.inner_text())
                await self.tap(await following.inner_text())
            elif (await self.heading()).startswith("Encounter "):
                return
            else:
                await self.answer(taps)

    async def shot(self, name: str) -> None:
        """A picture of the page as it is now."""
        names = len(list(self.shots.iterdir()))
        file = f"{names:02} {name.replace(':', '')}.png"
        await self.chat.page.screenshot(path=self.shots / file)

    async def _measure(self) -> None:
        """Note the newest card if its last button cannot be reached within two screens."""
        buttons = await self.card.get_by_role("button").all()
        top, screen = await self.card.bounding_box(), self.chat.page.viewport_size
        last = await buttons[-1].bounding_box() if buttons else None
        if top and last and screen:
            reach = last["y"] + last["height"] - top["y"]
            if reach > SCREENS * screen["height"]:
                self.far[await self.heading()] = reach


@pytest.fixture
def officer(chat: Chat, tmp_path: Path) -> Officer:
    shots = tmp_path / "shots"
    shots.mkdir()
    return Officer(chat, shots)


async def test_a_man_at_the_front_desk(officer: Officer) -> None:
    await officer.shot("welcome")
    await officer.tap("Start an encounter")
    await officer.shot("danger")
    await officer.walk(FRONT_DESK)
    await officer.shot("all answered")
    await officer.tap("Handover")
    await officer.shot("handover")
    text = officer.chat.bot.nth(-2)
    await expect(text).to_contain_text("NRM referral agreed")
    await expect(text).to_contain_text("Modern slavery (class 106)")
    assert officer.far == {}


async def test_a_cannabis_house_with_seven_people(officer: Officer) -> None:
    await officer.tap("Start an encounter")
    await officer.answer(CANNABIS_HOUSE)
    await officer.answer(CANNABIS_HOUSE)
    await officer.card.get_by_label("Adults").fill("3")
    await officer.card.get_by_label("Under 18 or not sure").fill("4")
    await officer.shot("who is here")
    await officer.tap("Continue")
    await expect(officer.card).to_contain_text("7 people")
    await officer.walk(CANNABIS_HOUSE)
    await officer.shot("all answered")
    await officer.tap("Handover")
    await officer.shot("handover")
    text = officer.chat.bot.nth(-2)
    await expect(text).to_contain_text("7 people: 3 adult, 4 under 18 or not sure")
    await expect(text).to_contain_text("Duty to Notify due")
    await expect(text).to_contain_text("Schedule 4")
    assert officer.far == {}
