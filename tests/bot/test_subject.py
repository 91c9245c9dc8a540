"""Everything kept for one person is given out, and deleted, and nobody else's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.command_line import main
from bot.storage.database import Database
from bot.storage.exercises import Practice
from bot.storage.opening import open_database
from bot.storage.reminders import Schedule
from bot.storage.store import Conversation, Store
from bot.storage.subject import Subject
from dialogs.encounter import Encounter
from dialogs.event import Kind
from dialogs.training.exercise import Exercise
from tests.bot.store_samples import (
    AT,
    answered,
    append,
    decided,
    exercise,
    happened,
    opening,
    work,
)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = await open_database(url)
    await fill(Store(opened))
    yield opened
    await opened.close()


async def fill(store: Store) -> None:
    """Two officers, each with an encounter, a chat and two messages; and a chat without any."""
    for me in ("o1", "o2"):
        chat = Conversation(f"chat of {me}", {"encounter": f"e-{me}"})
        first = opening(f"e-{me}", f"C{me}", answered("one"), owner=me)
        asked = Schedule(first.id, AT, me, {"conversation": {"id": chat.key}})
        training = Practice(begun=exercise(f"x-{me}", me, decided("one")))
        await store.commit(
            replace(work(f"t1-{me}", chat, first), by=me, schedule=asked, practice=training)
        )
        await store.commit(replace(work(f"t2-{me}", replace(chat, version=1)), by=me))
    await store.commit(replace(work("t3", Conversation("second chat", {})), by="o1"))


async def test_everything_of_one_person_is_given_out(database: Database) -> None:
    given = await Subject(database, "o1").export()
    kept = json.loads(json.dumps(given))
    assert [Encounter.from_json(one) for one in kept["encounters"]] == [
        opening("e-o1", "Co1", answered("one"), owner="o1")
    ]
    assert [Exercise.from_json(one) for one in kept["exercises"]] == [
        exercise("x-o1", "o1", decided("one"))
    ]
    assert [one["chat"] for one in kept["chats"]] == ["chat of o1", "second chat"]
    assert len(kept["messages"]) == 3
    assert [one["encounter"] for one in kept["reminders"]] == ["e-o1"]
    assert "o2" not in json.dumps(given)


async def test_nobody_knows_a_stranger(database: Database) -> None:
    given = await Subject(database, "o3").export()
    kinds = (
        "encounters",
        "exercises",
        "session_answers",
        "session_chats",
        "sessions_led",
        "quick_checks",
        "answers_elsewhere",
        "chats",
        "reminders",
        "messages",
    )
    assert given == {"person": "o3", **{kind: [] for kind in kinds}}
    assert set((await Subject(database, "o3").delete()).values()) == {0}


async def test_everything_of_one_person_is_deleted_and_nobody_elses(database: Database) -> None:
    others = await Subject(database, "o2").export()
    gone = await Subject(database, "o1").delete()
    assert gone == {
        "encounters": 1,
        "exercises": 1,
        "session_answers": 0,
        "session_chats": 0,
        "sessions_led": 0,
        "quick_checks": 0,
        "answers_elsewhere": 0,
        "chats": 2,
        "reminders": 1,
        "messages": 3,
    }
    assert set((await Subject(database, "o1").delete()).values()) == {0}
    assert await Subject(database, "o2").export() == others
    loaded = await Store(database).load("t1-o1", "chat of o1")
    assert (loaded.turn, loaded.conversation.version, loaded.encounter) == (None, 0, None)


async def test_what_someone_recorded_for_another_officer_stays_without_their_id(
    database: Database,
) -> None:
    store = Store(database)
    taken, there = (replace(one, by="o1") for one in (happened(Kind.PICKED_UP), answered("two")))
    await append(store, "t4", "e-o2", 1, taken, there)
    given, _ = json.loads(json.dumps(await Subject(database, "o1").export()))["answers_elsewhere"][
        ::-1
    ]
    assert (given["encounter"], given["step"]) == ("e-o2", "two")
    assert (await Subject(database, "o1").delete())["answers_elsewhere"] == 2
    kept = await Store(database).encounter("e-o2")
    assert kept is not None
    assert kept.log[2].step == "two"
    assert kept.log[2].by.startswith("deleted-")
    assert "o1" not in json.dumps(kept.to_json()["log"])


async def test_the_commands_count_first_then_delete(
    database: Database,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    async def said(*words: str) -> object:
        assert await asyncio.to_thread(main, words) == 0
        return json.loads(capsys.readouterr().out)

    counts = {
        "encounters": 1,
        "exercises": 1,
        "session_answers": 0,
        "session_chats": 0,
        "sessions_led": 0,
        "quick_checks": 0,
        "answers_elsewhere": 0,
        "chats": 2,
        "reminders": 1,
        "messages": 3,
    }
    assert await said("delete-user", "o1") == counts
    given = await said("export-user", "o1")
    assert isinstance(given, dict)
    assert len(given["messages"]) == 3
    assert await said("delete-user", "o1", "--yes") == counts
    assert await said("delete-user", "o1") == dict.fromkeys(counts, 0)
