"""What is particular to PostgreSQL: a server that goes away, hangs, comes back or is another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.storage import postgres_steps
from bot.storage.database import (
    DatabaseError,
    Interrupted,
    Rows,
    Statement,
    Steps,
    StoreUnavailable,
    Taken,
    Uncertain,
    persist,
)
from bot.storage.postgres import CONNECTIONS, PostgresDatabase
from bot.storage.postgres_steps import numbered
from bot.storage.store import Store, open_store
from tests.bot.store_samples import answered, append, log, opening, work
from tests.postgres import Cluster, cluster

SHORT = 1.0  # seconds, where a test waits for a server that does not answer


@pytest.fixture(scope="module")
def mortal(postgres: Cluster) -> Iterator[Cluster]:
    """A server for the tests here to stop and freeze; those of other modules have another."""
    with cluster(postgres.programs) as server:
        yield server


@pytest.fixture
async def database(mortal: Cluster) -> AsyncIterator[PostgresDatabase]:
    """An empty table of notes, unique by name."""
    opened = await PostgresDatabase.open(mortal.url())
    await opened.write(one("create table notes (name text primary key, body text)"))
    yield opened
    await opened.close()


@pytest.fixture
async def store(mortal: Cluster) -> AsyncIterator[Store]:
    opened = await open_store(mortal.url())
    yield opened
    await opened.close()


def one(sql: str, *values: Any) -> Steps[Rows]:
    return (yield Statement(sql, values))


def note(name: str) -> Steps[Rows]:
    return one("insert into notes (name) values (?)", name)


async def names(database: PostgresDatabase) -> list[str]:
    return [name for (name,) in await database.read(one("select name from notes order by name"))]


def test_values_are_numbered_in_order() -> None:
    assert numbered("select ?, ? where a = ?") == "select $1, $2 where a = $3"
    assert numbered("select 1") == "select 1"


# --- gone and back


async def test_reads_and_writes_go_on_after_a_restart(
    database: PostgresDatabase, mortal: Cluster
) -> None:
    await asyncio.gather(*(database.read(one("select pg_sleep(0.01)")) for _ in range(10)))
    await asyncio.to_thread(mortal.stop)
    with pytest.raises(StoreUnavailable):
        await database.write(note("nowhere"))
    with pytest.raises(StoreUnavailable):
        await names(database)
    await asyncio.to_thread(mortal.start)
    await persist(database.write, partial(note, "after"))
    assert await names(database) == ["after"]


async def test_a_crash_of_the_server_loses_nothing_acknowledged(
    store: Store, mortal: Cluster
) -> None:
    await store.commit(work("t0", opened=opening()))
    await asyncio.to_thread(mortal.stop, "immediate")
    assert not await store.healthy()
    await asyncio.to_thread(mortal.start)
    await append(store, "t1", "e1", 0, answered("one"))
    assert [event.step for event in await log(store, "e1")] == ["one"]
    assert await store.healthy()


async def test_another_server_may_know_less_so_nothing_is_remembered(
    store: Store, mortal: Cluster
) -> None:
    await store.commit(work("t0", opened=opening("e1", "K7Q2", answered("lost"))))
    assert [event.step for event in await log(store, "e1")] == ["lost"]
    schema = mortal.sql("select schemaname from pg_tables where tablename = 'turns'").split()[-1]
    change = f"update {schema}.events set step = 'other' where encounter = 'e1'"
    await asyncio.to_thread(mortal.sql, change)  # as a stand-by without the last commits would say
    assert [event.step for event in await log(store, "e1")] == ["lost"]
    await asyncio.to_thread(mortal.stop)
    await asyncio.to_thread(mortal.start)
    await store.encounter("e1")  # finds the connection broken, and another server behind it
    assert [event.step for event in await log(store, "e1")] == ["other"]


async def test_the_bot_waits_for_a_server_that_is_not_there_yet(mortal: Cluster) -> None:
    url = mortal.url()
    await asyncio.to_thread(mortal.stop)
    opening = asyncio.create_task(PostgresDatabase.open(url))
    await asyncio.to_thread(mortal.start)
    database = await opening
    assert await database.read(one("select 1")) == [(1,)]
    await database.close()


async def test_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="could not be reached"):
        await PostgresDatabase.open(f"postgresql://u:hunter2@/db?host={tmp_path}", starting=0)


async def test_a_wrong_name_is_told_at_once(mortal: Cluster) -> None:
    url = mortal.url().replace("/postgres?", "/elsewhere?")
    with pytest.raises(StoreUnavailable, match="no database of that name"):
        await PostgresDatabase.open(url, starting=3600)


async def test_an_address_that_cannot_be_used_is_not_quoted() -> None:
    with pytest.raises(StoreUnavailable, match="address") as refusal:
        await PostgresDatabase.open("postgresql://u:hunter2@h:1/db?sslmode=hunter3", starting=3600)
    assert "hunter" not in str(refusal.value)


# --- hanging


async def test_a_server_that_hangs_is_given_up_and_found_again(mortal: Cluster) -> None:
    database = await PostgresDatabase.open(mortal.url(), patience=SHORT)
    await database.write(one("create table notes (name text primary key, body text)"))
    mortal.freeze()
    try:
        with pytest.raises(StoreUnavailable, match="in time"):
            await database.write(note("lost"))
        with pytest.raises(StoreUnavailable):
            await names(database)
    finally:
        mortal.thaw()
    await database.write(note("found"))
    assert "found" in await names(database)
    await database.close()


async def test_every_connection_in_use_is_a_clear_failure(mortal: Cluster) -> None:
    database = await PostgresDatabase.open(mortal.url(), patience=SHORT)
    slow = [database.read(one("select pg_sleep(3)")) for _ in range(CONNECTIONS + 1)]
    outcomes = await asyncio.gather(*slow, return_exceptions=True)
    assert {type(each) for each in outcomes} == {StoreUnavailable}
    assert await database.read(one("select 1")) == [(1,)]
    await database.close()


# --- interrupted and uncertain


def dies(by: str, sql: str) -> Steps[Rows]:
    """Steps whose connection is ended after they wrote something."""
    yield Statement("insert into notes (name) values (?)", (by,))
    yield Statement(sql)
    return (yield Statement("select 1"))


async def test_a_connection_that_breaks_half_way_writes_nothing(database: PostgresDatabase) -> None:
    with pytest.raises(Interrupted):
        await database.write(dies("half", "select pg_terminate_backend(pg_backend_pid())"))
    assert await names(database) == []


async def test_interrupted_work_is_done_again_from_the_start(database: PostgresDatabase) -> None:
    asked = 0

    def make() -> Steps[Rows]:
        nonlocal asked
        asked += 1
        return dies(
            "mine", "select pg_terminate_backend(pg_backend_pid())" * (asked < 3) or "select 1"
        )

    await persist(database.write, make)
    assert (asked, await names(database)) == (3, ["mine"])


async def test_two_that_lock_each_other_out_both_succeed(database: PostgresDatabase) -> None:
    await database.write(one("insert into notes values ('a', ''), ('b', '')"))
    both = asyncio.Barrier(2)
    loop = asyncio.get_running_loop()
    begun: list[str] = []

    async def crossing(first: str, second: str) -> None:
        tries = 0

        def make() -> Steps[Rows]:
            nonlocal tries
            tries += 1
            yield Statement("update notes set body = body || ? where name = ?", (first, first))
            if tries == 1:
                begun.append(first)
                yield Statement("select pg_sleep(0.2)")  # the other has its row by then
            return (
                yield Statement("update notes set body = body || ? where name = ?", (first, second))
            )

        await both.wait()
        await persist(database.write, make)

    await asyncio.wait_for(asyncio.gather(crossing("a", "b"), crossing("b", "a")), 30)
    assert len(begun) == 2
    rows = await database.read(one("select body from notes order by name"))
    assert [sorted(body) for (body,) in rows] == [["a", "b"], ["a", "b"]]
    assert loop.is_running()


async def test_a_lost_answer_to_a_commit_is_uncertain_and_the_turn_tells(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = postgres_steps.ask

    async def lost(connection: Any, statement: Statement) -> Rows:
        rows = await ask(connection, statement)
        if statement.sql == "commit":
            connection.terminate()
            raise Interrupted("the answer never came")
        return rows

    with monkeypatch.context() as patch:
        patch.setattr(postgres_steps, "ask", lost)
        with pytest.raises(Uncertain):
            await store.commit(work("t0", opened=opening()))
    assert (await store.load("t0", "chat")).turn is not None


async def test_a_value_that_is_there_and_one_that_cannot_be(database: PostgresDatabase) -> None:
    await database.write(note("a"))
    with pytest.raises(Taken) as taken:
        await database.write(note("a"))
    with pytest.raises(ValueError, match="cannot hold") as refused:
        await database.write(note("secret \x00"))
    with pytest.raises(DatabaseError) as nonsense:
        await database.write(one("select secret from nowhere"))
    assert not any("secret" in str(each.value) or "notes" in str(each.value)
                   for each in (taken, refused, nonsense))  # fmt: skip


async def test_a_caller_who_leaves_does_not_stop_the_work(database: PostgresDatabase) -> None:
    task = asyncio.create_task(database.write(dies("kept", "select pg_sleep(0.2)")))
    await asyncio.wait([task], timeout=0)
    task.cancel()
    await database.close()
    again = await PostgresDatabase.open(database._url)
    assert await names(again) == ["kept"]
    await again.close()


async def test_migrations_wait_for_one_another(mortal: Cluster) -> None:
    url = mortal.url()
    first, second = [await PostgresDatabase.open(url) for _ in range(2)]
    inside: list[str] = []

    def steps(name: str) -> Steps[None]:
        inside.append(name)
        yield Statement("select pg_sleep(0.2)")
        inside.append(name)

    await asyncio.gather(first.alone(steps("a")), second.alone(steps("b")), first.alone(steps("c")))
    assert inside[::2] == inside[1::2]
    for each in (first, second):
        await each.close()
