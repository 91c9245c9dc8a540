"""The database goes away under a running bot, or is late: said clearly, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.bot.fakes import Connector
from tests.chat import Chat, bot
from tests.postgres import Cluster, cluster


@pytest.fixture(scope="module")
def mortal(postgres: Cluster) -> Iterator[Cluster]:
    """A server for the tests here to stop."""
    with cluster(postgres.programs) as server:
        yield server


@pytest.fixture
async def officer(mortal: Cluster, tmp_path: Path) -> AsyncIterator[Chat]:
    """An officer with one adult at the board."""
    async with bot(tmp_path, database_url=mortal.url()) as where, aiohttp.ClientSession() as http:
        chat = Chat(http, where)
        await chat.to_the_board()
        yield chat


async def status(chat: Chat, path: str) -> int:
    async with chat.session.get(chat.address + path) as answer:
        return answer.status


async def test_the_officer_is_told_and_carries_on_when_it_is_back(
    officer: Chat, mortal: Cluster
) -> None:
    await asyncio.to_thread(mortal.stop, "immediate")
    typed = officer.activity(text="add adult")
    await officer.send(typed)
    assert "went wrong" in officer.text
    assert (await status(officer, "/healthz"), await status(officer, "/readyz")) == (200, 503)
    await asyncio.to_thread(mortal.start)
    await officer.send(typed)  # delivered again: it was not taken the first time
    assert "2 people" in officer.text
    assert "3 people" in await officer.say("add adult")
    assert await status(officer, "/readyz") == 200


async def test_turns_under_way_are_taken_whole_or_not_at_all(
    officer: Chat, mortal: Cluster
) -> None:
    typed = [officer.activity(text="add adult") for _ in range(12)]
    chats = [Chat(officer.session, officer.address) for _ in typed]
    sending = [asyncio.create_task(chat.send(one)) for chat, one in zip(chats, typed, strict=True)]
    await sending[0]
    await asyncio.to_thread(mortal.stop, "immediate")
    await asyncio.gather(*sending)
    await asyncio.to_thread(mortal.start)
    for one in typed:
        await officer.send(one)
        assert "went wrong" not in officer.text
    assert f"{1 + len(typed)} people" in await officer.say("board")


async def test_a_reply_leaves_once_though_it_could_not_be_marked(
    officer: Chat, mortal: Cluster
) -> None:
    with Connector() as connector:
        connector.script.append("silent")
        typed = officer.activity(text="add adult", deliveryMode="normal", serviceUrl=connector.url)
        where = f"{officer.address}/api/messages"
        sending = asyncio.create_task(officer.session.post(where, json=typed))
        await connector.next_call()
        await asyncio.to_thread(mortal.stop)
        connector.speak()
        assert (await sending).status == 200
        await asyncio.to_thread(mortal.start)
        async with officer.session.post(where, json=typed) as again:
            assert again.status == 200
        assert len(connector.calls) == 1


async def test_a_bot_that_starts_first_waits_for_its_database(
    mortal: Cluster, tmp_path: Path
) -> None:
    url = mortal.url()
    await asyncio.to_thread(mortal.stop)

    async def answers() -> str:
        async with bot(tmp_path, database_url=url) as where, aiohttp.ClientSession() as http:
            return await Chat(http, where).say("start")

    waiting = asyncio.create_task(answers())
    await asyncio.to_thread(mortal.start)
    assert "danger" in (await waiting).lower()
