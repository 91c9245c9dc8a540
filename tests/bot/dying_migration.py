"""Opens a database, and dies before its so-manieth statement as if the power had been cut.

``python dying_migration.py ADDRESS NUMBER``; it ends with 0 when it gets through.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.storage import postgres, postgres_steps
from bot.storage.database import Rows, Statement
from bot.storage.opening import open_database

_left: list[None] = []


def _count() -> None:
    if not _left:
        os.kill(os.getpid(), signal.SIGKILL)
    _left.pop()


class _Counted(sqlite3.Connection):
    def execute(self, *args: Any) -> sqlite3.Cursor:
        _count()
        return super().execute(*args)


async def main(url: str, number: int) -> None:
    """Open it, unless that takes more statements than so many."""
    _left.extend([None] * number)
    connect, ask = sqlite3.connect, postgres_steps.ask

    async def counted(connection: Any, statement: Statement) -> Rows:
        _count()
        return await ask(connection, statement)

    vars(sqlite3)["connect"] = lambda *args, **more: connect(*args, factory=_Counted, **more)
    vars(postgres)["ask"] = vars(postgres_steps)["ask"] = counted
    database = await open_database(url)
    _left.extend([None] * 99)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
