"""The host and delivery: a turn through the SDK, and its replies at a connector."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest
from botbuilder.core import BotAdapter, Middleware, TurnContext
from botframework.connector.auth import ClaimsIdentity

from bot.activity import BadActivity, Host, JsonObject, Outcome, reply_to
from bot.channel.outbound import Outbound, open_session
from bot.channel.service_url import loopback_only
from bot.delivery import SORRY, Delivery
from bot.host.botbuilder import BotBuilderHost
from tests.bot.fakes import Clock, Connector, FakeCore, invoke, message, running_bot

RESULT: JsonObject = {"status": 200, "body": {"statusCode": 200, "type": "x", "value": {}}}


@pytest.fixture
def connector() -> Iterator[Connector]:
    with Connector() as running:
        yield running


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    clock = Clock()
    async with open_session() as session:
        yield Outbound(session, allows=loopback_only(), sleep=clock.sleep, clock=clock)


def at(connector: Connector, **changes: Any) -> JsonObject:
    return message(serviceUrl=connector.url, **changes)


def saying(*texts: str, **more: Any) -> FakeCore:
    core = FakeCore()

    async def act(activity: JsonObject) -> Outcome:
        return core.says(activity, *texts, **more)

    core.act = act
    return core


# Delivery through the connector


async def test_replies_arrive_in_order_before_the_answer(connector: Connector) -> None:
    core = saying("one", "two", "three")
    async with running_bot(core) as client:
        answer = await client.post("/api/messages", json=at(connector))
        assert (answer.status, await answer.read()) == (200, b"")
        assert connector.texts == ["one", "two", "three"]
        assert core.done == ["1485983408511"]


async def test_earlier_cards_are_replaced_after_the_replies(connector: Connector) -> None:
    old = reply_to(at(connector), text="settled")
    core = saying("next", updates=(("card-1", old),))
    async with running_bot(core) as client:
        await client.post("/api/messages", json=at(connector))
    assert [call.method for call in connector.calls] == ["POST", "PUT"]
    assert connector.calls[1].path.endswith("/activities/card-1")
    assert connector.calls[1].body["text"] == "settled"


async def test_a_card_that_cannot_be_replaced_is_no_failure(connector: Connector) -> None:
    core = saying("next", updates=(("gone", reply_to(at(connector), text="settled")),))
    connector.script.extend([201, 404])
    async with running_bot(core) as client:
        assert (await client.post("/api/messages", json=at(connector))).status == 200
    assert core.done


async def test_undelivered_replies_are_a_502_and_stay_unmarked(connector: Connector) -> None:
    core = saying("one", "two")
    connector.script.extend([201, 400])
    async with running_bot(core) as client:
        answer = await client.post("/api/messages", json=at(connector))
        assert answer.status == 502
        assert "error" in await answer.json()
    assert core.done == []


async def test_a_dead_conversation_is_not_tried_again(connector: Connector) -> None:
    core = saying("one", "two")
    connector.script.append(403)
    async with running_bot(core) as client:
        assert (await client.post("/api/messages", json=at(connector))).status == 200
    assert connector.texts == ["one"]
    assert core.done


async def test_an_invoke_is_answered_with_its_result_and_the_rest_is_sent(
    connector: Connector,
) -> None:
    core = saying("next step", invoke=RESULT)
    async with running_bot(core) as client:
        answer = await client.post("/api/messages", json=invoke(serviceUrl=connector.url))
        assert (answer.status, await answer.json()) == (200, RESULT["body"])
        assert (await connector.next_call()).body["text"] == "next step"


async def test_an_invoke_does_not_wait_for_its_other_replies(connector: Connector) -> None:
    connector.script.append("silent")
    async with running_bot(saying("slow", invoke=RESULT)) as client:
        answer = await client.post("/api/messages", json=invoke(serviceUrl=connector.url))
        assert await answer.json() == RESULT["body"]
        await connector.next_call()
        connector.speak()


async def test_an_apology_goes_out_like_any_reply(connector: Connector) -> None:
    async def fail(activity: JsonObject) -> Outcome:
        raise RuntimeError("internal")

    async with running_bot(FakeCore(fail)) as client:
        assert (await client.post("/api/messages", json=at(connector))).status == 200
    assert connector.texts == [SORRY]


async def test_two_quick_turns_do_not_mix_their_replies(
    connector: Connector, outbound: Outbound
) -> None:
    core = FakeCore()
    delivery = Delivery(BotBuilderHost(core, outbound), outbound)
    turns = [at(connector, id=str(number)) for number in range(5)]
    await asyncio.gather(
        *(
            delivery.deliver(turn, core.says(turn, f"{turn['id']}a", f"{turn['id']}b"))
            for turn in turns
        )
    )
    assert connector.texts == [f"{number}{part}" for number in range(5) for part in "ab"]


async def test_conversations_do_not_wait_for_each_other(
    connector: Connector, outbound: Outbound
) -> None:
    core = FakeCore()
    delivery = Delivery(BotBuilderHost(core, outbound), outbound)
    connector.script.append("silent")
    stuck = asyncio.ensure_future(
        delivery.deliver(at(connector), core.says(at(connector), "stuck"))
    )
    await connector.next_call()
    other = at(connector, conversation={"id": "a:2"})
    async with asyncio.timeout(3):  # half of what the stuck call may take
        await delivery.deliver(other, core.says(other, "quick"))
    assert connector.texts == ["stuck", "quick"]
    stuck.cancel()


# Typing


async def test_a_slow_turn_shows_typing(connector: Connector, outbound: Outbound) -> None:
    shown = asyncio.Event()
    core = FakeCore()

    async def slow(activity: JsonObject) -> Outcome:
        await shown.wait()
        return core.says(activity, "at last")

    core.act = slow
    delivery = Delivery(BotBuilderHost(core, outbound), outbound, typing_after=0)
    turn = asyncio.ensure_future(delivery.run(at(connector), {}))
    assert (await connector.next_call()).body["type"] == "typing"
    shown.set()
    assert (await turn).replies[0]["text"] == "at last"


@pytest.mark.parametrize(
    ("typing_after", "changes"),
    [(60, {}), (0, {"deliveryMode": "expectReplies"}), (0, {"type": "conversationUpdate"})],
    ids=["a quick turn", "replies in the answer", "not a message"],
)
async def test_no_typing_is_shown_for(
    typing_after: float, changes: dict[str, Any], connector: Connector, outbound: Outbound
) -> None:
    core = FakeCore()

    async def busy(activity: JsonObject) -> Outcome:
        for number in range(3):  # time for typing to be sent between these
            await outbound.send(reply_to(at(connector), text=str(number)))
        return core.says(activity, "done")

    core.act = busy
    delivery = Delivery(BotBuilderHost(core, outbound), outbound, typing_after=typing_after)
    await delivery.run(at(connector, **changes), {})
    assert connector.texts == ["0", "1", "2"]


async def test_typing_that_cannot_be_shown_is_no_failure(
    connector: Connector, outbound: Outbound
) -> None:
    core, asked = FakeCore(), asyncio.Event()

    async def slow(activity: JsonObject) -> Outcome:
        await asked.wait()
        return core.says(activity, "said")

    core.act = slow
    connector.script.append(400)
    delivery = Delivery(BotBuilderHost(core, outbound), outbound, typing_after=0)
    turn = asyncio.ensure_future(delivery.run(at(connector), {}))
    await connector.next_call()
    asked.set()
    assert (await turn).replies


# The SDK


class Chatty(Middleware):
    """Middleware that speaks before and after the turn, and forgets what the turn gave back."""

    def __init__(self) -> None:
        self.contexts: list[TurnContext] = []

    async def on_turn(self, context: TurnContext, logic: Any) -> None:
        self.contexts.append(context)
        await context.send_activity("before")
        await logic()


class Silent(Middleware):
    async def on_turn(self, context: TurnContext, logic: Any) -> None:
        """Ends the turn here."""


def wrapped(core: FakeCore, outbound: Outbound, middleware: Middleware) -> BotBuilderHost:
    adapter = BotBuilderHost(core, outbound)
    BotAdapter.use(adapter, middleware)
    return adapter


async def test_middleware_wraps_the_turn_and_speaks_through_our_client(
    connector: Connector, outbound: Outbound
) -> None:
    chatty = Chatty()
    adapter = wrapped(FakeCore(), outbound, chatty)
    outcome = await adapter.process(at(connector), {"aud": "bot"})
    assert [reply["text"] for reply in outcome.replies] == ["echo hello"]
    assert connector.texts == ["before"]
    [context] = chatty.contexts
    assert context.activity.conversation.id == "a:1xyz"
    identity = context.turn_state[BotAdapter.BOT_IDENTITY_KEY]
    assert isinstance(identity, ClaimsIdentity)
    assert (identity.is_authenticated, identity.claims) == (True, {"aud": "bot"})


async def test_what_middleware_says_is_part_of_the_answer_when_replies_are_expected(
    connector: Connector, outbound: Outbound
) -> None:
    adapter = wrapped(FakeCore(), outbound, Chatty())
    outcome = await adapter.process(at(connector, deliveryMode="expectReplies"), {})
    assert [reply["text"] for reply in outcome.replies] == ["before", "echo hello"]
    assert connector.calls == []


async def test_middleware_may_end_a_turn(outbound: Outbound) -> None:
    core = FakeCore()
    adapter = wrapped(core, outbound, Silent())
    assert await adapter.process(message(), {}) == Outcome()
    assert core.seen == []


async def test_middleware_can_replace_and_delete_messages(
    connector: Connector, outbound: Outbound
) -> None:
    chatty = Chatty()
    adapter = wrapped(FakeCore(), outbound, chatty)
    await adapter.process(at(connector), {})
    [context] = chatty.contexts
    sent = await context.send_activity("draft")
    assert sent
    changed = context.activity
    changed.id, changed.text = sent.id, "final"
    await context.update_activity(changed)
    await context.delete_activity(str(sent.id))
    assert [(call.method, call.path.rpartition("/")[2]) for call in connector.calls[1:]] == [
        ("POST", "1485983408511"),
        ("PUT", "sent-2"),
        ("DELETE", "sent-2"),
    ]


async def test_what_the_sdk_cannot_read_is_the_senders_mistake(outbound: Outbound) -> None:
    with pytest.raises(BadActivity):
        await BotBuilderHost(FakeCore(), outbound).process(message(timestamp="yesterday"), {})


async def test_replies_stay_the_dictionaries_the_core_made(outbound: Outbound) -> None:
    made = reply_to(message(), text="hi", somethingNew=[1])
    outcome = Outcome((made,), invoke=RESULT)

    async def act(activity: JsonObject) -> Outcome:
        return outcome

    assert await BotBuilderHost(FakeCore(act), outbound).process(message(), {}) is outcome
    assert outcome.replies[0] is made


async def test_the_edge_does_not_need_this_sdk(connector: Connector, outbound: Outbound) -> None:
    class Bare:
        async def process(self, raw: JsonObject, claims: object) -> Outcome:
            return replace(Outcome(), replies=(reply_to(raw, text="bare"),))

    host: Host = Bare()
    delivery = Delivery(host, outbound)
    await delivery.deliver(at(connector), await delivery.run(at(connector), {}))
    assert connector.texts == ["bare"]
