"""Every card that the bot sends: as Microsoft defines cards, and as its own renderer draws them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from content.retrieval.labelled import read_rows
from content.scenario import Scenario
from content.scenario_files import load_scenarios
from content.search import Index
from tests.adaptive import problems
from tests.chat import Card, bot, buttons, size
from tests.journey import TODAY, published, understood
from tests.player import Player
from tests.teams import Member, teams

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

QUESTIONS = Path(__file__).parents[1] / "content" / "questions"
LARGEST = 28 * 1024  # bytes
ROLES = ("response", "control_room", "custody", "trainer", "content_owner", "admin")
SEARCHES = (
    "",
    "is burglary on schedule 4",
    "he has a knife and he is attacking her",
    "nrm consent",
)
WORDS = ("text", "title", "label", "data", "value", "url", "choices", "verb", "min", "max", "id")
# What the renderer says where a host has no Universal Actions, as it falls back to Submit.
FALLEN_BACK = (
    'Unknown action type "Action.Execute". Fallback will be used if present.',
    'Property "action" must be set.',  # of the refresh
)
# Draws each card with Teams' version, and says what the renderer thinks of it.
DRAW = """
([cards, universal]) => cards.map((payload) => {
  const AC = window.AdaptiveCards;
  const context = new AC.SerializationContext(new AC.Version(1, 5));
  if (!universal) {
    const actions = new AC.CardObjectRegistry();
    AC.GlobalRegistry.populateWithDefaultActions(actions);
    actions.unregister("Action.Execute");
    context.setActionRegistry(actions);
  }
  const card = new AC.AdaptiveCard();
  card.hostConfig = new AC.HostConfig({ supportsInteractivity: true, actions: { maxActions: 6 } });
  card.parse(payload, context);
  const told = [];
  for (let i = 0; i < context.eventCount; i++) told.push(context.getEventAt(i).message);
  for (const one of card.validateProperties().validationEvents) told.push(one.message);
  const element = card.render();
  const drawn = element ? [...element.querySelectorAll("button")] : [];
  return {
    told,
    text: element ? element.textContent : "",
    buttons: drawn.map((one) => one.textContent.trim()),
  };
})
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cards(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[list[Card]]:
    """Every different card met by playing all scenarios of today, in every role, and more."""
    folder = tmp_path_factory.mktemp("cards")
    found: dict[str, Card] = {}
    async with bot(folder) as address, aiohttp.ClientSession() as session:
        await asyncio.gather(
            *(
                _played(Player(session, address, one.scenario, one.scenario, cards=found), one)
                for one in _scenarios()
            )
        )
        for role in ROLES:
            player = Player(session, address, f"a {role}", f"chat of a {role}", cards=found)
            for text in ("hello", "other ways to start", "1", "help", "review", "figures"):
                await player.send(player.activity(text=text, channelData={"role": role}))
        for text in _offered():
            await Player(session, address, "unsure", "unsure", cards=found).say(text)
        await _refused(Player(session, address, "thief", "thief", cards=found), found)
    async with teams(folder) as service:
        found |= await _in_teams(Member(service, "ann"))
    yield list(found.values())


async def _played(player: Player, scenario: Scenario) -> None:
    looks = len(scenario.scenario) % 4 == 0  # enough to meet everything at many stages
    await player.begin(scenario.guide or "encounter")
    if looks:
        await player.look_round()
    await player.play(scenario, refreshing=looks)
    await player.think_again(scenario)
    if looks:
        await player.look_round()


def _scenarios() -> list[Scenario]:
    every = (script.scenario for script in load_scenarios(published().sources).values())
    return [one for one in every if one.guide and (one.as_of or date.max) >= TODAY]


def _offered() -> list[str]:
    """Questions to which the bot offers several answers today, whatever its wordings are."""
    index = Index.build(published(), TODAY, understood())
    every = (row["q"] for row in read_rows(QUESTIONS / "in_scope.jsonl"))
    return [text for text in every if index.find(text).decision == "offer"][:3]


async def _refused(thief: Player, found: dict[str, Card]) -> None:
    """Cards of other people's buttons and of buttons that are not ours."""
    theirs = next(one for card in found.values() for one in buttons(card) if "data" in one)
    await thief.press_data(theirs["data"])
    await thief.press_data({"act": "nonsense"})
    await thief.press_data({"act": "go", "place": "x"})


async def _in_teams(ann: Member) -> dict[str, Card]:
    found = {}
    group = Member(ann.teams, "ann", conversation="19:group", kind="groupChat")
    for text in ("hello", "start", "what is the duty to notify"):
        await group.mention(text)
        found[f"group {text}"] = group.card
    for text in SEARCHES:
        for one in (await ann.search(text))["attachments"]:
            found[json.dumps(one["content"])] = one["content"]
    return found


async def test_many_kinds_of_cards_were_met(cards: list[Card]) -> None:
    headings = {one["text"] for card in cards for one in card["body"] if one["type"] == "TextBlock"}
    told = "\n".join(headings)
    for heading in (
        "Modern slavery first response", "What you can do", "Ask a question", "Who to call",
        "Your encounters", "Did you mean…", "What was missed", "Danger to life: act now",
        "Why this is asked", "Add a person", "Where to?", "I don’t have approved guidance on that",
        "No guidance is held for", "Guidance as at", "is still open", "put away", "Handover ",
        "That button is not one I know", "belongs to another officer", "✓ Encounter",
        "personal chat", "Schedule 4",
    ):  # fmt: skip
        assert heading in told, heading
    assert any("refresh" in card for card in cards)


async def test_every_card_is_as_it_is_defined(cards: list[Card]) -> None:
    wrong = {json.dumps(card)[:200]: found for card in cards if (found := problems(card))}
    assert not wrong
    assert all(size(card) < LARGEST for card in cards)


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, tmp_path: Path) -> AsyncIterator[Page]:
    """The chat page, for the renderer that it loads."""
    async with bot(tmp_path) as address:
        context = await browser.new_context(viewport={"width": 320, "height": 640})
        opened = await context.new_page()
        await opened.goto(address)
        await opened.wait_for_function("window.AdaptiveCards")
        yield opened
        await context.close()


@pytest.mark.browser
@pytest.mark.parametrize("universal", [True, False], ids=["Execute", "Submit"])
async def test_the_official_renderer_draws_every_card_without_complaint(
    cards: list[Card], page: Page, universal: bool
) -> None:
    every = list({json.dumps(_form(card)): card for card in cards}.values())
    forms = every if universal else every[::5]
    for card, drawn in zip(forms, await page.evaluate(DRAW, [forms, universal]), strict=True):
        name = card["body"][0].get("text", "?")
        assert [told for told in drawn["told"] if universal or told not in FALLEN_BACK] == [], name
        assert drawn["text"].strip(), name
        wanted = [action["title"] for action in card.get("actions", [])]
        assert drawn["buttons"][: len(wanted)] == wanted or set(wanted) <= set(drawn["buttons"])


def _form(value: Any) -> Any:
    """A card without its words: cards of the same form are drawn alike."""
    if isinstance(value, list):
        return [_form(one) for one in value]
    if isinstance(value, dict):
        return {name: _form(one) for name, one in value.items() if name not in WORDS}
    return value


BROKEN: list[tuple[str, Any]] = [
    ("weight", "Heavy"), ("txt", "a name that is not known"), ("type", "TextBlocks"),
    ("wrap", "perhaps"), ("text", 5),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BROKEN)
async def test_a_broken_card_is_noticed(cards: list[Card], name: str, value: Any) -> None:
    card = deepcopy(cards[0])
    card["body"][0][name] = value
    assert problems(card)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "value"), [("weight", "Heavy"), ("type", "TextBlocks"), ("type", "Table")]
)
async def test_the_renderer_complains_of_a_broken_card(
    cards: list[Card], page: Page, name: str, value: Any
) -> None:
    card = deepcopy(cards[0])
    card["body"][0][name] = value
    (drawn,) = await page.evaluate(DRAW, [[card], True])
    assert drawn["told"] or card["body"][0].get("text", "?") not in drawn["text"]
