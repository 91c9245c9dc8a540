"""How a database comes to the schema of this version, or is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database, MigrationError, Rows, Statement, Steps
from bot.storage.migrate import migrate, read_migrations
from bot.storage.opening import path_of
from bot.storage.postgres import PostgresDatabase
from bot.storage.sqlite import SqliteDatabase
from bot.storage.store import open_store

FIRST = "create table one (id text primary key);\ncreate index one_id on one (id);\n"
SECOND = "-- the second; really\ncreate table two (id text);\ninsert into two values ('a;b');\n"
BROKEN = "create table three (id text);\ndrop table one;\ncreate nonsense;\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_first.sql").write_text(FIRST)
    return folder


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = await existing(url)
    yield database
    await database.close()


async def existing(url: str) -> Database:
    """The database before anything was applied to it."""
    if url.startswith("sqlite"):
        return await SqliteDatabase.open(path_of(url))
    return await PostgresDatabase.open(url)


def tables(of: Database) -> Steps[Rows]:
    sql = "select name from sqlite_master where type = 'table' order by name"
    if isinstance(of, PostgresDatabase):
        sql = "select tablename from pg_tables where schemaname = current_schema() order by 1"
    return (yield Statement(sql))


async def schema(database: Database) -> list[str]:
    return [name for (name,) in await database.read(tables(database))]


async def test_a_new_database_gets_them_all_and_an_old_one_the_rest(
    database: Database, folder: Path
) -> None:
    await migrate(database, read_migrations(folder))
    assert await schema(database) == ["migrations", "one"]
    (folder / "0002_second.sql").write_text(SECOND)
    await migrate(database, read_migrations(folder))
    assert await schema(database) == ["migrations", "one", "two"]


async def test_migrating_again_changes_nothing(database: Database, folder: Path) -> None:
    (folder / "0002_second.sql").write_text(SECOND)
    for _ in range(2):
        await migrate(database, read_migrations(folder))

    def contents() -> Steps[tuple[Rows, Rows]]:
        applied = yield Statement("select number, name from migrations order by number")
        two = yield Statement("select id from two")
        return applied, two

    expected = ([(1, "first"), (2, "second")], [("a;b",)])
    assert await database.read(contents()) == expected


async def test_two_can_migrate_at_once(database: Database, folder: Path, url: str) -> None:
    (folder / "0002_second.sql").write_text(SECOND)
    other = await existing(url)
    known = read_migrations(folder)
    await asyncio.gather(*(migrate(each, known) for each in (database, other, database)))
    await other.close()
    assert await schema(database) == ["migrations", "one", "two"]


async def test_an_edited_migration_is_refused(database: Database, folder: Path) -> None:
    await migrate(database, read_migrations(folder))
    (folder / "0001_first.sql").write_text(FIRST + "-- harmless\n")
    with pytest.raises(MigrationError, match=r"Migration 1 \(first\) has been edited"):
        await migrate(database, read_migrations(folder))


async def test_line_ends_are_no_edit(database: Database, folder: Path) -> None:
    await migrate(database, read_migrations(folder))
    (folder / "0001_first.sql").write_bytes(FIRST.replace("\n", "\r\n").encode())
    await migrate(database, read_migrations(folder))


async def test_a_newer_database_is_refused_and_left_alone(database: Database, folder: Path) -> None:
    older = read_migrations(folder)
    (folder / "0002_second.sql").write_text(SECOND)
    await migrate(database, read_migrations(folder))
    with pytest.raises(MigrationError, match=r"newer than this version.*2 \(second\)"):
        await migrate(database, older)
    assert await schema(database) == ["migrations", "one", "two"]


async def test_a_migration_that_fails_half_way_leaves_the_old_schema(
    database: Database, folder: Path
) -> None:
    (folder / "0002_broken.sql").write_text(BROKEN)
    with pytest.raises(MigrationError, match=r"Migration 2 \(broken\) failed"):
        await migrate(database, read_migrations(folder))
    assert await schema(database) == ["migrations", "one"]
    (folder / "0002_broken.sql").write_text(SECOND)  # It was never applied, so it may be mended.
    await migrate(database, read_migrations(folder))
    assert await schema(database) == ["migrations", "one", "two"]


@pytest.mark.parametrize("name", ["2_second.sql", "0003_second.sql", "0001_again.sql"])
def test_numbers_without_gaps_or_doubles(folder: Path, name: str) -> None:
    (folder / name).write_text(SECOND)
    with pytest.raises(MigrationError):
        read_migrations(folder)


def test_a_folder_without_migrations_is_a_broken_installation(tmp_path: Path) -> None:
    with pytest.raises(MigrationError):
        read_migrations(tmp_path)


async def test_the_store_refuses_a_database_of_a_newer_version(url: str) -> None:
    await (await open_store(url)).close()
    database = await existing(url)

    def from_the_future() -> Steps[None]:
        yield Statement("insert into migrations values (9999, 'future', '', '')")

    await database.write(from_the_future())
    await database.close()
    with pytest.raises(MigrationError, match="newer"):
        await open_store(url)
