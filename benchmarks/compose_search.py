"""How long a search from the compose box takes: ``python -m benchmarks.compose_search``.

The whole core without a socket: from the activity to the answer's JSON. Ratios are to a bare
look-up of the same words, so that they compare between machines.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.activity import JsonObject
from bot.conversation.turn import Turns
from bot.guidance import Guidance
from bot.storage.store import open_store
from content.found import Context
from content.loader import FOLDER, load
from content.retrieval import understanding

SEARCHES = ("", "n", "duty to", "what if he says no to the nrm", "burglary schedule 4", "parking")
ROUNDS = 30
BUDGET = 300.0  # milliseconds


def main() -> None:
    """Print the median and the worst time of each search, and how it compares."""
    asyncio.run(_measure())


async def _measure() -> None:
    guidance = Guidance(load(FOLDER), understanding.load(FOLDER))
    now = datetime(2026, 11, 22, tzinfo=UTC)
    with TemporaryDirectory() as folder:
        store = await open_store(str(Path(folder) / "bench.db"))
        turns = Turns(store, guidance, clock=lambda: now)
        await turns.handle(_activity("warm up"))
        print(f"{'search':32} {'median ms':>10} {'worst ms':>10} {'of a look-up':>13} {'kB':>6}")
        for text in SEARCHES:
            await _row(turns, guidance, text, now)
        await store.close()


async def _row(turns: Turns, guidance: Guidance, text: str, now: datetime) -> None:
    day = guidance.on(now.date())
    bare = _times(lambda: day.find(text, Context()))
    took, size = [], 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        outcome = await turns.handle(_activity(text))
        size = len(json.dumps(outcome.invoke))
        took.append((time.perf_counter() - start) * 1000)
    median, worst = sorted(took)[ROUNDS // 2], max(took)
    ratio = median / max(sorted(bare)[ROUNDS // 2], 0.001)
    late = "  over the budget" if worst > BUDGET else ""
    print(f"{text!r:32} {median:10.2f} {worst:10.2f} {ratio:12.1f}x {size / 1024:6.1f}{late}")


def _times(work: Callable[[], object]) -> list[float]:
    took = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return took


def _activity(text: str) -> JsonObject:
    return {
        "type": "invoke",
        "name": "composeExtension/query",
        "id": "1",
        "channelId": "msteams",
        "from": {"id": "29:bench"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:bench", "conversationType": "personal"},
        "value": {
            "commandId": "searchGuidance",
            "parameters": [{"name": "query", "value": text}],
            "queryOptions": {"skip": 0, "count": 25},
        },
    }


if __name__ == "__main__":
    main()
