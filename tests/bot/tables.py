"""Everything that a database holds, table by table, whichever kind it is."""

from __future__ import annotations

from bot.storage.database import Database, Statement, Steps
from bot.storage.opening import open_database


async def tables(url: str) -> dict[str, list[str]]:
    """The rows of every table there is, as text."""
    database = await open_database(url)
    try:
        names = await database.read(_names(url))
        return {name: await _rows(database, name) for name in names}
    finally:
        await database.close()


def _names(url: str) -> Steps[list[str]]:
    if not url.startswith("postgres"):
        listed = "select name from sqlite_master where type = 'table'"
    else:
        listed = "select tablename from pg_tables where schemaname = current_schema()"
    rows = yield Statement(listed)
    return sorted(str(name) for (name,) in rows if not str(name).startswith("sqlite_"))


async def _rows(database: Database, name: str) -> list[str]:
    def read() -> Steps[list[str]]:
        return [repr(tuple(row)) for row in (yield Statement(f"select * from {name}"))]

    return await database.read(read())
