"""What can go wrong around a bot: the officer is told, nothing is lost, and it heals by itself."""

from __future__ import annotations

import asyncio
import itertools
import re
import resource
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.channel.outbound import Outbound, Undelivered
from bot.channel.service_url import listed
from bot.conversation.turn import Turns
from bot.guidance import Guidance
from bot.storage.store import open_store
from content.loader import FOLDER, load
from dialogs.event import Kind
from tests.bot.fakes import Clock, message
from tests.bot.phoenix import Phoenix
from tests.bot.test_reload import newer
from tests.chat import Chat, bot, buttons
from tests.journey import understood

pytestmark = pytest.mark.asyncio(loop_scope="module")

DUPLICATES = 10_000
AT_ONCE = 200
SORRY = "went wrong"


class Speaker(Protocol):
    """Who can say something and be answered."""

    async def say(self, text: str) -> str: ...


async def people(officer: Speaker) -> int:
    """How many people there are, by what the bot says."""
    found = re.search(r"· (\d+) (?:person|people)", await officer.say("board"))
    assert found
    return int(found[1])


# The disk


async def test_a_full_disk_is_told_and_mended_without_a_restart(
    http: aiohttp.ClientSession, phoenix: Phoenix
) -> None:
    officer = Chat(http, await phoenix.up(), user="full", conversation="full")
    await officer.say("start")
    await officer.say("add adult")
    assert phoenix.process
    _, most = resource.prlimit(phoenix.process.pid, resource.RLIMIT_FSIZE)
    typed = officer.activity(text="add adult")
    resource.prlimit(phoenix.process.pid, resource.RLIMIT_FSIZE, (1, most))
    try:
        await officer.send(typed)
        assert SORRY in officer.text
        async with http.get(f"{officer.address}/readyz") as page:
            assert page.status in (200, 503)  # it answers either way
    finally:
        resource.prlimit(phoenix.process.pid, resource.RLIMIT_FSIZE, (most, most))
    await officer.send(typed)
    assert SORRY not in officer.text
    assert await people(officer) == 2


# The clock


class Officer:
    """A chat with the core alone, whose clock can be set."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.numbers = itertools.count()

    async def say(self, text: str) -> str:
        activity = message(id=str(next(self.numbers)), text=text, deliveryMode="expectReplies")
        outcome = await self.turns.handle(activity)
        return "\n".join(str(reply.get("text", "")) for reply in outcome.replies)


@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(hours=-1), timedelta(days=40)])
async def test_a_clock_that_jumps_loses_and_repeats_nothing(
    tmp_path: Path, jump: timedelta
) -> None:
    now = [datetime(2026, 11, 22, 12, 0, tzinfo=UTC)]
    store = await open_store(str(tmp_path / "test.db"))
    try:
        officer = Officer(Turns(store, Guidance(load(FOLDER), understood()), clock=lambda: now[0]))
        await officer.say("start")
        await officer.say("add adult")
        now[0] += jump
        await officer.say("add adult")
        assert await people(officer) == 2
        await officer.say("undo")
        assert await people(officer) == 1
        now[0] -= jump
        await officer.say("add adult")
        assert await people(officer) == 2
        (row,) = await store.recent("0f1e2d3c", 2)
        encounter = await store.encounter(row.id)
        assert encounter is not None
        assert encounter.revision == len(encounter.log)
        assert sum(event.kind is Kind.PERSON_ADDED for event in encounter.log) == 3
    finally:
        await store.close()


# The network


class NoNames(AbstractResolver):
    """A name service that has gone."""

    asked = 0

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        self.asked += 1
        raise OSError("no such name")

    async def close(self) -> None:
        """Nothing to close."""


async def test_without_a_name_service_a_reply_is_undelivered_and_tried_again() -> None:
    names, clock = NoNames(), Clock()
    connector = aiohttp.TCPConnector(resolver=names)
    async with aiohttp.ClientSession(connector=connector) as session:
        outbound = Outbound(
            session, allows=listed(("*.example.org",)), sleep=clock.sleep, clock=clock
        )
        with pytest.raises(Undelivered) as caught:
            await outbound.send(message(serviceUrl="https://smba.example.org/uk/"))
    assert caught.value.status == 0
    assert names.asked > 1
    assert len(clock.slept) == names.asked - 1


# A channel that does not stop


@pytest.mark.slow
async def test_ten_thousand_duplicates_are_taken_once(
    http: aiohttp.ClientSession, whole_bot: str
) -> None:
    officer = Chat(http, whole_bot, user="again", conversation="again")
    await officer.say("start")
    typed = officer.activity(text="add adult")
    answers: set[str] = set()

    async def repeat(times: int) -> None:
        for _ in range(times):
            async with http.post(f"{whole_bot}/api/messages", json=typed) as response:
                assert response.status == 200
                answers.add(await response.text())

    await asyncio.gather(*(repeat(DUPLICATES // AT_ONCE) for _ in range(AT_ONCE)))
    assert len(answers) == 1
    assert await people(officer) == 1


async def test_officers_at_once_never_see_each_others_encounters(
    http: aiohttp.ClientSession, whole_bot: str
) -> None:
    """Each adds a number of people of their own, all at the same time."""

    async def one(number: int) -> None:
        officer = Chat(http, whole_bot, user=f"u{number}", conversation=f"c{number}")
        await officer.say("start")
        for _ in range(number):
            await officer.say("add adult")
        assert await people(officer) == number
        assert {reply["conversation"]["id"] for reply in officer.replies} == {f"c{number}"}

    await asyncio.gather(*(one(number) for number in range(1, 13)))


# A new version, one process after the other


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The content as it was, and with a newer version of one guide."""
    made = []
    for name in ("old", "new"):
        copy = tmp_path / name
        shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        made.append(copy)
    old, new = made
    newer(new)
    return old, new


async def test_an_open_encounter_lives_through_an_upgrade_process_by_process(
    http: aiohttp.ClientSession, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = folders
    database = str(tmp_path / "shared.db")

    def as_seen_by(address: str, name: str, numbers: Any) -> Chat:
        return Chat(http, address, user=name, conversation=name, numbers=numbers)

    count = itertools.count()
    async with bot(tmp_path, database_url=database, content_dir=old) as second:
        async with bot(tmp_path, database_url=database, content_dir=old) as first:
            officer = as_seen_by(first, "early", count)
            await officer.say("start")
            await officer.say("add adult")
        async with bot(tmp_path, database_url=database, content_dir=new) as first:
            for number, where in enumerate((first, second), 2):
                officer = as_seen_by(where, "early", count)
                await officer.say("add adult")
                assert await people(officer) == number
            later = itertools.count()
            await _begun_on_the_new(*(as_seen_by(each, "late", later) for each in (first, second)))
    async with bot(tmp_path, database_url=database, content_dir=new) as second:
        assert await people(as_seen_by(second, "early", count)) == 3
        assert await people(as_seen_by(second, "late", later)) == 2


async def _begun_on_the_new(new: Chat, old: Chat) -> None:
    """The process that still has the old content says so, and loses neither it nor the link."""
    await new.say("start")
    await new.say("add adult")
    assert await people(new) == 1
    assert "answers are kept" in await old.say("add adult")
    assert "answers are kept" in await old.say("1")
    old.replies = new.replies
    button = next(one for one in buttons(old.card) if one["data"].get("encounter"))
    assert "answers are kept" in await old.press_data(button["data"])
    assert await people(new) == 1
    await new.say("add adult")
    assert await people(new) == 2


async def test_without_its_guidance_an_officer_is_still_helped(
    http: aiohttp.ClientSession, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = folders
    async with (
        bot(tmp_path, content_dir=new) as upgraded,
        bot(tmp_path, content_dir=old) as waiting,
    ):
        count = itertools.count()
        there, here = Chat(http, upgraded, numbers=count), Chat(http, waiting, numbers=count)
        await there.say("start")
        danger = await here.say("he is hitting her now")
        assert "999" in danger.splitlines()[0] + danger.splitlines()[1]
        answer = await here.say("what is the nrm")
        assert "answers are kept" in answer
        assert len(here.replies) == 2
        assert "answers are kept" not in await here.say("contacts")
        assert "danger" in (await there.say("board")).lower()  # where it was
        assert "answers are kept" not in await here.say("start")
        await here.say("add adult")
        assert await people(here) == 1
