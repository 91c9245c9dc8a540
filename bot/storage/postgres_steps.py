"""Work in SQL, statement by statement, on a connection to PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from typing import Any, TypeAlias

from bot.storage.database import Rows, Statement, Steps, StoreUnavailable, T, Uncertain
from bot.storage.postgres_errors import FAILURES, explain

Connection: TypeAlias = Any  # asyncpg's own, or the pool's stand-in for one


async def transaction(connection: Connection, steps: Steps[T]) -> T:
    """All of the steps or none. Raises Uncertain when the answer to the commit got lost."""
    await ask(connection, Statement("begin"))
    try:
        result = await advance(steps, partial(ask, connection))
    except StoreUnavailable:
        raise  # the connection is thrown away, and what it began with it
    except Exception:
        await ask(connection, Statement("rollback"))
        raise
    try:
        await ask(connection, Statement("commit"))
    except (StoreUnavailable, asyncio.CancelledError) as error:
        raise Uncertain("The database may or may not have taken it.") from error
    return result


async def advance(steps: Steps[T], ask: Callable[[Statement], Awaitable[Rows]]) -> T:
    """The result of the steps, run statement by statement."""
    try:
        statement = next(steps)
        while True:
            try:
                rows = await ask(statement)
            except Exception as error:
                statement = steps.throw(error)
            else:
                statement = steps.send(rows)
    except StopIteration as stop:
        result: T = stop.value
        return result


async def ask(connection: Connection, statement: Statement) -> Rows:
    """The rows a statement gives. Raises StoreUnavailable, or what the statement did wrong."""
    try:
        rows: Rows = await connection.fetch(numbered(statement.sql), *statement.values)
    except FAILURES as error:
        raise explain(error) from error
    return rows


@lru_cache(maxsize=512)
def numbered(sql: str) -> str:
    """The statement with ``$1``, ``$2`` and so on where it says ``?``."""
    first, *rest = sql.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
