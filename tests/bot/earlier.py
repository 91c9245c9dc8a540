"""Databases as earlier versions left them: an older schema with real rows in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.storage.database import Database, Rows, Statement, Steps
from bot.storage.migrate import migrate, read_migrations
from bot.storage.opening import path_of
from bot.storage.postgres import PostgresDatabase
from bot.storage.sqlite import SqliteDatabase

LATEST = len(read_migrations())
# Parents first, so that no row is put in before the one it belongs to.
TABLES = (
    *("encounters", "events", "conversations", "turns", "feedback", "claims", "reminders"),
    *("exercises", "decisions"),
    *("rooms", "room_answers", "room_late", "room_heard", "room_readers", "room_cards"),
    *("forms", "figures", "checks"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that were asked for, and the rows, in order."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def of(self, columns: Sequence[str]) -> Table:
        """The same rows, with those columns only."""
        kept = [self.columns.index(name) for name in columns]
        return Table(
            tuple(columns),
            tuple(sorted((tuple(row[n] for n in kept) for row in self.rows), key=repr)),
        )

    def dicts(self) -> list[dict[str, Any]]:
        """Each row by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


async def opened(url: str) -> Database:
    """The database as it stands, not brought up to date."""
    if url.startswith("sqlite"):
        return await SqliteDatabase.open(path_of(url))
    return await PostgresDatabase.open(url)


async def contents(
    url: str, columns: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Table]:
    """Every table that is there, or those columns of it."""
    database = await opened(url)
    try:
        found = {}
        for name in TABLES if columns is None else columns:
            wanted = (columns or {}).get(name) or await database.read(_columns(url, name))
            if wanted:
                rows = await database.read(_rows(name, wanted))
                found[name] = Table(tuple(wanted), tuple(sorted(map(tuple, rows), key=repr)))
        return found
    finally:
        await database.close()


async def as_of(url: str, number: int, rows: Mapping[str, Table]) -> dict[str, Table]:
    """Make the database that the version with so many migrations would have left; what is in it.

    Columns that came later are left out.
    """
    database = await opened(url)
    await migrate(database, read_migrations()[:number])
    for name in TABLES:
        columns = await database.read(_columns(url, name))
        if columns:
            await database.write(_put(name, columns, rows[name].of(columns)))
    await database.close()
    return await contents(url)


def _columns(url: str, table: str) -> Steps[list[str]]:
    if url.startswith("sqlite"):
        asked = Statement("select name from pragma_table_info(?) order by cid", (table,))
    else:
        asked = Statement(
            "select column_name from information_schema.columns where table_name = ? "
            "and table_schema = current_schema() order by ordinal_position",
            (table,),
        )
    return [str(name) for (name,) in (yield asked)]


def _rows(table: str, columns: Sequence[str]) -> Steps[Rows]:
    return (yield Statement(f"select {', '.join(columns)} from {table}"))


def _put(table: str, columns: Sequence[str], of: Table) -> Steps[None]:
    marks = ", ".join("?" for _ in columns)
    for row in of.rows:
        yield Statement(f"insert into {table} ({', '.join(columns)}) values ({marks})", row)
