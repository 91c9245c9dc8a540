"""From a database's address to a database of this version's schema."""

from __future__ import annotations

from pathlib import Path

from bot.storage.address import is_postgres
from bot.storage.database import Database, DatabaseError
from bot.storage.migrate import migrate, read_migrations
from bot.storage.sqlite import SqliteDatabase


async def open_database(url: str) -> Database:
    """The database at a path, ``sqlite:///path`` or ``postgresql://…``, brought up to date.

    Raises:
        StoreUnavailable: it cannot be made, opened, reached or read.
        MigrationError: it is newer than this version, or not what it released.
        DatabaseError: no such kind of database.
    """
    database = await _open(url)
    try:
        await migrate(database, read_migrations())
    except BaseException:
        await database.close()
        raise
    return database


async def existing_database(url: str) -> Database | None:
    """The database as it stands, not brought up to date; None for a file that is not there.

    A server is not waited for. Raises StoreUnavailable or DatabaseError.
    """
    if not is_postgres(url) and not path_of(url).exists():
        return None
    return await _open(url, starting=0.0)


async def _open(url: str, starting: float | None = None) -> Database:
    if not is_postgres(url):
        return await SqliteDatabase.open(path_of(url))
    # Only where it is used: a bot on a file needs no client for a server.
    from bot.storage.postgres import STARTING, PostgresDatabase  # noqa: PLC0415

    return await PostgresDatabase.open(url, starting=STARTING if starting is None else starting)


def path_of(url: str) -> Path:
    """The file that a path or ``sqlite:///path`` means. Raises DatabaseError for another kind."""
    kind, separator, path = url.partition("://")
    if not separator:
        return Path(url).expanduser().absolute()
    if kind != "sqlite":
        raise DatabaseError(f"A database of the kind {kind!r} is not supported.")
    return Path(path.removeprefix("/")).expanduser().absolute()
