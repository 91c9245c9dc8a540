"""Every kind of card the bot sends, met by playing the scenarios over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from content.scenario import Scenario
from content.scenario_moves import EVERYONE, Change, Give, Question, Stale
from dialogs.rehearsal.play import as_json, key_of
from tests.chat import Activity, Card, Chat, buttons, inputs

MOST = 400  # turns of one scenario
ASIDE = (
    "help", "contacts", "encounters", "why", "sources", "people", "tasks", "add person", "board",
    "summary", "what is the duty to notify", "is burglary on schedule 4", "hotel", "child",
    "what is the weather", "as at 2017-10-01", "as at today", "as at 1999-01-01", "start", "ask",
    "more", "review", "he has a knife and he is attacking her", "undo", "close", "reopen", "stop",
    "resume", "wie geht es ihnen heute abend mein freund", "999999", "",
)  # fmt: skip
_VARYING = re.compile(r"[0-9a-f]{32}|\b[B-DF-HJ-NP-TV-Z2-9]{4}\b|\"revision\": \d+")


@dataclass
class Player(Chat):
    """An officer who knows the answers of a scenario and keeps every card.

    Attributes:
        cards: each different card once, by its JSON without ids, codes and revisions.
    """

    cards: dict[str, Card] = field(default_factory=dict)

    async def send(self, activity: Activity) -> list[Activity]:
        replies = await super().send(activity)
        for reply in replies:
            for attachment in reply.get("attachments", []):
                self.keep(attachment["content"])
        value = self.result["body"].get("value") if self.result else None
        if isinstance(value, dict) and value.get("type") == "AdaptiveCard":
            self.keep(value)
        return replies

    def keep(self, card: Card) -> None:
        """Note a card."""
        self.cards.setdefault(_VARYING.sub("", json.dumps(card)), card)

    async def begin(self, guide: str) -> None:
        """Start an encounter on a guide, whatever is open."""
        await self.press_data({"act": "show", "what": "new", "step": guide})

    async def play(self, scenario: Scenario, *, refreshing: bool) -> None:
        """Answer what is asked, to the end."""
        answers = _answers(scenario)
        for _ in range(MOST):
            if refreshing:
                await self._refresh()
            asked = next(_asked(self.card), None)
            following = [one for one in buttons(self.card) if one["title"].startswith("Next: ")]
            confirms = [one for one in buttons(self.card) if _act(one) == "confirm"]
            if confirms:
                await self.press_data(confirms[0]["data"])
            elif asked:
                await self._answer(asked, answers)
            elif following:
                await self.press_data(following[0]["data"])
            else:
                return
        raise AssertionError(f"{scenario.scenario} does not end")

    async def think_again(self, scenario: Scenario) -> None:
        """Press the old buttons and ask the questions that the scenario tells of."""
        id_ = self.card.get("refresh", {}).get("action", {}).get("data", {}).get("encounter", "")
        for move in scenario.then:
            if isinstance(move, Question):
                await self.say(move.ask)
            elif isinstance(move, Change | Stale):
                for name, value in (
                    move.change if isinstance(move, Change) else move.stale
                ).items():
                    person, step = key_of(name)
                    where = {"person": person, "step": step, "encounter": id_, "revision": 1}
                    await self.press_data({"act": "answer", "option": as_json(value), **where})
                    await self._refresh()
                    await self.say("yes")

    async def look_round(self) -> None:
        """Everything that can be said at any time."""
        for text in ASIDE:
            await self.say(text)
            await self._refresh()

    async def _refresh(self) -> None:
        """The card as a refresh shows it; the card in hand stays the same."""
        replies, again = self.replies, self.card.get("refresh")
        if again:
            await self.press_data(again["action"]["data"])
            self.replies = replies

    async def _answer(self, asked: Card, answers: Mapping[tuple[str | None, str], Any]) -> None:
        person, step = asked.get("person"), str(asked["step"])
        value = answers.get((person, step), answers.get((EVERYONE, step)))
        if value is None and person is None:
            value = answers.get((None, step))
        if value is None:
            await self.press_data(asked, **_filled(self.card))
            return
        where = {name: asked[name] for name in ("person", "step", "encounter", "revision")}
        before = self.replies
        await self.press_data({"act": "answer", "option": value, **where})
        if next(_asked(self.card), {}).get("step") == step and before:
            await self.press_data(next(_asked(self.card)), **_filled(self.card))


def _answers(scenario: Scenario) -> dict[tuple[str | None, str], Any]:
    held = [scenario.given, *(move.give for move in scenario.then if isinstance(move, Give))]
    return {key_of(name): as_json(value) for one in held for name, value in one.items()}


def _act(button: Card) -> object:
    return button.get("data", {}).get("act")


def _asked(card: Card) -> Iterator[Card]:
    """What the buttons, and the places of a longer list, that answer a step carry."""
    for one in buttons(card):
        if _act(one) in ("answer", "form"):
            yield one["data"]
    held: Card = next((one["data"] for one in buttons(card) if _act(one) == "go"), {})
    for one in inputs(card):
        for choice in one.get("choices", ()) if one["id"] == "place" else ():
            chosen = json.loads(choice["value"])
            if chosen.get("act") == "answer":
                yield {**chosen, "encounter": held["encounter"]}


def _filled(card: Card) -> dict[str, Any]:
    """The inputs as they stand, dates and choices filled in."""
    filled: dict[str, Any] = {}
    for one in inputs(card):
        if one["id"] == "place":
            continue
        usual = "2026-11-01" if one["type"] == "Input.Date" else one.get("value", "")
        filled[one["id"]] = usual
    return filled
