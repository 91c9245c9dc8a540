"""Whether the database can be reached and is of this version. Changes nothing in it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

from bot.doctor.finding import Finding, fail, ok, warn
from bot.settings import Settings
from bot.storage.database import Database, DatabaseError, MigrationError, StoreUnavailable
from bot.storage.migrate import outstanding, read_migrations
from bot.storage.opening import existing_database, path_of
from bot.storage.store import Store


async def check(settings: Settings) -> AsyncIterator[Finding]:
    """Everything about the database."""
    try:
        database = await existing_database(settings.database_url)
        if database is None:
            yield _new(path_of(settings.database_url))
            return
        try:
            async for finding in _standing(database):
                yield finding
        finally:
            await database.close()
    except MigrationError as error:
        yield fail("database", str(error), "See docs/deploy.md, “Updating”.")
    except DatabaseError as error:
        yield fail(
            "database",
            f"The database cannot be used: {error}",
            "Check DATABASE_URL: server, port, name, user, and that this machine may reach it.",
        )


async def _standing(database: Database) -> AsyncIterator[Finding]:
    missing = await outstanding(database, read_migrations())
    if missing:
        yield warn(
            "database",
            f"The database can be reached and is {len(missing)} steps behind this version.",
            "The next start brings it up to date. Take a backup first.",
        )
    elif await Store(database).healthy():
        yield ok("database", "The database can be reached and is up to date.")
    else:
        raise StoreUnavailable("it takes nothing down")


def _new(path: Path) -> Finding:
    folder = next(parent for parent in path.parents if parent.exists())
    if os.access(folder, os.W_OK):
        return ok("database", f"The first start makes the database {path}.")
    said = f"There is no database {path}, and {folder} may not be written to."
    return fail("database", said, "Give the bot's user the right to, or correct DATABASE_URL.")
