"""A large encounter, 30 people and 500 events: ``python -m benchmarks.large``.

How long its log takes to fold, how long to work out what to show, and the largest message it makes,
in bytes. Built by typing, through the whole core; only the store's disk is in it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.officers import activity
from bot.conversation.turn import Turns
from bot.guidance import Guidance
from bot.storage.store import Store, open_store
from content.loader import FOLDER, load
from content.retrieval import understanding
from dialogs.encounter import Encounter
from dialogs.facts import fold
from dialogs.view import view

PEOPLE = 30
EVENTS = 500
ANSWERS = 300  # typed before the log is filled up with changes of mind
ROUNDS = 50
FOLD_BUDGET = 5.0  # milliseconds
CARD_BUDGET = 28 * 1024  # bytes that Teams takes of one message
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
SCREENS = ("board", "tasks", "handover", "summary", "people", "help", "resume")


async def _measure() -> None:
    with TemporaryDirectory() as folder:
        store = await open_store(str(Path(folder) / "bench.db"))
        guidance = Guidance(load(FOLDER), understanding.load(FOLDER))
        encounter, largest = await _built(Turns(store, guidance, clock=lambda: NOW), store)
        await store.close()
    release = guidance.pinned(encounter.pin)
    print(f"{len(encounter.log)} events")
    _told("fold", _median(lambda: fold(encounter.log)), "ms", FOLD_BUDGET)
    _told("view", _median(lambda: view(release, encounter)), "ms", None)
    _told(f"largest message ({largest[1]})", largest[0], "bytes", CARD_BUDGET)


async def _built(turns: Turns, store: Store) -> tuple[Encounter, tuple[float, str]]:
    """The encounter, and the size and cause of the largest message on the way."""
    largest, numbers = (0.0, ""), itertools.count()
    encounter: Encounter | None = None
    answers = itertools.islice(itertools.cycle(("1", "2", "next", "1", "not sure")), ANSWERS)
    filling = itertools.cycle(("add adult", "undo"))
    typed = itertools.chain(("start", "2", "1"), ["add adult"] * PEOPLE, answers, filling)
    for text in typed:
        sent = json.loads(activity("http://127.0.0.1:1/", "large", next(numbers), text))
        outcome = await turns.handle(sent)
        largest = max(largest, *((_size(one), text) for one in outcome.replies))
        rows = await store.recent("large", 1)
        encounter = await store.encounter(rows[0].id) if rows else None
        if encounter and len(encounter.log) >= EVENTS:
            break
    for text in SCREENS:
        sent = json.loads(activity("http://127.0.0.1:1/", "large", next(numbers), text))
        outcome = await turns.handle(sent)
        largest = max(largest, *((_size(one), text) for one in outcome.replies))
    assert encounter is not None
    return encounter, largest


def _size(message: Any) -> float:
    return float(len(json.dumps(message, ensure_ascii=False).encode()))


def _median(work: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[ROUNDS // 2]


def _told(name: str, value: float, unit: str, budget: float | None) -> None:
    late = "  over the budget" if budget is not None and value > budget else ""
    print(f"{name:32} {value:10.2f} {unit}{late}")


def main() -> None:
    """Print what was measured."""
    asyncio.run(_measure())


if __name__ == "__main__":
    main()
