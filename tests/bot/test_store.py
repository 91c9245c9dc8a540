"""What any store must do, whichever database is underneath."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.storage.store import (
    Append,
    CodeTaken,
    Conflict,
    Conversation,
    DatabaseError,
    DuplicateTurn,
    Store,
    StoredTurn,
    StoreUnavailable,
    Work,
    open_store,
)
from dialogs.encounter import Encounter, record
from dialogs.event import Event, Json, Kind
from tests.bot.store_samples import AT, answered, append, happened, later, log, opening, work

ROOT = Path(__file__).parents[2]
Opener = Callable[[], Awaitable[Store]]


@pytest.fixture
async def another(url: str) -> AsyncIterator[Opener]:
    """Opens one more store on the same database, as another process would."""
    stores: list[Store] = []

    async def opener() -> Store:
        stores.append(await open_store(url))
        return stores[-1]

    yield opener
    for store in stores:
        await store.close()


@pytest.fixture
async def store(another: Opener) -> Store:
    return await another()


async def everything(store: Store) -> object:
    """All that a refused commit could have touched."""
    return (
        await store.load("t1", "chat"),
        await store.load("t2", "other", "e2"),
        await store.recent("o1", 10),
        await store.unsent(10),
    )


# --- what goes in comes out


async def test_a_new_chat_is_empty(store: Store) -> None:
    loaded = await store.load("t1", "chat")
    assert loaded.turn is None
    assert loaded.conversation == Conversation("chat", {}, 0)
    assert loaded.encounter is None
    assert await store.encounter("e1") is None
    assert await store.by_code("K7Q2") is None


VALUES: list[Json] = [
    None,
    False,
    0,
    -1.5,
    "",
    "Zoë 👮 ż",
    "\ud83d alone and \x00",
    'it\'s; -- a ? "quote"',
    [],
    {},
    {"age": None, "seen": ["locks", {"deep": [1, [2]]}]},
]


async def test_what_was_stored_is_the_same_for_the_next_process(
    store: Store, another: Opener
) -> None:
    first = opening("e1", "K7Q2", *(answered(f"s{n}", value) for n, value in enumerate(VALUES)))
    turn = StoredTurn("t1", ({"text": "Zoë", "value": None}, {}), {"status": 200, "body": None})
    state: dict[str, Json] = {"encounter": "e1", "last": None, "words": ["ż"]}
    await store.commit(Work(turn, Conversation("chat", state), AT, first))
    await store.close()

    loaded = await (await another()).load("t1", "chat")
    assert loaded.turn == turn
    assert loaded.conversation == Conversation("chat", state, 1)
    assert loaded.encounter == first


async def test_a_message_has_no_invoke_answer(store: Store) -> None:
    await store.commit(work("t1"))
    turn = (await store.load("t1", "chat")).turn
    assert turn is not None
    assert turn.invoke is None


async def test_times_come_back_in_utc_to_the_microsecond(store: Store) -> None:
    there = timezone(timedelta(hours=5, minutes=30))
    at = datetime(2026, 3, 29, 6, 30, 0, 123456, tzinfo=there)
    first = opening("e1", "K7Q2", Event(at, "o1", Kind.PAUSED, "c1"))
    await store.commit(work("t1", opened=first))
    (event,) = await log(store, "e1")
    assert event.at == at
    assert event.at.utcoffset() == timedelta(0)


async def test_events_are_appended_in_order(store: Store) -> None:
    first = opening("e1", "K7Q2", answered("one"))
    await store.commit(work("t1", opened=first))
    await append(store, "t2", "e1", 1, answered("two"), answered("three"))
    await append(store, "t3", "e1", 3, answered("four"))
    steps = ("two", "three", "four")
    assert await store.encounter("e1") == record(first, map(answered, steps))


async def test_a_long_log_is_whole(store: Store, another: Opener) -> None:
    first = opening("e1", "K7Q2", *(answered(f"s{n}", n) for n in range(251)))
    await store.commit(work("t1", opened=first))
    more = tuple(answered(f"s{n}", n) for n in range(251, 500))
    await append(store, "t2", "e1", 251, *more)
    assert await (await another()).encounter("e1") == record(first, more)


async def test_the_encounter_asked_for_comes_before_the_chats_own(store: Store) -> None:
    mine, theirs = opening("e1", "AAAA"), opening("e2", "BBBB")
    await store.commit(work("t1", Conversation("chat", {"encounter": "e1"}), mine))
    await store.commit(work("t2", Conversation("other", {"encounter": "e2"}), theirs))
    assert (await store.load("t3", "chat")).encounter == mine
    assert (await store.load("t3", "chat", "e2")).encounter == theirs
    assert (await store.load("t3", "chat", "e3")).encounter is None


async def test_a_chat_lets_go_of_its_encounter(store: Store) -> None:
    await store.commit(work("t1", Conversation("chat", {"encounter": "e1"}), opening()))
    await store.commit(work("t2", Conversation("chat", {"encounter": None}, 1)))
    loaded = await store.load("t3", "chat")
    assert loaded.encounter is None
    assert loaded.conversation.version == 2


async def test_one_turn_can_leave_one_encounter_and_open_another(store: Store) -> None:
    await store.commit(work("t1", opened=opening("e1", "AAAA")))
    paused = Append("e1", 0, (happened(Kind.PAUSED),))
    chat = Conversation("chat", {"encounter": "e2"})
    await store.commit(work("t2", chat, opening("e2", "BBBB"), paused))
    assert (await store.load("t3", "chat")).encounter == opening("e2", "BBBB")
    assert await log(store, "e1") == paused.events


# --- all or nothing


@pytest.fixture
async def before(store: Store) -> object:
    """What there is after one committed turn."""
    first = opening("e1", "K7Q2", answered("one"))
    await store.commit(work("t0", Conversation("chat", {"encounter": "e1"}), first))
    return await everything(store)


FIT = Append("e1", 1, (answered("two"),))
NOW = Conversation("chat", {"encounter": "e1", "n": 2}, 1)
REFUSED = [
    pytest.param(Conflict, NOW, None, Append("e1", 0, FIT.events), id="log too short"),
    pytest.param(Conflict, NOW, None, Append("e1", 2, FIT.events), id="log too long"),
    pytest.param(Conflict, NOW, None, Append("e9", 0, FIT.events), id="no such encounter"),
    pytest.param(Conflict, Conversation("chat", {}, 0), None, FIT, id="chat thought new"),
    pytest.param(Conflict, Conversation("chat", {}, 2), None, FIT, id="chat too new"),
    pytest.param(Conflict, Conversation("none", {}, 1), None, FIT, id="chat not there"),
    pytest.param(Conflict, NOW, opening("e1", "NEWC"), FIT, id="id of an encounter"),
    pytest.param(CodeTaken, NOW, opening("e2", "K7Q2", answered("x")), FIT, id="code taken"),
    pytest.param(ValueError, NOW, opening("e2", "B", answered("x", float("nan"))), FIT, id="nan"),
    pytest.param(ValueError, NOW, opening("e2", "\ud83d"), FIT, id="half a character"),
]


@pytest.mark.parametrize(("error", "chat", "opened", "appended"), REFUSED)
async def test_a_refused_turn_leaves_everything_as_it_was(
    store: Store,
    before: object,
    error: type[Exception],
    chat: Conversation,
    opened: Encounter | None,
    appended: Append,
) -> None:
    with pytest.raises(error) as refusal:
        await store.commit(work("t1", chat, opened, appended))
    assert isinstance(refusal.value, CodeTaken) is (error is CodeTaken)
    assert await everything(store) == before
    await store.commit(work("t1", NOW, opening("e2", "B"), FIT))  # The rest of it was fit.


async def test_a_time_without_zone_is_refused(store: Store, before: object) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await store.commit(work("t1", NOW, None, FIT, at=AT.replace(tzinfo=None)))
    assert await everything(store) == before


async def test_a_turn_is_stored_once(store: Store, before: object) -> None:
    with pytest.raises(DuplicateTurn):
        await store.commit(work("t0", NOW, opening("e2", "B"), FIT))
    assert await everything(store) == before


async def test_a_chat_left_alone_is_not_compared(store: Store, before: object) -> None:
    stale = Conversation("chat", {"encounter": None}, 0)
    turn = StoredTurn("t1", ())
    await store.commit(Work(turn, stale, AT, None, FIT, conversation_changed=False))
    loaded = await store.load("t1", "chat")
    assert loaded.conversation == Conversation("chat", {"encounter": "e1"}, 1)
    assert loaded.encounter is not None
    assert loaded.encounter.revision == 2


# --- at the same time


async def test_of_two_on_the_same_revision_one_wins(store: Store, another: Opener) -> None:
    await store.commit(work("t0", opened=opening()))
    rival = await another()
    outcomes = await asyncio.gather(
        append(store, "t1", "e1", 0, answered("one")),
        append(store, "t2", "e1", 0, answered("two")),
        append(rival, "t3", "e1", 0, answered("three")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [Conflict, Conflict]
    steps = ["one", "two", "three"]
    assert [event.step for event in await log(store, "e1")] == [steps[outcomes.index(None)]]


async def test_racing_appends_all_land_in_the_order_of_their_revisions(
    store: Store, another: Opener
) -> None:
    await store.commit(work("t0", opened=opening()))
    stores = (store, await another())
    order: dict[int, str] = {}

    async def racer(number: int) -> None:
        mine = stores[number % 2]
        while True:
            revision = len(await log(mine, "e1"))
            try:
                await append(mine, f"r{number}", "e1", revision, answered(f"s{number}"))
            except Conflict:
                continue
            order[revision] = f"s{number}"
            return

    await asyncio.gather(*(racer(number) for number in range(50)))
    assert [event.step for event in await log(store, "e1")] == [order[n] for n in range(50)]


async def test_a_turn_that_comes_many_times_at_once_is_stored_once(
    store: Store, another: Opener
) -> None:
    rival = await another()
    outcomes = await asyncio.gather(
        *(each.commit(work("t1", opened=opening())) for each in (store, rival) * 5),
        return_exceptions=True,
    )
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, DuplicateTurn) for outcome in outcomes) == 9


async def test_one_bad_turn_among_many_harms_only_itself(store: Store) -> None:
    await store.commit(work("t0", opened=opening()))
    good = [store.commit(work(f"g{n}", opened=opening(f"g{n}", f"G{n}"))) for n in range(20)]
    bad = [append(store, f"b{n}", "e1", 7, answered("one")) for n in range(20)]
    mixed = [each for pair in zip(good, bad, strict=True) for each in pair]
    outcomes = await asyncio.gather(*mixed, return_exceptions=True)
    assert outcomes[::2] == [None] * 20
    assert all(type(outcome) is Conflict for outcome in outcomes[1::2])
    assert {turn.key for turn in await store.unsent(99)} == {"t0", *(f"g{n}" for n in range(20))}


async def test_a_caller_that_gives_up_stops_nobody_else(store: Store) -> None:
    tasks = [asyncio.create_task(store.commit(work(f"t{n}"))) for n in range(20)]
    await asyncio.wait(tasks, timeout=0)  # Each has handed in its work.
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks[1::2])
    kept = {turn.key for turn in await store.unsent(99)}
    assert kept >= {f"t{n}" for n in range(1, 20, 2)}


async def test_a_load_sees_what_another_process_committed(store: Store, another: Opener) -> None:
    rival = await another()
    await store.commit(work("t0", opened=opening()))
    for number in range(10):
        writer, reader = (store, rival) if number % 2 else (rival, store)
        await append(writer, f"t{number + 1}", "e1", number, answered(f"s{number}"))
        expected = [f"s{n}" for n in range(number + 1)]
        assert [event.step for event in await log(reader, "e1")] == expected
        assert [event.step for event in await log(writer, "e1")] == expected


# --- codes, closing, lists


async def test_a_code_finds_the_open_encounter_only(store: Store) -> None:
    await store.commit(work("t1", opened=opening("e1", "K7Q2")))
    assert await store.by_code("K7Q2") == opening("e1", "K7Q2")
    await append(store, "t2", "e1", 0, happened(Kind.CLOSED))
    assert await store.by_code("K7Q2") is None
    await store.commit(work("t3", opened=opening("e2", "K7Q2")))
    assert await store.by_code("K7Q2") == opening("e2", "K7Q2")


async def test_reopening_needs_the_code_to_be_free(store: Store) -> None:
    await store.commit(work("t1", opened=opening("e1", "K7Q2", happened(Kind.CLOSED))))
    await store.commit(work("t2", opened=opening("e2", "K7Q2")))
    with pytest.raises(CodeTaken):
        await append(store, "t3", "e1", 1, happened(Kind.REOPENED))
    await append(store, "t4", "e2", 0, happened(Kind.CLOSED))
    await append(store, "t5", "e1", 1, happened(Kind.REOPENED))
    found = await store.by_code("K7Q2")
    assert found is not None
    assert found.id == "e1"


@pytest.mark.parametrize(
    ("kinds", "closed"),
    [
        ((Kind.CLOSED,), True),
        ((Kind.CLOSED, Kind.FOCUSED), True),
        ((Kind.CLOSED, Kind.REOPENED), False),
        ((Kind.REOPENED, Kind.CLOSED), True),
    ],
)
async def test_closed_follows_the_last_event_about_it(
    store: Store, kinds: tuple[Kind, ...], closed: bool
) -> None:
    await store.commit(work("t1", opened=opening()))
    await append(store, "t2", "e1", 0, *map(happened, kinds))
    await append(store, "t3", "e1", len(kinds), happened(Kind.FOCUSED))
    (summary,) = await store.recent("o1", 10)
    assert summary.closed is closed


async def test_recent_lists_an_owners_encounters_last_changed_first(store: Store) -> None:
    for number in range(4):
        mine = opening(f"e{number}", f"C{number}", owner="o1")
        await store.commit(work(f"t{number}", opened=mine, at=later(number)))
    await store.commit(work("t5", opened=opening("x", "X", owner="o2"), at=later(5)))
    await store.commit(work("t6", appended=Append("e1", 0, (answered("one"),)), at=later(6)))

    first, second, third = await store.recent("o1", 3)
    assert [first.id, second.id, third.id] == ["e1", "e3", "e2"]
    assert (first.code, first.revision, first.closed) == ("C1", 1, False)
    assert (first.opened_at, first.updated_at) == (AT, later(6))


# --- the outbox


async def test_replies_wait_until_they_are_marked_sent(store: Store) -> None:
    for minutes, key in [(2, "late"), (0, "early"), (1, "middle"), (3, "last")]:
        await store.commit(work(key, at=later(minutes)))
    await store.commit(Work(StoredTurn("answered", (), sent=True), Conversation("c", {}), AT))
    await store.mark_sent("middle")

    assert [turn.key for turn in await store.unsent(2)] == ["early", "late"]
    assert {turn.key for turn in await store.unsent(9)} == {"early", "late", "last"}
    turn = (await store.load("middle", "chat")).turn
    assert turn == StoredTurn("middle", ({"type": "message", "text": "middle"},), None, True)


# --- opening and closing


async def test_a_store_is_healthy_until_it_is_closed(store: Store) -> None:
    assert await store.healthy()
    await store.close()
    await store.close()
    assert not await store.healthy()
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.load("t1", "chat")
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.commit(work("t1"))


async def test_closing_finishes_what_was_asked_before(store: Store, another: Opener) -> None:
    tasks = [asyncio.create_task(store.commit(work(f"t{n:02}"))) for n in range(30)]
    await asyncio.wait(tasks, timeout=0)
    await store.close()
    await asyncio.gather(*tasks)
    assert len(await (await another()).unsent(99)) == 30


async def test_many_can_open_a_new_database_at_once(another: Opener) -> None:
    stores = await asyncio.gather(*(another() for _ in range(8)))
    for number, each in enumerate(stores):
        await each.commit(work(f"t{number}"))
    assert len(await stores[0].unsent(9)) == 8


async def test_an_unknown_kind_of_database_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseError, match="'oracle' is not supported") as refusal:
        await open_store("oracle://bot:hunter2@db/bot")
    assert "hunter2" not in str(refusal.value)


async def test_what_was_acknowledged_survives_a_kill(url: str, another: Opener) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bot.endless_writer", url),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    heard = [await process.stdout.readline() for _ in range(200)]
    process.kill()
    heard += [line async for line in process.stdout]
    await process.wait()
    acknowledged = {int(line) for line in heard if line.endswith(b"\n")}
    assert len(acknowledged) >= 200

    store = await another()
    kept = {int(turn.key.removeprefix("t")) for turn in await store.unsent(1_000_000)}
    assert kept >= acknowledged
    for number in kept:
        loaded = await store.load(f"t{number}", f"chat{number}")
        assert loaded.conversation.version == 1
        assert loaded.encounter is not None
        steps = [event.step for event in loaded.encounter.log]
        assert steps == ["one", "two", "three"]
    assert len(await store.recent("o1", 1_000_000)) == len(kept)
