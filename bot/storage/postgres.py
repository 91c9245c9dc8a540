"""PostgreSQL as a database: any number of processes, each with a pool of connections.

What differs from SQLite is here and in ``bot.storage.postgres_steps``, and nowhere else. Work that
changes the schema takes an advisory lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
from asyncpg import exceptions as pg

from bot.storage.database import (
    Interrupted,
    Rows,
    Statement,
    Steps,
    StoreUnavailable,
    T,
)
from bot.storage.postgres_errors import FAILURES, is_final, unreachable
from bot.storage.postgres_steps import Connection, advance, ask, transaction

CONNECTIONS = 10  # of one process; a turn holds one for its two statements or its commit
PATIENCE = 10.0  # seconds for a piece of work, the wait for a connection included
CONNECTING = 4.0  # seconds for one attempt to connect
STARTING = 30.0  # seconds that a database may take to appear when the bot starts
PAUSE = 0.5  # seconds between attempts to reach it
MIGRATING = 0x6D736264  # names the advisory lock; any number will do that never changes

# What the server itself enforces, so that a lost client cannot hold locks (milliseconds).
_SERVER = {
    "application_name": "first-responder-bot",
    "default_transaction_isolation": "read committed",
    "statement_timeout": "10000",
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "15000",
}
# A change of the schema takes as long as it takes.
_UNHURRIED = {"statement_timeout": "0", "lock_timeout": "0"}
_START_TIME = "select pg_postmaster_start_time()::text"


class PostgresDatabase:
    """A database on a server. Made by ``open``; belongs to the event loop it was opened on."""

    def __init__(self, url: str, patience: float) -> None:
        self._url = url
        self._patience = patience
        self._pool: Any = None
        self._server = ""
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False
        self.generation = 0

    @staticmethod
    async def open(
        url: str, patience: float = PATIENCE, starting: float = STARTING
    ) -> PostgresDatabase:
        """Connects, waiting ``starting`` seconds for a server that is not there yet.

        Args:
            url: ``postgresql://user:password@host:port/database?sslmode=verify-full``; further
                parameters as libpq names them, or settings of the session.
            patience: seconds for each piece of work.
            starting: seconds before giving up; a wrong password or name is not waited for.

        Raises:
            StoreUnavailable: no connection could be made. The message never quotes the URL.
        """
        database = PostgresDatabase(url, patience)
        await database._connect(asyncio.get_running_loop().time() + starting)
        return database

    async def _connect(self, deadline: float) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                self._pool = await self._make_pool()
            except FAILURES as error:
                if is_final(error) or loop.time() + PAUSE > deadline:
                    raise unreachable(error) from error
                await asyncio.sleep(PAUSE)
            else:
                return

    async def _make_pool(self) -> Any:
        return await asyncpg.create_pool(
            self._url,
            min_size=1,
            max_size=CONNECTIONS,
            init=self._greet,
            reset=_nothing,
            timeout=CONNECTING,
            server_settings=_SERVER,
        )

    async def _greet(self, connection: Connection) -> None:
        """Counts how often another server answered: it may lack what the last one told us."""
        server = await connection.fetchval(_START_TIME)
        if self._server not in ("", server):
            self.generation += 1
        self._server = server

    async def read(self, steps: Steps[T]) -> T:
        """See ``Database.read``. A statement whose connection had died is asked again, once."""
        return await self._run(self._read(steps))

    async def write(self, steps: Steps[T]) -> T:
        """See ``Database.write``."""
        return await self._run(self._write(steps))

    async def alone(self, steps: Steps[T]) -> T:
        """See ``Database.alone``: on a connection of its own, under an advisory lock."""
        return await self._run(self._alone(steps))

    async def close(self) -> None:
        """See ``Database.close``. Twice is harmless."""
        self._closed = True
        while self._running:
            await asyncio.wait(self._running)
        try:
            async with asyncio.timeout(self._patience):
                await self._pool.close()
        except FAILURES:
            self._pool.terminate()

    async def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """The work as a task of its own, so that a caller who leaves does not stop it."""
        if self._closed:
            work.close()
            raise StoreUnavailable("The database is closed.")
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _read(self, steps: Steps[T]) -> T:
        async def insist(statement: Statement) -> Rows:
            try:
                async with self._connection() as connection:
                    return await ask(connection, statement)
            except Interrupted:
                async with self._connection() as connection:
                    return await ask(connection, statement)

        return await advance(steps, insist)

    async def _write(self, steps: Steps[T]) -> T:
        async with self._connection() as connection:
            return await transaction(connection, steps)

    async def _alone(self, steps: Steps[T]) -> T:
        try:
            connection = await asyncpg.connect(
                self._url, timeout=CONNECTING, server_settings=_SERVER | _UNHURRIED
            )
        except FAILURES as error:
            raise unreachable(error) from error
        try:
            await ask(connection, Statement(f"select pg_advisory_lock({MIGRATING})"))
            return await transaction(connection, steps)
        finally:
            connection.terminate()  # which gives the lock back, whatever happened

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """A connection for one piece of work, which has ``patience`` seconds altogether."""
        try:
            async with asyncio.timeout(self._patience):
                connection = await self._acquire()
                try:
                    yield connection
                except (StoreUnavailable, asyncio.CancelledError):
                    # It hangs or broke, and the others may have gone the same way.
                    with suppress(pg.InterfaceError):  # the pool has taken it back already
                        connection.terminate()
                    await self._pool.expire_connections()
                    raise
                finally:
                    await self._pool.release(connection)
        except TimeoutError as error:
            raise StoreUnavailable("The database did not answer in time.") from error

    async def _acquire(self) -> Connection:
        try:
            return await self._pool.acquire()
        except FAILURES as error:
            if isinstance(error, TimeoutError):
                raise
            raise unreachable(error) from error


async def _nothing(connection: object) -> None:
    """What a connection needs before its next use: nothing outlives its transaction."""
