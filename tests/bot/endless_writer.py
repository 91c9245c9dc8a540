"""Opens encounters without end and writes the number of each that was acknowledged.

Run as ``python -m tests.bot.endless_writer URL``, to be killed.
"""

from __future__ import annotations

import asyncio
import itertools
import sys

from bot.storage.store import Append, Conversation, Store, open_store
from tests.bot.store_samples import answered, opening, work

CALLERS = 8


async def caller(store: Store, numbers: itertools.count[int]) -> None:
    for number in numbers:
        events = (answered("one"), answered("two"))
        first = opening(f"e{number}", f"C{number}", *events)
        chat = Conversation(f"chat{number}", {"encounter": first.id})
        await store.commit(
            work(f"t{number}", chat, first, Append(first.id, 2, (answered("three"),)))
        )
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


async def main(url: str) -> None:
    store = await open_store(url)
    numbers = itertools.count()
    await asyncio.gather(*(caller(store, numbers) for _ in range(CALLERS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
