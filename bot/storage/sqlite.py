"""SQLite as a database: a file, written by one thread and read by another.

Pieces of work that wait for the writer share one commit, because waiting for the disk is what
costs; a savepoint round each keeps the failure of one from touching the others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from bot.storage.database import Steps, StoreUnavailable, T
from bot.storage.lane import Lane, Outcome
from bot.storage.sqlite_file import connect, create, explain, identity, write_ahead


class SqliteDatabase:
    """A database in one file. Made by ``open``; belongs to the event loop it was opened on."""

    generation = 0  # a file has no stand-by that could take over

    def __init__(self, writer: Lane, reader: Lane) -> None:
        self._writer = writer
        self._reader = reader

    @staticmethod
    async def open(path: Path, patience: float = 5.0) -> SqliteDatabase:
        """Opens the file, making it and its directory if need be.

        Args:
            path: the file; on a local disk, since the write-ahead log needs shared memory.
            patience: seconds to wait for another process that is writing.

        Raises:
            StoreUnavailable: it cannot be made, opened or read as a database.
        """
        create(path)
        writer = await Lane.open("store-writer", partial(_Writer, path, patience))
        try:
            reader = await Lane.open("store-reader", partial(_Reader, path, patience))
        except BaseException:
            await writer.close()
            raise
        return SqliteDatabase(writer, reader)

    async def read(self, steps: Steps[T]) -> T:
        """See ``Database.read``: it does not wait behind writes."""
        return await self._reader.run(steps)

    async def write(self, steps: Steps[T]) -> T:
        """See ``Database.write``."""
        return await self._writer.run(steps)

    async def alone(self, steps: Steps[T]) -> T:
        """See ``Database.alone``: SQLite never lets two write at once."""
        return await self._writer.run(steps)

    async def close(self) -> None:
        """See ``Database.close``. Twice is harmless."""
        await self._reader.close()
        await self._writer.close()


class _Reader:
    """A connection that answers one piece of work after the other."""

    def __init__(self, path: Path, patience: float) -> None:
        self._connection = connect(path, patience)
        self._connection.execute("pragma query_only = on")

    def run(self, works: Sequence[Steps[Any]]) -> list[Outcome]:
        return [self._one(work) for work in works]

    def _one(self, work: Steps[Any]) -> Outcome:
        try:
            return _advance(self._connection, work), None
        except Exception as error:
            return None, error

    def close(self) -> None:
        self._connection.close()


class _Writer:
    """The one connection of this process that writes; it makes the file ready for both."""

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._connection = connect(path, patience)
        try:
            write_ahead(self._connection, monotonic() + patience)
        except BaseException:
            self._connection.close()
            raise
        self._file = identity(path)

    def run(self, works: Sequence[Steps[Any]]) -> list[Outcome]:
        """Runs them in one transaction. When that fails as a whole, each is told so."""
        try:
            return self._together(works)
        except Exception as error:
            with suppress(sqlite3.Error):
                self._connection.rollback()
            return [(None, explain(error)) for _ in works]

    def _together(self, works: Sequence[Steps[Any]]) -> list[Outcome]:
        if identity(self._path) != self._file:
            raise StoreUnavailable("The database file was moved or replaced while it was in use.")
        self._connection.execute("begin immediate")
        outcomes = [self._isolated(work) for work in works]
        self._connection.execute("commit")
        return outcomes

    def _isolated(self, work: Steps[Any]) -> Outcome:
        self._connection.execute("savepoint work")
        outcome: Outcome
        try:
            outcome = _advance(self._connection, work), None
        except Exception as error:
            if not self._connection.in_transaction:
                raise  # A full or failing disk takes the whole transaction with it.
            self._connection.execute("rollback to work")
            outcome = None, error
        self._connection.execute("release work")
        return outcome

    def close(self) -> None:
        self._connection.close()


def _advance(connection: sqlite3.Connection, work: Steps[T]) -> T:
    """The result of the work, run statement by statement."""
    try:
        statement = next(work)
        while True:
            try:
                rows = connection.execute(*statement).fetchall()
            except sqlite3.Error as error:
                statement = work.throw(explain(error))
            else:
                statement = work.send(rows)
    except StopIteration as stop:
        result: T = stop.value
        return result
