"""A conversation that says what a test tells it to, behind the page's real endpoint."""

import asyncio
from collections.abc import Callable

from bot.activity import JsonObject, Outcome, text_of
from tests.page import samples

Answer = Callable[[JsonObject], Outcome]


def greet(activity: JsonObject) -> Outcome:
    """The welcome card to someone who joins, an echo to anything else."""
    if activity["type"] == "conversationUpdate":
        return Outcome((samples.message(0, "Welcome", samples.welcome()),))
    return Outcome((samples.message(1, f"You said: {text_of(activity, 'text')}"),))


class FakeCore:
    """Keeps each activity it is given and answers with ``answer``, once ``gate`` is open."""

    def __init__(self) -> None:
        self.seen: list[JsonObject] = []
        self.answer: Answer = greet
        self.gate = asyncio.Event()
        self.gate.set()
        self.delivered = asyncio.Event()

    def says(self, *replies: JsonObject, invoke: JsonObject | None = None) -> None:
        """From now on answer everything like this."""
        self.answer = lambda _: Outcome(replies, invoke)

    def sent(self, kind: str) -> list[JsonObject]:
        """The activities of one type so far."""
        return [activity for activity in self.seen if activity["type"] == kind]

    async def handle(self, activity: JsonObject) -> Outcome:
        self.seen.append(activity)
        await self.gate.wait()
        outcome = self.answer(activity)
        return Outcome(outcome.replies, outcome.invoke, outcome.updates, self._done)

    async def _done(self) -> None:
        self.delivered.set()
