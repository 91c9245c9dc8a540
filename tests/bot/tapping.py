"""An officer who only taps, and who checks every reply met on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.bot.rules import breaches, card_breaches
from tests.chat import Activity, Card, Chat, buttons, inputs

# What to do at a step, in the words on its card: a button, or boxes to tick before "Continue".
Tap: TypeAlias = str | list[str]
USUAL = ("All done", "Continue")


@dataclass
class Tapper(Chat):
    """One officer's chat that can press only what the last card shows.

    Attributes:
        broken: every rule broken by a reply, or by a card that a press left behind.
        spent: the presses that each section or person took, the one to get there included.
    """

    broken: list[str] = field(default_factory=list)
    spent: dict[str, int] = field(default_factory=dict)

    async def send(self, activity: Activity) -> list[Activity]:
        replies = await super().send(activity)
        self.broken += [breach for reply in replies for breach in breaches(reply)]
        if self.result and isinstance(self.result["body"]["value"], dict):
            self.broken += card_breaches(self.result["body"]["value"])
        return replies

    async def starts(self, *taps: str, **people: int) -> None:
        """Open the chat, start an encounter, answer its first steps and count the people."""
        await self.send(self.activity(type="conversationUpdate", membersAdded=[{"id": "bot"}]))
        for label in ("Start an encounter", *taps):
            await self.tap(label)
        await self.tap("Continue", **people)

    async def tap(self, label: str, **filled: Any) -> str:
        """Press a button of the card, its inputs filled in or left as they are."""
        shown = {one["id"]: one for one in inputs(self.card)}
        assert set(filled) <= set(shown), f"the card asks for {sorted(shown)}"
        if label not in titles(self.card):
            self.presses += 1  # to unfold it
        left = {name: one["value"] for name, one in shown.items() if "value" in one}
        return await self.press_data(self.button(label)["data"], **left | filled)

    async def pick(self, label: str) -> str:
        """Tap one of the places offered, as a button or from a list."""
        places = [one for one in inputs(self.card) if one["id"] == "place"]
        if not places:
            return await self.tap(label)
        values = {choice["title"]: choice["value"] for choice in places[0]["choices"]}
        found = [title for title in values if title == label or title.startswith(f"{label}: ")]
        assert found, f"no {label!r} among {list(values)}"
        return await self.tap("Go", place=values[found[0]])

    async def answer(self, tap: Tap) -> None:
        """Answer the step shown."""
        if isinstance(tap, str):
            await self.tap(tap)
            return
        ticks = next(one for one in inputs(self.card) if one.get("isMultiSelect"))
        values = {choice["title"]: choice["value"] for choice in ticks["choices"]}
        await self.tap("Continue", **{ticks["id"]: ",".join(values[label] for label in tap)})

    async def walk(self, taps: Mapping[str, Tap], until: str = "") -> None:
        """Tap on as the board offers, to the end or to a step; checklists are all done."""
        while self.at != until or not until:
            before = self.presses
            if self.at:
                await self.answer(self._choice(self.at, taps))
            elif self.offered:
                self.spent[self.offered] = 0
                await self.tap(self.offered)
            else:
                return
            if self.spent:
                self.spent[list(self.spent)[-1]] += self.presses - before

    @property
    def at(self) -> str:
        """The step that the card asks for: "danger", "person1/consent", or "" for none."""
        data = [one["data"] for one in buttons(self.card)]
        asked = [one for one in data if one["act"] in ("answer", "form")]
        if not asked:
            return ""
        person, step = asked[0].get("person"), asked[0]["step"]
        return f"{person}/{step}" if person else str(step)

    @property
    def offered(self) -> str:
        """The label of the board's next best step, or "" when nothing is left."""
        return next((title for title in titles(self.card) if title.startswith("Next: ")), "")

    def _choice(self, at: str, taps: Mapping[str, Tap]) -> Tap:
        found = taps.get(at, taps.get(at.rpartition("/")[2]))
        if found is not None:
            return found
        usual = [title for title in titles(self.card) if title in USUAL]
        picked = any(one["id"] == "picked" for one in inputs(self.card))
        assert usual and not picked, f"nothing was said about {at}: {self.text}"
        return usual[0]


def titles(card: Card) -> list[str]:
    """The labels of a card's buttons, those folded away left out."""
    return [action["title"] for action in card["actions"]]
