"""Marking turns as sent: gathered, each told how it ended, none forgotten."""

from __future__ import annotations

import asyncio

import pytest

from bot.storage.database import StoreUnavailable
from bot.storage.marks import MOST, Batch, Marks
from bot.storage.store import open_store
from tests.bot.store_samples import work


class Slow:
    """Takes a batch when it is let, and is done with it when it is let again."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.start = asyncio.Event()
        self.end = asyncio.Event()
        self.broken = False

    async def __call__(self, batch: Batch) -> None:
        await self.start.wait()
        self.batches.append(list(batch.take()))
        await self.end.wait()
        if self.broken:
            raise StoreUnavailable("The database is unavailable.")


def marking(marks: Marks, *keys: str) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(marks.mark(key)) for key in keys]


async def test_what_comes_before_the_database_gets_to_it_is_written_together() -> None:
    slow = Slow()
    marks = Marks(slow)
    many = [f"t{number}" for number in range(MOST + 3)]
    tasks = marking(marks, *many)
    await asyncio.sleep(0)
    slow.start.set()
    while len(slow.batches) < 2:
        await asyncio.sleep(0)
    tasks += marking(marks, "late")
    await asyncio.sleep(0)
    assert not any(task.done() for task in tasks)
    slow.end.set()
    await asyncio.gather(*tasks)
    assert slow.batches == [many[:MOST], many[MOST:], ["late"]]


async def test_each_is_told_that_it_failed_and_the_next_is_tried() -> None:
    slow = Slow()
    slow.start.set()
    slow.end.set()
    slow.broken = True
    marks = Marks(slow)
    found = await asyncio.gather(*marking(marks, "a", "b"), return_exceptions=True)
    assert [type(one) for one in found] == [StoreUnavailable, StoreUnavailable]
    slow.broken = False
    await marks.mark("c")


async def test_after_a_failure_before_the_database_got_to_it_the_next_is_written(url: str) -> None:
    store = await open_store(url)
    for key in ("t1", "t2"):
        await store.commit(work(key))
    busy = True

    async def write(batch: Batch) -> None:
        if busy:
            raise StoreUnavailable("The database is unavailable: another program is holding it.")
        for key in batch.take():
            await store.mark_sent(key)

    marks = Marks(write)
    with pytest.raises(StoreUnavailable):
        await marks.mark("t1")
    busy = False
    await marks.mark("t2")
    assert [turn.key for turn in await store.unsent(9)] == ["t1"]
    await store.close()


async def test_who_leaves_stops_nothing() -> None:
    slow = Slow()
    slow.start.set()
    marks = Marks(slow)
    gone, stays = marking(marks, "a", "b")
    while not slow.batches:
        await asyncio.sleep(0)
    gone.cancel()
    ending = asyncio.create_task(marks.finish())
    await asyncio.sleep(0)
    assert not ending.done()
    slow.end.set()
    await asyncio.gather(stays, ending)
    assert slow.batches == [["a", "b"]]


@pytest.mark.parametrize("count", [1, 2, 3, 5, MOST + 6])
async def test_just_those_are_marked(url: str, count: int) -> None:
    store = await open_store(url)
    keys = [f"t{number:03}" for number in range(count + 1)]
    for key in keys:
        await store.commit(work(key))
    await asyncio.gather(*map(store.mark_sent, keys[:-1]))
    assert [turn.key for turn in await store.unsent(100)] == keys[-1:]
    await store.close()


async def test_what_was_asked_before_closing_is_marked(url: str) -> None:
    store = await open_store(url)
    await store.commit(work("t1"))
    task = asyncio.create_task(store.mark_sent("t1"))
    await asyncio.sleep(0)
    await store.close()
    await task
    store = await open_store(url)
    assert not await store.unsent(1)
    await store.close()
