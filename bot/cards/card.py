"""A screen as an Adaptive Card within what mobile Teams renders: version 1.5, few and plain parts.

``Action.Execute`` is used throughout, so that a pressed card can be replaced by its settled form;
clients without it get the same data through ``fallback: Action.Submit``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.cards.bars import drawn
from bot.cards.buttons import carried, form
from bot.cards.dense import listed, numbered
from bot.cards.parts import Card, alert_box, banner, field_input, fitted, text_block
from bot.cards.text import bullet, sources
from content.release import Release
from dialogs.event import Json
from dialogs.screen import Choice, Screen
from dialogs.wording import Said

VERSION = "1.5"
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MAX_BUTTONS = 6
MAX_LABEL = 30  # characters; mobile Teams cuts off longer ones


def card(screen: Screen, encounter: str, revision: int, release: Release | None) -> Card:
    """The card for a screen. ``encounter`` is "" when there is none."""
    drawing = _Drawing(screen, encounter, revision, release)
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "body": list(drawing.body()),
        "actions": list(drawing.actions()),
    }


class _Drawing:
    def __init__(
        self, screen: Screen, encounter: str, revision: int, release: Release | None
    ) -> None:
        self.screen = screen
        self.encounter = encounter
        self.revision = revision
        self.release = release
        self.shown, self.folded = fitted(screen)

    def body(self) -> Iterator[Json]:
        screen = self.screen
        if screen.mark:
            yield banner(screen.mark)
        yield from (alert_box(alert) for alert in screen.alerts)
        yield text_block(screen.title, weight="Bolder", size="Medium", style="heading")
        above = len(screen.lines)
        yield from self.shown[:above]
        yield from drawn(screen.charts)
        yield from self.shown[above:]
        yield from self.asked()
        spelt = [f"**{one.label}** {one.say}" for one in screen.choices if one.say]
        yield from (text_block(line) for line in spelt)
        if self.picks():
            yield self.places()
        yield from (text_block(line, spacing="Small") for line in screen.below)
        if screen.progress:
            yield text_block(screen.progress, size="Small", isSubtle=True)

    def asked(self) -> Iterator[Json]:
        """The question; where it has one field, as the label of that."""
        question, fields = self.screen.question, self.screen.fields
        if question and len(fields) == 1 and not self.screen.live:
            yield field_input(replace(fields[0], label=question))
            return
        if question:
            yield text_block(question, weight="Bolder")
        if self.screen.live and fields:
            yield from listed(self.screen)
            return
        yield from (field_input(one) for one in fields)

    def picks(self) -> bool:
        """Whether the choices are too many or too long for buttons, so that a list is shown."""
        choices = self.screen.choices
        _, rest = _split(choices)
        return len(choices) > MAX_BUTTONS - 1 or any(len(one.label) > MAX_LABEL for one in rest)

    def places(self) -> Json:
        choices: list[Json] = [
            {"title": choice.label, "value": json.dumps(carried(choice.act, "", self.revision))}
            for choice in _split(self.screen.choices)[1]
        ]
        return {
            "type": "Input.ChoiceSet",
            "id": "place",
            "label": "Pick one",
            "style": "compact" if len(choices) > MAX_BUTTONS else "expanded",
            "placeholder": "Choose…",
            "wrap": True,
            "choices": choices,
        }

    def actions(self) -> Iterator[Json]:
        screen = self.screen
        main, rest = _split(screen.choices)
        if self.picks():
            yield self.button("Go", {"act": "go", **self.where()}, main=not main)
            yield from (self.choice(one) for one in main)
        else:
            yield from (self.choice(one) for one in main)
            yield from self.filled()
            yield from (self.choice(one) for one in rest)
        for link in screen.links:
            yield {"type": "Action.OpenUrl", "title": link.label, "url": link.url}
        if screen.cannot and screen.key:
            yield self.unfold(
                "Can’t do…", [field_input(one) for one in screen.cannot], [self.record()]
            )
        if self.folded or screen.more or screen.why or screen.nav or self.cited():
            yield self.unfold("More", list(self.details()), [self.choice(c) for c in screen.nav])

    def filled(self) -> Iterator[Json]:
        """The button that sends a form, with the form behind it where that is folded away."""
        screen, sends = self.screen, list(self.sends())
        if screen.live and screen.fields and sends:
            yield self.unfold("Tick or fill in", [field_input(one) for one in screen.fields], sends)
        else:
            yield from sends

    def sends(self) -> Iterator[Json]:
        screen = self.screen
        if screen.send and screen.key:
            first = not any(choice.main for choice in screen.choices)
            yield self.button(screen.send, self.form(), main=first)

    def record(self) -> Json:
        return self.button("Record", self.form())

    def form(self) -> Card:
        key = self.screen.key
        return form(key, self.encounter, self.revision) if key else {}

    def where(self) -> Card:
        return {"encounter": self.encounter, "revision": self.revision}

    def choice(self, choice: Choice) -> Json:
        data = carried(choice.act, self.encounter, self.revision)
        data["screen"] = self.screen.kind
        return self.button(self.called(choice), data, main=choice.main)

    def called(self, choice: Choice) -> str:
        """A button's label, with its number where answers are mostly typed."""
        choices = self.screen.choices
        typed = self.screen.live and not self.screen.fields and choice in choices
        return numbered(choice.label, choices.index(choice) + 1) if typed else choice.label

    def button(self, label: str, data: Card, *, main: bool = False) -> Json:
        pressed: Card = {
            "type": "Action.Execute",
            "title": label,
            "verb": str(data["act"]),
            "data": data,
            "fallback": {"type": "Action.Submit", "title": label, "data": data},
        }
        return {**pressed, "style": "positive"} if main else pressed

    def unfold(self, label: str, body: list[Json], actions: list[Json]) -> Json:
        inner: Card = {"type": "AdaptiveCard", "version": VERSION, "body": body, "actions": actions}
        return {"type": "Action.ShowCard", "title": label, "card": inner}

    def details(self) -> Iterator[Json]:
        screen = self.screen
        yield from self.folded
        yield from (text_block(bullet(one), spacing="Small") for one in screen.more)
        if screen.why:
            yield text_block(f"Why: {screen.why}")
        yield from (text_block(line, size="Small", isSubtle=True) for line in self.cited())

    def cited(self) -> list[str]:
        if self.release is None:
            return []
        shown: Iterable[Said] = (
            *self.screen.said,
            *self.screen.more,
            *(alert.said for alert in self.screen.alerts),
        )
        return [f"{one.title} — {one.edition}" for one in sources(shown, self.release)]


def _split(choices: tuple[Choice, ...]) -> tuple[list[Choice], list[Choice]]:
    return [c for c in choices if c.main], [c for c in choices if not c.main]
