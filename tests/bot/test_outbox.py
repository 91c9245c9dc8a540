"""Replies leave once, whoever sends them, and what a dead process left behind leaves too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
import pytest

from bot.activity import JsonObject, Outcome
from bot.channel import retry
from bot.channel.outbound import Outbound, Undelivered, open_session
from bot.channel.service_url import loopback_only
from bot.conversation.outbox import AGAIN, Outbox
from bot.delivery import Delivery
from bot.storage.outbox import LEASE, YOUNG
from bot.storage.store import Conversation, Store, StoredTurn, Work, open_store
from tests.bot.fakes import Connector, FakeCore, message
from tests.bot.store_samples import AT, later, work

pytestmark = pytest.mark.usefixtures("no_waits")

MOMENT = timedelta(microseconds=1)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await open_store(url)
    yield opened
    await opened.close()


@dataclass
class Process:
    """One process of several: its own delivery, its own clock."""

    store: Store
    delivery: Delivery
    now: datetime = AT
    outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.store, lambda: self.now)

    async def resend(self) -> None:
        await self.outbox.resend(self.delivery, self.now)

    async def retried(self, activity: JsonObject, turn: StoredTurn) -> None:
        await self.delivery.deliver(activity, self.outbox.again(activity, turn))


@pytest.fixture
async def process(store: Store) -> AsyncIterator[Process]:
    async with open_session() as session:
        outbound = Outbound(session, allows=loopback_only())
        yield Process(store, Delivery(FakeHost(), outbound))


class FakeHost:
    """No turn is run here."""

    async def process(self, raw: JsonObject, claims: object) -> Outcome:
        return await FakeCore().handle(raw)


def turn(
    connector: Connector, key: str = "t1", replies: int = 2, *, answered: bool = False
) -> StoredTurn:
    said = (
        message(id=f"{key}-{n}", text=f"{key} {n}", serviceUrl=connector.url)
        for n in range(1, replies + 1)
    )
    return StoredTurn(key, tuple(said), answered=answered)


async def stored(store: Store, *turns: StoredTurn, at: datetime = AT, chat: str = "chat") -> None:
    for one in turns:
        await store.commit(Work(one, Conversation(chat, {}), at, conversation_changed=False))


# --- the claim


async def test_whoever_commits_a_turn_has_the_right_to_send_it(store: Store) -> None:
    await store.commit(work("t1"))
    assert await store.claim("t1", AT + LEASE - MOMENT) is None
    assert await store.claim("t1", AT + LEASE) == 0
    assert await store.claim("t1", AT + LEASE) is None


async def test_a_claim_goes_on_from_what_has_left(store: Store) -> None:
    await store.commit(work("t1"))
    await store.delivered("t1", 1, later(5))
    assert await store.claim("t1", later(5) + LEASE - MOMENT) is None
    assert await store.claim("t1", later(5) + LEASE) == 1


async def test_a_released_turn_is_anyones_and_a_sent_one_nobodys(store: Store) -> None:
    await store.commit(work("t1"))
    await store.release("t1")
    assert await store.claim("t1", AT) == 0
    await store.release("t1", later(1))
    assert await store.claim("t1", later(0.5)) is None
    await store.mark_sent("t1")
    assert await store.claim("t1", later(100)) is None
    assert await store.claim("no such turn", AT) is None


async def test_only_what_was_left_behind_is_stranded(store: Store, connector: Connector) -> None:
    await stored(store, turn(connector, "sent"), chat="a")
    await store.mark_sent("sent")
    await stored(store, turn(connector, "answered", answered=True), chat="b")
    await stored(store, turn(connector, "gone on"), turn(connector, "same moment"), chat="c")
    await stored(store, turn(connector, "last"), at=later(0.1), chat="c")
    await stored(store, turn(connector, "held"), at=later(1), chat="d")

    async def stranded(now: datetime) -> list[str]:
        return [one.key for one in await store.stranded(now, 9)]

    assert await stranded(AT + LEASE) == []
    assert await stranded(later(0.1) + LEASE) == ["last"]
    assert await stranded(later(1) + LEASE) == ["last", "held"]
    assert await stranded(AT + YOUNG) == ["last", "held"]
    assert await stranded(later(1) + YOUNG) == []


# --- sending


async def test_what_a_dead_process_left_behind_is_sent_once(
    process: Process, connector: Connector
) -> None:
    await stored(process.store, turn(connector))
    await process.resend()
    assert connector.texts == []
    process.now = AT + LEASE
    await process.resend()
    await process.resend()
    assert connector.texts == ["t1 1", "t1 2"]
    assert await process.store.unsent(9) == ()


async def test_a_reply_that_was_noted_is_not_sent_again(
    process: Process, connector: Connector
) -> None:
    await stored(process.store, turn(connector))
    await process.store.delivered("t1", 1, AT)
    process.now = AT + LEASE
    await process.resend()
    assert connector.texts == ["t1 2"]


async def test_a_retry_to_another_process_waits_for_the_first(
    process: Process, connector: Connector
) -> None:
    one = turn(connector)
    await stored(process.store, one)
    await process.retried(message(), one)
    assert connector.texts == []
    process.now = AT + LEASE
    await process.retried(message(), one)
    await process.retried(message(), one)
    assert connector.texts == ["t1 1", "t1 2"]


async def test_what_could_not_be_sent_is_tried_again_later(
    process: Process, connector: Connector
) -> None:
    await stored(process.store, turn(connector))
    connector.script.extend([201, *[503] * retry.ATTEMPTS])
    process.now = AT + LEASE
    await process.resend()
    await process.resend()
    process.now += AGAIN
    await process.resend()
    assert [call.body["text"] for call in connector.taken] == ["t1 1", "t1 2"]


async def test_a_failed_delivery_lets_the_channels_retry_try_at_once(
    process: Process, connector: Connector
) -> None:
    one = turn(connector)
    await stored(process.store, one)
    connector.script.extend([201, *[503] * retry.ATTEMPTS])
    with pytest.raises(Undelivered):
        await process.delivery.deliver(message(), process.outbox.first(one, AT))
    await process.retried(message(), one)
    assert [call.body["text"] for call in connector.taken] == ["t1 1", "t1 2"]


async def test_replies_that_waited_too_long_behind_others_are_sent_by_one_process(
    process: Process, connector: Connector
) -> None:
    slow, behind = turn(connector, "slow"), turn(connector, "behind", replies=1)
    await stored(process.store, slow)
    await stored(process.store, behind, at=AT + MOMENT)
    connector.script.append("silent")
    sending = asyncio.create_task(
        process.delivery.deliver(message(), process.outbox.first(slow, AT))
    )
    await connector.next_call()
    waiting = asyncio.create_task(
        process.delivery.deliver(message(), process.outbox.first(behind, AT + MOMENT))
    )
    process.now = AT + MOMENT + LEASE
    async with open_session() as session:
        outbound = Outbound(session, allows=loopback_only())
        await Process(process.store, Delivery(FakeHost(), outbound), process.now).resend()
    connector.speak()
    await asyncio.gather(sending, waiting)
    assert sorted(connector.texts, key=str) == ["behind 1", "slow 1", "slow 2"]


async def test_replies_that_waited_long_are_still_sent_by_who_has_the_right(
    process: Process, connector: Connector
) -> None:
    one = turn(connector, replies=1)
    await stored(process.store, one)
    for process.now in (AT + LEASE - MOMENT, AT + LEASE):
        await process.delivery.deliver(message(), process.outbox.first(one, AT))
    assert connector.texts == ["t1 1"]


async def test_a_reply_that_may_have_left_is_sent_once_more_and_no_more(
    process: Process, connector: Connector
) -> None:
    one = turn(connector)
    await stored(process.store, one)
    connector.script.extend([*["silent"] * 2, 201])
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.5)) as impatient:
        process.delivery = Delivery(FakeHost(), Outbound(impatient, allows=loopback_only()))
        with pytest.raises(Undelivered):
            await process.delivery.deliver(message(), process.outbox.first(one, AT))
        await process.retried(message(), one)
        assert connector.texts == ["t1 1"]
        for _ in range(3):
            process.now += LEASE
            await process.resend()
    assert connector.texts == ["t1 1", "t1 1", "t1 2"]
    assert await process.store.unsent(9) == ()


async def test_a_conversation_that_is_gone_is_not_tried_again(
    process: Process, connector: Connector
) -> None:
    await stored(process.store, turn(connector))
    connector.script.append(403)
    process.now = AT + LEASE
    await process.resend()
    assert await process.store.unsent(9) == ()


async def test_a_turn_that_says_nothing_needs_no_sending(
    process: Process, connector: Connector
) -> None:
    await stored(process.store, turn(connector, replies=0))
    process.now = AT + LEASE
    await process.resend()
    assert await process.store.unsent(9) == ()
