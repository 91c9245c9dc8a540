"""Databases of every earlier version, with an officer in the middle of everything, are upgraded."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.channel import retry
from bot.storage.database import Statement, Steps
from bot.storage.opening import open_database
from bot.storage.times import stamp
from content.loader import FOLDER
from tests.bot import dying_migration
from tests.bot.earlier import LATEST, TABLES, Table, as_of, contents, opened
from tests.bot.fakes import Connector
from tests.bot.hall import votes
from tests.bot.test_room import Class
from tests.bot.test_training import choices
from tests.chat import Chat, bot, buttons

PROCESSES = 3
PATIENCE = 60.0  # seconds a start may take on a busy machine
OFFICER, WAITING = "in the middle", "waiting for a reply"
WITH_REMINDERS, WITH_ROOMS = 5, 7  # the migrations that brought them


@pytest.fixture(scope="module")
def connector() -> Iterator[Connector]:
    with pytest.MonkeyPatch.context() as patch, Connector() as running:
        patch.setattr(retry, "FIRST_WAIT", 0.0)
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def left(
    http: aiohttp.ClientSession, bot_folder: Path, connector: Connector
) -> dict[str, Table]:
    """Every table as a bot leaves it in the middle of the day: something in each."""
    url = f"sqlite:///{bot_folder}/left.db"
    async with bot(bot_folder, database_url=url) as where:
        officer = Chat(http, where, user=OFFICER, conversation=OFFICER)
        for text in ("start", "no", "home", "add adult", "how do i claim overtime for a marathon"):
            await officer.say(text)
        await posted(officer, connector, "reminders")
        await posted(officer, connector, "remind me at any hour")
        waiting = Chat(http, where, user=WAITING, conversation=WAITING)
        await waiting.say("start")
        connector.script.extend([503] * retry.ATTEMPTS)
        await posted(waiting, connector, "add adult")
        trainee = Chat(http, where, user="trainee", conversation="trainee")
        await trainee.say("train front desk turned away")
        await trainee.press("Begin, told at once")
        await trainee.press_data(next(buttons(trainee.card))["data"])
        await trainee.say("quick check")
        while asked := choices(trainee):
            await trainee.press_data(asked[0])
        await trainee.press("Ask me again in days")
        await _room(Class(http, where))
    connector.taken.clear()
    return {name: _overdue(name, table) for name, table in (await contents(url)).items()}


async def posted(chat: Chat, connector: Connector, text: str) -> None:
    """Say something whose reply is posted to the connector."""
    said = chat.activity(text=text, deliveryMode="normal", serviceUrl=connector.url)
    async with chat.session.post(f"{chat.address}/api/messages", json=said) as response:
        await response.read()


async def _room(room: Class) -> None:
    card = await room.begin()
    await room.send(room.press("one", votes(card)[0]))
    await room.send(room.press("two", votes(card)[1]))


def _overdue(name: str, table: Table) -> Table:
    """The same, but a reminder is due and what was left unsent is anybody's."""
    now, rows = datetime.now(UTC), table.dicts()
    for row in rows:
        if name == "reminders":
            row["due_at"] = stamp(now - timedelta(hours=1))
        if name == "turns" and not row["sent"] and not row["answered"]:
            row |= {"at": stamp(now), "lease": None}
        if name == "claims":
            row["until"] = stamp(now)
    return Table(table.columns, tuple(tuple(row.values()) for row in rows))


def test_something_of_every_kind_is_left(left: dict[str, Table]) -> None:
    assert [name for name in TABLES if not left[name].rows] == ["room_late", "figures"]
    assert sum(not turn["sent"] and not turn["answered"] for turn in left["turns"].dicts()) == 1


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("number", range(1, LATEST + 1))
async def test_whoever_is_in_the_middle_goes_on_after_the_upgrade(
    http: aiohttp.ClientSession,
    tmp_path: Path,
    url: str,
    left: dict[str, Table],
    connector: Connector,
    number: int,
) -> None:
    before = await as_of(url, number, left)
    await (await open_database(url)).close()
    assert await _same_columns(url, before) == before
    connector.taken.clear()
    async with bot(tmp_path, database_url=url) as where:
        wanted = {"reply", "reminder"} if number >= WITH_REMINDERS else {"reply"}
        while {_kind(call.body) for call in connector.taken} < wanted:
            await connector.next_call()
        count = itertools.count(1000)
        officer = Chat(http, where, user=OFFICER, conversation=OFFICER, numbers=count)
        assert "· 1 person" in await officer.say("board")
        assert "· 2 people" in await officer.say("add adult")
        if number >= WITH_ROOMS:
            assert await _voted(url, Class(http, where), before) == 3
    sent = [_kind(call.body) for call in connector.taken]
    assert sorted(sent) == sorted(wanted), "each once"


def _kind(body: Any) -> str:
    return "reply" if "replyToId" in body else "reminder"


async def _voted(url: str, room: Class, before: dict[str, Table]) -> int:
    """How many answers there are once a third person has given one."""
    (session,) = (row["id"] for row in before["rooms"].dicts())
    first = before["room_answers"].dicts()[0]
    data = {"act": "room", "what": "vote", "room": session}
    data |= {"name": first["stage"], "option": first["choice"]}
    await room.send(room.press("three", data))
    return len((await contents(url))["room_answers"].rows)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.slow
async def test_a_bot_starts_after_any_cut_in_the_upgrade(url: str, left: dict[str, Table]) -> None:
    """Each start gets one statement further than the one before, and goes on from its work."""
    before, cuts = await as_of(url, 1, left), 0
    for allowed in itertools.count():
        process = await asyncio.create_subprocess_exec(
            sys.executable, dying_migration.__file__, url, str(allowed)
        )
        ended = await asyncio.wait_for(process.wait(), PATIENCE)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
        cuts += 1
    assert cuts > LATEST
    assert await _same_columns(url, before) == before
    assert await _applied(url) == list(range(1, LATEST + 1))


@pytest.mark.asyncio(loop_scope="module")
async def test_processes_that_start_at_once_upgrade_once(
    tmp_path: Path, url: str, left: dict[str, Table]
) -> None:
    before = await as_of(url, 1, left)
    here = {"PATH": os.environ["PATH"], "PORT": "0", "DATABASE_URL": url}
    started = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "app.py"),
            env=here,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        for _ in range(PROCESSES)
    ]
    try:
        for process in started:
            assert process.stdout
            said = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
            assert said.startswith(b"Ready")
    finally:
        for process in started:
            process.terminate()
        await asyncio.gather(*(process.wait() for process in started))
    assert await _applied(url) == list(range(1, LATEST + 1))
    before.pop("turns")  # the jobs of the started bots send what was left
    assert await _same_columns(url, before) == before


def test_a_newer_database_stops_the_start_with_what_to_do(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/newer.db"

    async def come_from_the_future() -> None:
        database = await open_database(url)
        await database.write(_future())
        await database.close()

    asyncio.run(come_from_the_future())
    environment = os.environ | {"DATABASE_URL": url, "PORT": "0"}
    started = subprocess.run(
        [sys.executable, "app.py"],
        cwd=FOLDER.parent, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert started.returncode == 1
    said = started.stderr
    assert "newer than this version" in said
    assert "Install the version that wrote it" in said
    assert "Traceback" not in said


def _future() -> Steps[None]:
    yield Statement("insert into migrations values (9999, 'future', '', '')")


async def _applied(url: str) -> list[int]:
    database = await opened(url)
    try:
        return await database.read(_numbers())
    finally:
        await database.close()


def _numbers() -> Steps[list[int]]:
    rows = yield Statement("select number from migrations order by number")
    return [number for (number,) in rows]


async def _same_columns(url: str, like: dict[str, Table]) -> dict[str, Table]:
    return await contents(url, {name: table.columns for name, table in like.items()})
