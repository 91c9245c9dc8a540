"""Planted personal data is nowhere after a hostile run: no table, no file, no log, no reply."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.activity import JsonObject
from bot.command_line import main
from bot.observing.logs import JsonLines
from bot.server import running
from bot.settings import Settings
from tests.bot.fakes import Connector
from tests.bot.hostile import Somebody, events, invokes, messages, spread
from tests.bot.tables import tables
from tests.chat import Chat
from tests.postgres import Cluster


@dataclass
class Run:
    """A bot on an empty database, one officer, and somebody whom that officer tells about."""

    chat: Chat
    group: Chat
    somebody: Somebody
    url: str
    answers: list[str]

    async def post(self, activity: JsonObject) -> None:
        """Send something, and keep what came back."""
        where = f"{self.chat.address}/api/messages"
        async with self.chat.session.post(where, json=activity) as response:
            self.answers.append(f"{response.headers} {await response.text()}")


@pytest.fixture
def somebody() -> Somebody:
    return Somebody()


@pytest.fixture
async def run(url: str, somebody: Somebody) -> AsyncIterator[Run]:
    async with (
        running(replace(Settings(port=0), database_url=url)) as address,
        aiohttp.ClientSession() as session,
    ):
        chat = Chat(session, address, conversation="own")
        group = Chat(session, address, conversation="group")
        yield Run(chat, group, somebody, url, [])


async def begun(run: Run) -> None:
    await run.chat.say("start")
    await run.chat.press("No")
    await run.chat.press("Home")
    await run.chat.press("Continue", adult=2, young=1)


async def everything_is_tried(run: Run) -> None:
    """The words in every place, before an encounter and in one, alone and in a group."""
    await all_kinds_are_sent(run)
    await begun(run)
    await all_kinds_are_sent(run)
    await buttons_are_altered(run)
    await a_group_is_told(run)


_numbers = count()


async def all_kinds_are_sent(run: Run) -> None:
    plain, told = run.chat.activity(text="help"), run.somebody.told
    for activity in (*messages(plain, told), *events(plain, told), *invokes(plain, told)):
        await run.post({**activity, "id": f"odd-{next(_numbers)}"})


async def buttons_are_altered(run: Run) -> None:
    for text in (
        "board",
        "person 1",
        "people",
        "start",
        "remind me",
        "train front desk turned away",
    ):
        await run.chat.say(text)
        drawn = json.loads(json.dumps(run.chat.card))
        for button in list(_pressed(drawn))[:8]:
            for data in spread(button["data"], run.somebody.told):
                action = {"type": "Action.Execute", "verb": run.somebody.told, "data": data}
                value = {"action": action, "trigger": run.somebody.told}
                press = run.chat.activity(type="invoke", name="adaptiveCard/action", value=value)
                await run.post(press)
            await run.post(run.chat.activity(value=spread_one(button["data"], run.somebody)))


def spread_one(data: dict[str, Any], somebody: Somebody) -> dict[str, Any]:
    return {**data, "cannot": somebody.told, "reason": somebody.told, "place": somebody.told}


def _pressed(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for action in card.get("actions", []):
        if action["type"] == "Action.ShowCard":
            yield from _pressed(action["card"])
        elif "data" in action:
            yield action


async def a_group_is_told(run: Run) -> None:
    where = {"id": "19:g", "conversationType": "groupChat", "name": run.somebody.told}
    at = {"type": "mention", "text": "<at>bot</at>", "mentioned": {"id": "bot", "name": "bot"}}
    plain = run.group.activity(conversation=where, entities=[at])
    for activity in messages(plain, run.somebody.told):
        said = {**activity, "text": f"<at>bot</at> {activity['text']}", "conversation": where}
        await run.post({**said, "id": f"group-{next(_numbers)}"})


async def http_is_abused(run: Run) -> None:
    """The words in what is no activity at all."""
    told, session, at = run.somebody.told, run.chat.session, run.chat.address
    tries: list[tuple[str, dict[str, Any]]] = [
        (f"/api/messages?text={told}", {"data": told}),
        ("/api/messages", {"data": told, "headers": {"Content-Type": "application/json"}}),
        ("/api/messages", {"json": {"type": told, told: told}}),
        ("/api/messages", {"json": [told]}),
        ("/api/messages", {"json": {"type": "message", "conversation": {"id": told * 40}}}),
        (f"/{told}", {"data": told, "headers": {"User-Agent": told, "X-Name": told}}),
    ]
    for path, content in tries:
        with suppress(aiohttp.ClientError):
            async with session.post(f"{at}{path}", **content) as response:
                run.answers.append(f"{response.headers} {await response.text()}")


async def rows(url: str) -> list[str]:
    """Every row of every table there is."""
    return [row for rows in (await tables(url)).values() for row in rows]


def files(url: str, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Everything that the database has on disk, its write-ahead and server logs among it."""
    if url.startswith("sqlite"):
        folder = Path(url.removeprefix("sqlite:///")).parent
    else:
        server: Cluster = request.getfixturevalue("postgres")
        server.sql("checkpoint")
        folder = server.folder
    return (file for file in folder.rglob("*") if file.is_file())


async def test_planted_personal_data_is_nowhere(
    run: Run,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    await everything_is_tried(run)
    await http_is_abused(run)
    monkeypatch.setattr("bot.conversation.turn.talk", _fails)
    await run.post(run.chat.activity(text=run.somebody.told))
    assert "turn failed" in caplog.text
    await what_it_tells_of_itself_is_asked(run)
    found = {
        "log": run.somebody.found_in(caplog.text + whole(caplog.records)),
        "printed": run.somebody.found_in("".join(capfd.readouterr())),
        "rows": run.somebody.found_in("\n".join(await rows(run.url))),
        "answers": run.somebody.found_in("\n".join(run.answers)),
        "files": [
            trace for file in files(run.url, request) for trace in _in_file(run.somebody, file)
        ],
    }
    assert found == {place: [] for place in found}
    kept = "\n".join(await rows(run.url))
    assert "own" in kept, "nothing was stored, so nothing was tried"
    monkeypatch.setenv("DATABASE_URL", run.url)
    assert await asyncio.to_thread(main, ["export-user", run.chat.user]) == 0
    given = capfd.readouterr().out
    assert len(given) > 1000
    assert run.somebody.found_in(given) == []


def whole(records: list[logging.LogRecord]) -> str:
    """Everything that log lines carry, whatever form they are written in."""
    lines = JsonLines()
    return "\n".join(f"{vars(record)} {lines.format(record)}" for record in records)


async def what_it_tells_of_itself_is_asked(run: Run) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        async with run.chat.session.get(f"{run.chat.address}{path}") as response:
            assert response.status == 200
            run.answers.append(f"{response.headers} {await response.text()}")


def _fails(activity: JsonObject, setting: object) -> None:
    raise RuntimeError(json.dumps(activity))


def _in_file(somebody: Somebody, file: Path) -> list[str]:
    try:
        return somebody.found_in(file.read_bytes())
    except OSError:  # the server has just removed it
        return []


async def test_what_is_sent_to_the_connector_has_none_of_it(
    somebody: Somebody, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = replace(Settings(port=0), database_url=f"sqlite:///{tmp_path}/bot.db")
    with Connector() as connector:
        async with running(settings) as address, aiohttp.ClientSession() as session:
            chat = Chat(session, address)
            plain = chat.activity(serviceUrl=connector.url, deliveryMode="normal")
            connector.script.extend([500, 201, 403, 429, "reset", 201])
            for number, activity in enumerate(messages(plain, somebody.told)):
                sent = {**activity, "id": f"m-{number}"}
                async with session.post(f"{address}/api/messages", json=sent) as response:
                    await response.read()
        said = [json.dumps(call.body) + call.path for call in connector.calls]
    assert len(said) > 10
    assert somebody.found_in("\n".join(said)) == []
    assert somebody.found_in(caplog.text + whole(caplog.records)) == []


def test_it_would_be_found(somebody: Somebody) -> None:
    assert somebody.found_in(somebody.told.upper()) == list(somebody.traces)
    assert somebody.found_in(f"x{somebody.phone}y".encode()) == [somebody.phone]
