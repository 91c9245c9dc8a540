"""Officers who write to the bot, so many at once, and what was seen of it."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field

from benchmarks.served import Server
from benchmarks.wire import Client

WALKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "encounter step": (("start",), ("2", "1", "undo", "1", "undo", "1", "undo", "1")),
    "question": ((), ("what is the duty to notify", "s45", "he says no to the nrm", "2 kids")),
    "call card": (("call",), ("1", "2", "1", "2", "u", "2", "u", "2")),
    "echo": ((), ("1", "2", "1", "2")),
}
GATHER = 1.0  # seconds in which the officers begin, one after the other


@dataclass
class Measured:
    """What was seen of one server under one kind of turn."""

    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    processor: float = 0.0
    own: float = 0.0

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.took) / self.seconds

    @property
    def cost(self) -> float:
        """Processor time of the server, microseconds a turn."""
        return self.processor / len(self.took) * 1e6

    @property
    def load(self) -> float:
        """Processor time of what makes the load, the connector included, microseconds a turn."""
        return self.own / len(self.took) * 1e6

    def at(self, share: float) -> float:
        """So much of the turns took at most so many milliseconds."""
        return sorted(self.took)[int(share * (len(self.took) - 1))] * 1000


class Officers:
    """Officers who walk the same way, each in a chat of their own, one after the other."""

    def __init__(self, server: Server, walk: str, where: str) -> None:
        self._server = server
        self._before, self._measured = WALKS[walk]
        self._where = where
        self._names = itertools.count()
        self._tag = f"{time.time_ns():x}"

    async def work(self, at_once: int, seconds: float) -> Measured:
        """So many at once for so long, from when all of them have begun.

        They begin one after the other: what is measured is not how long as many wait who all
        write in the same instant.
        """
        found = Measured()
        starts = [GATHER * number / at_once for number in range(at_once)]
        counted = time.perf_counter() + GATHER
        officers = [
            asyncio.ensure_future(self._one(found, start, counted, seconds)) for start in starts
        ]
        await asyncio.sleep(GATHER)
        before, began, own = self._server.processor(), time.perf_counter(), time.process_time()
        await asyncio.gather(*officers)
        found.seconds = time.perf_counter() - began
        found.processor = self._server.processor() - before
        found.own = time.process_time() - own
        return found

    async def _one(self, found: Measured, after: float, counted: float, seconds: float) -> None:
        await asyncio.sleep(after)
        client = await Client.open(self._server.port)
        while time.perf_counter() < counted + seconds:
            name = f"{self._tag}-{next(self._names)}"
            for number, text in enumerate((*self._before, *self._measured)):
                began = time.perf_counter()
                await client.post(activity(self._where, name, number, text))
                if began >= counted:
                    found.took.append(time.perf_counter() - began)
        client.close()


def activity(where: str, name: str, number: int, text: str) -> bytes:
    """A message as Teams sends it, the officer's of that number, whose replies go there."""
    whole = {
        "type": "message",
        "id": f"{name}-{number}",
        "timestamp": "2026-11-22T14:05:08.511Z",
        "channelId": "msteams",
        "serviceUrl": where,
        "from": {"id": f"29:{name}", "name": "A N Officer", "aadObjectId": name},
        "recipient": {"id": "28:bot", "name": "bot"},
        "conversation": {"id": f"a:{name}", "conversationType": "personal"},
        "channelData": {"tenant": {"id": "t-2"}},
        "locale": "en-GB",
        "text": text,
    }
    return json.dumps(whole).encode()
