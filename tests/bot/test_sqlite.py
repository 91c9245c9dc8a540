"""SQLite as a database: one commit for many, nothing half done, and every way a file can fail."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import shutil
import sqlite3
import stat
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.storage.database import DatabaseError, Rows, Statement, Steps, StoreUnavailable, Taken
from bot.storage.lane import BATCH
from bot.storage.migrate import migrate, read_migrations
from bot.storage.sqlite import SqliteDatabase
from bot.storage.store import Append, Store, open_store
from tests.bot.store_samples import answered, append, opening, work

PATIENCE = 0.05  # seconds to wait for a lock that is not let go
TEXT = "x" * 2000  # half a page of the file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[SqliteDatabase]:
    database = await SqliteDatabase.open(path, PATIENCE)
    await database.write(one("create table notes (name text primary key, body text)"))
    yield database
    await database.close()


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Store]:
    """A store that soon loses patience, with one encounter in it."""
    database = await SqliteDatabase.open(path, PATIENCE)
    await migrate(database, read_migrations())
    store = Store(database)
    await store.commit(work("t0", opened=opening()))
    yield store
    await store.close()


def one(sql: str, *values: str | int) -> Steps[Rows]:
    return (yield Statement(sql, values))


def note(name: str, body: str = "") -> Steps[Rows]:
    return one("insert into notes (name, body) values (?, ?)", name, body)


async def names(database: SqliteDatabase) -> list[str]:
    return [name for (name,) in await database.read(one("select name from notes order by name"))]


@contextlib.asynccontextmanager
async def busy(database: SqliteDatabase) -> AsyncIterator[None]:
    """Keeps the writer at work until the end of the block, so that what is asked must wait."""
    started, free = threading.Event(), threading.Event()

    def held() -> Steps[None]:
        yield Statement("select 1")
        started.set()
        free.wait(60)

    task = asyncio.create_task(database.write(held()))
    await asyncio.to_thread(started.wait, 60)
    try:
        yield
    finally:
        free.set()
    await task


async def asked(*works: Steps[Any], of: SqliteDatabase) -> list[asyncio.Task[Any]]:
    """The works, handed in and waiting."""
    tasks = [asyncio.create_task(of.write(each)) for each in works]
    await asyncio.wait(tasks, timeout=0)
    return tasks


def commits(path: Path) -> int:
    """How many commits the write-ahead log holds: its frames that name a database size."""
    log = path.with_name(path.name + "-wal").read_bytes()
    page = int.from_bytes(log[8:12], "big")
    salt = log[16:24]
    frames = range(32, len(log), 24 + page)
    return sum(log[at + 4 : at + 8] != bytes(4) and log[at + 8 : at + 16] == salt for at in frames)


# --- commits


@pytest.mark.parametrize(("many", "together"), [(BATCH, 1), (2 * BATCH + 1, 3)])
async def test_work_that_waits_shares_a_commit(
    database: SqliteDatabase, path: Path, many: int, together: int
) -> None:
    before = commits(path)
    async with busy(database):
        tasks = await asked(*(note(f"n{n:02}") for n in range(many)), of=database)
    await asyncio.gather(*tasks)
    assert commits(path) == before + together
    assert await names(database) == [f"n{n:02}" for n in range(many)]


async def test_a_failure_in_a_shared_commit_takes_back_only_its_own(
    database: SqliteDatabase,
) -> None:
    def half() -> Steps[None]:
        yield from note("half")
        raise KeyError("half")

    def twice() -> Steps[None]:
        yield from note("twice")
        yield from note("twice")

    async with busy(database):
        works = (note("a"), half(), note("b"), twice(), one("no such words"), note("c"))
        tasks = await asked(*works, of=database)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds == [list, KeyError, list, Taken, DatabaseError, list]
    assert await names(database) == ["a", "b", "c"]


async def test_steps_can_make_a_failing_statement_their_own(database: SqliteDatabase) -> None:
    def careful() -> Steps[None]:
        yield from note("a")
        try:
            yield from note("a")
        except Taken as error:
            raise LookupError from error

    with pytest.raises(LookupError):
        await database.write(careful())
    assert await names(database) == []


async def test_reading_does_not_wait_behind_writing(database: SqliteDatabase) -> None:
    await database.write(note("a"))
    async with busy(database):
        (later,) = await asked(note("b"), of=database)
        assert await names(database) == ["a"]
        assert not later.done()
    await later
    assert await names(database) == ["a", "b"]


async def test_closing_lets_waiting_work_finish(path: Path) -> None:
    database = await SqliteDatabase.open(path)
    async with busy(database):
        tasks = await asked(one("create table a (b)"), one("insert into a values (1)"), of=database)
        closing = asyncio.create_task(database.close())
        await asyncio.wait([closing], timeout=0)
    await asyncio.wait_for(asyncio.gather(*tasks, closing), 60)
    database = await SqliteDatabase.open(path)
    assert await database.read(one("select b from a")) == [(1,)]
    await database.close()


async def test_reading_cannot_write(database: SqliteDatabase) -> None:
    with pytest.raises(StoreUnavailable, match="only be read"):
        await database.read(note("a"))


async def test_what_is_acknowledged_is_forced_to_the_disk(database: SqliteDatabase) -> None:
    settings = [
        await database.write(one(f"pragma {name}"))
        for name in ("journal_mode", "synchronous", "foreign_keys")
    ]
    assert settings == [[("wal",)], [(2,)], [(1,)]]


async def test_an_event_needs_its_encounter(store: Store, path: Path) -> None:
    database = await SqliteDatabase.open(path)
    sql = "insert into events values ('none', 1, '', '', 'paused', '', null, null, 'null')"
    with pytest.raises(DatabaseError, match="FOREIGNKEY"):
        await database.write(one(sql))
    await database.close()


async def test_few_remembered_logs_are_as_right_as_many(path: Path) -> None:
    database = await SqliteDatabase.open(path)
    await migrate(database, read_migrations())
    store = Store(database, remembered=2)
    for number in range(4):
        await store.commit(work(f"t{number}", opened=opening(f"e{number}", f"C{number}")))
    for revision in range(3):
        for number in range(4):
            key = f"t{number}-{revision}"
            await append(store, key, f"e{number}", revision, answered(key))
            found = await store.encounter(f"e{number}")
            assert found is not None
            assert [event.step for event in found.log] == [
                f"t{number}-{each}" for each in range(revision + 1)
            ]
    await store.close()


# --- what can go wrong


async def refused(store: Store, message: str) -> None:
    """Committing fails with the message, and what was there can still be read."""
    fit = Append("e1", 0, (answered("one"),))
    with pytest.raises(StoreUnavailable, match=message):
        await store.commit(work("t1", appended=fit))
    assert not await store.healthy()
    await unharmed(store)


async def unharmed(store: Store) -> None:
    loaded = await store.load("t1", "chat", "e1")
    assert (loaded.turn, loaded.encounter) == (None, opening())


async def recovered(store: Store) -> None:
    """The same commit is accepted now."""
    assert await store.healthy()
    await append(store, "t1", "e1", 0, answered("one"))
    found = await store.encounter("e1")
    assert found is not None
    assert found.log == (answered("one"),)


async def test_a_locked_file(store: Store, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    await refused(store, "another program is holding it")
    other.close()
    await recovered(store)


async def test_a_file_that_was_moved_away_and_back(store: Store, path: Path) -> None:
    away = path.with_name("away.db")
    path.rename(away)
    await refused(store, "moved away")
    shutil.copy(away, path)
    await refused(store, "moved or replaced")
    away.replace(path)
    await recovered(store)


async def test_a_full_disk_refuses_the_whole_commit(database: SqliteDatabase) -> None:
    await database.write(note("before"))
    ((pages,),) = await database.write(one("pragma page_count"))
    await database.write(one(f"pragma max_page_count = {pages + 20}"))
    async with busy(database):
        works = (note("small"), note("large", TEXT * 100), note("late"))
        tasks = await asked(*works, of=database)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 3
    assert "the disk is full (SQLITE_FULL)" in str(outcomes[0])
    assert await names(database) == ["before"]

    await database.write(note("small"))
    await database.write(one("pragma max_page_count = 1000000"))
    await database.write(note("large", TEXT * 100))
    assert await names(database) == ["before", "large", "small"]


async def test_a_disk_that_fails_in_the_middle_of_a_commit(store: Store, path: Path) -> None:
    with failing_disk(path):
        await refused_together(store)
        await unharmed(store)
    await recovered(store)


@contextlib.contextmanager
def failing_disk(path: Path) -> Iterator[None]:
    """Lets no file of this process grow beyond what the write-ahead log is now."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = path.with_name(path.name + "-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


async def refused_together(store: Store) -> None:
    fit = Append("e1", 0, (answered("one"),))
    works = [work("t1", appended=fit), *(work(f"u{n}") for n in range(9))]
    outcomes = await asyncio.gather(*map(store.commit, works), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 10
    assert "the disk could not be read or written" in str(outcomes[0])


async def test_a_damaged_file_is_not_opened(path: Path) -> None:
    path.write_bytes(b"not a database, though long enough to be taken for one" * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        await open_store(str(path))


async def test_a_file_damaged_inside_says_so(store: Store, path: Path) -> None:
    await store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(StoreUnavailable, match="damaged"):
        damaged = await open_store(str(path))
        await damaged.close()


async def test_a_new_file_that_someone_else_is_making(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")  # The one lock that SQLite does not wait for here.
    with pytest.raises(StoreUnavailable, match="another program is holding it"):
        await SqliteDatabase.open(path, PATIENCE)
    asyncio.get_running_loop().call_later(PATIENCE, other.rollback)
    await (await SqliteDatabase.open(path, 60)).close()
    other.close()


async def test_a_log_with_a_hole_is_not_passed_off_as_whole(store: Store, path: Path) -> None:
    await append(store, "t1", "e1", 0, answered("one"), answered("two"))
    raw = sqlite3.connect(path)
    raw.execute("delete from events where seq = 1")
    raw.commit()
    raw.close()
    database = await SqliteDatabase.open(path)
    with pytest.raises(DatabaseError, match="log"):
        await Store(database).encounter("e1")  # one that wrote it itself would remember
    await database.close()


async def test_directories_are_made_and_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "bot.db"
    store = await open_store(f"sqlite:///{path}")
    await store.commit(work("t1"))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    await store.close()
    assert modes == {"bot.db": 0o600, "bot.db-wal": 0o600, "bot.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_a_relative_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for address in ("one.db", "sqlite:///two.db"):
        await (await open_store(address)).close()
    assert sorted(os.listdir(tmp_path)) == ["one.db", "two.db"]


@pytest.mark.parametrize("place", ["", "file/bot.db"])
async def test_a_path_that_cannot_be_a_database(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable):
        await open_store(str(tmp_path / place))


async def test_messages_hold_no_stored_data(database: SqliteDatabase) -> None:
    await database.write(note("secret-name", "secret-body"))
    for bad in (note("secret-name"), one("insert into nowhere values ('secret-name')")):
        with pytest.raises(DatabaseError) as failure:
            await database.write(bad)
        assert "secret" not in str(failure.value)


async def test_opening_can_be_given_up(path: Path) -> None:
    opening_ = asyncio.create_task(SqliteDatabase.open(path))
    await asyncio.wait([opening_], timeout=0)
    opening_.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening_
    threads = [each for each in threading.enumerate() if each.name.startswith("store-")]
    for each in threads:
        await asyncio.to_thread(each.join, 60)
    assert not [each for each in threads if each.is_alive()]
