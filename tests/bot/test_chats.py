"""A turn that starts from what this process stored last: never wrong for good, and told when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.storage.chats import Chats
from bot.storage.database import Statement, Steps
from bot.storage.opening import open_database
from bot.storage.store import (
    Append,
    Conflict,
    Conversation,
    DuplicateTurn,
    Loaded,
    Store,
    Work,
    open_store,
)
from tests.bot.store_samples import answered, append, later, opening, work

HERE = {"encounter": "e1", "shown": "step"}


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    async for one in _opened(url):
        yield one


@pytest.fixture
async def other(url: str) -> AsyncIterator[Store]:
    """Another process."""
    async for one in _opened(url):
        yield one


async def _opened(url: str) -> AsyncIterator[Store]:
    store = await open_store(url)
    yield store
    await store.close()


async def begun(store: Store) -> Loaded:
    """A chat with an encounter, as its process remembers it."""
    await store.commit(work("t1", Conversation("chat", dict(HERE)), opening("e1", "K7Q2")))
    return known(store)


def known(store: Store, turn: str = "next") -> Loaded:
    found = store.remembered(turn, "chat")
    assert found is not None
    return found


def step(turn: str, start: Loaded, appended: Append | None = None, *, changed: bool = True) -> Work:
    one = work(turn, start.conversation, None, appended, later(1))
    return replace(one, conversation_changed=changed)


async def delete(url: str, *tables: str) -> None:
    def steps() -> Steps[None]:
        for table in tables:
            yield Statement(f"delete from {table}")

    database = await open_database(url)
    await database.write(steps())
    await database.close()


async def test_it_is_as_it_would_be_read(store: Store) -> None:
    await begun(store)
    await append(store, "t2", "e1", 0, answered("a"))
    found, read = known(store), await store.load("next", "chat")
    assert replace(found.conversation, left=None) == read.conversation
    assert (found.encounter, found.turn) == (read.encounter, None)


async def test_what_is_done_with_it_changes_nothing(store: Store) -> None:
    (await begun(store)).conversation.state["shown"] = "board"
    assert known(store).conversation.state == HERE


async def test_turns_go_on_from_it(store: Store) -> None:
    for number in range(5):
        start = known(store) if number else await begun(store)
        await store.commit(step(f"s{number}", start, Append("e1", number, (answered("a"),))))
    loaded = await store.load("next", "chat")
    assert loaded.encounter is not None
    assert (loaded.encounter.revision, loaded.conversation.version) == (5, 6)


async def test_an_unknown_chat_and_a_repeated_turn_are_read(store: Store) -> None:
    await begun(store)
    assert store.remembered("t2", "another") is None
    assert store.remembered("t1", "chat") is None


@pytest.mark.parametrize("changed", [True, False])
@pytest.mark.parametrize("appends", [True, False])
@pytest.mark.parametrize("what", ["log", "chat", "both"])
async def test_where_another_process_was_it_is_refused(
    store: Store, other: Store, what: str, changed: bool, appends: bool
) -> None:
    start = await begun(store)
    theirs = await other.load("theirs", "chat")
    appended = Append("e1", 0, (answered("theirs"),)) if what != "chat" else None
    before = work("theirs", theirs.conversation, None, appended)
    await other.commit(replace(before, conversation_changed=what != "log"))
    ours = Append("e1", 0, (answered("ours"),)) if appends else None
    late = step("ours", start, ours, changed=changed)
    with pytest.raises(Conflict):
        await store.commit(late)
    assert (await store.load("ours", "chat")).turn is None
    assert store.remembered("next", "chat") is None


@pytest.mark.parametrize(("changed", "appends"), [(True, True), (True, False), (False, True)])
async def test_a_chat_deleted_and_begun_anew_is_another(
    url: str, store: Store, other: Store, changed: bool, appends: bool
) -> None:
    start = await begun(store)
    await delete(url, "conversations")
    again = work("theirs", Conversation("chat", dict(HERE)), at=later(2))
    await other.commit(again)
    ours = Append("e1", 0, (answered("ours"),)) if appends else None
    with pytest.raises(Conflict):
        await store.commit(step("ours", start, ours, changed=changed))


@pytest.mark.parametrize("changed", [True, False])
async def test_an_encounter_that_was_deleted_is_missed(
    url: str, store: Store, changed: bool
) -> None:
    start = await begun(store)
    await delete(url, "encounters")
    with pytest.raises(Conflict):
        await store.commit(step("ours", start, changed=changed))


async def test_a_turn_that_another_process_took_is_a_duplicate(store: Store, other: Store) -> None:
    start = await begun(store)
    await append(other, "theirs", "e1", 0, answered("a"))
    with pytest.raises(DuplicateTurn):
        await store.commit(step("theirs", start))


def committed(chats: Chats, number: int) -> None:
    chats.committed(work(f"t{number}", Conversation("chat", {}, number)))


def test_it_is_given_up_where_it_is_often_wrong_and_taken_up_again() -> None:
    chats = Chats(10)
    for number in range(20):  # somebody else is there every second time
        committed(chats, 2 * number)
        chats.was_read(Conversation("chat", {}, 2 * number + 1 + number % 2))
    committed(chats, 50)
    assert chats.of("chat", "next") is None
    for number in range(51, 150):
        chats.was_read(Conversation("chat", {}, number))
        committed(chats, number)
    assert chats.of("chat", "next")


def test_the_chats_last_stored_are_kept() -> None:
    chats = Chats(2)
    for name in ("a", "b", "a", "c"):
        chats.committed(work("t", Conversation(name, {})))
    assert [bool(chats.of(name, "next")) for name in "abc"] == [True, False, True]
