"""Marking turns as sent: gathered, each told how it ended, none forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.storage.database import StoreUnavailable
from bot.storage.marks import MOST, Marks
from bot.storage.store import open_store
from tests.bot.store_samples import work


class Slow:
    """Writes when it is let."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.go = asyncio.Event()
        self.broken = False

    async def __call__(self, keys: Sequence[str]) -> None:
        self.asked.append(list(keys))
        await self.go.wait()
        if self.broken:
            raise StoreUnavailable("The database is unavailable.")


async def test_what_comes_meanwhile_is_written_together() -> None:
    slow = Slow()
    marks = Marks(slow)
    tasks = [asyncio.create_task(marks.mark("first"))]
    while not slow.asked:
        await asyncio.sleep(0)
    tasks += [asyncio.create_task(marks.mark(f"t{number}")) for number in range(MOST + 3)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in tasks)
    slow.go.set()
    await asyncio.gather(*tasks)
    assert [len(keys) for keys in slow.asked] == [1, MOST, 3]
    assert sum(slow.asked, [])[1:] == [f"t{number}" for number in range(MOST + 3)]
    await asyncio.gather(marks.mark("later"))
    assert slow.asked[-1] == ["later"]


async def test_each_is_told_that_it_failed_and_the_next_is_tried() -> None:
    slow = Slow()
    slow.broken = True
    slow.go.set()
    marks = Marks(slow)
    found = await asyncio.gather(marks.mark("a"), marks.mark("b"), return_exceptions=True)
    assert [type(one) for one in found] == [StoreUnavailable, StoreUnavailable]
    slow.broken = False
    await marks.mark("c")


async def test_who_leaves_stops_nothing() -> None:
    slow = Slow()
    marks = Marks(slow)
    gone, stays = asyncio.create_task(marks.mark("a")), asyncio.create_task(marks.mark("b"))
    while not slow.asked:
        await asyncio.sleep(0)
    gone.cancel()
    ending = asyncio.create_task(marks.finish())
    await asyncio.sleep(0)
    assert not ending.done()
    slow.go.set()
    await asyncio.gather(stays, ending)
    assert sum(slow.asked, []) == ["a", "b"]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 70])
async def test_just_those_are_marked(url: str, count: int) -> None:
    store = await open_store(url)
    keys = [f"t{number:03}" for number in range(count + 1)]
    for key in keys:
        await store.commit(work(key))
    await asyncio.gather(*map(store.mark_sent, keys[:-1]))
    assert [turn.key for turn in await store.unsent(100)] == keys[-1:]
    await store.close()
