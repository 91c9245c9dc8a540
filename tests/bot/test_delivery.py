"""Delivery: what becomes of a turn's replies at a connector, on each host."""

import asyncio
from typing import Any

import pytest

from bot.activity import JsonObject, Outcome, reply_to
from bot.channel.outbound import Outbound
from bot.delivery import SORRY, Delivery
from bot.host.chosen import MakeHost
from bot.observing.metrics import UNDELIVERED
from tests.bot.fakes import Connector, FakeCore, invoke, message
from tests.bot.hosts import Serve

RESULT: JsonObject = {"status": 200, "body": {"statusCode": 200, "type": "x", "value": {}}}


def at(connector: Connector, **changes: Any) -> JsonObject:
    return message(serviceUrl=connector.url, **changes)


def saying(*texts: str, **more: Any) -> FakeCore:
    core = FakeCore()

    async def act(activity: JsonObject) -> Outcome:
        return core.says(activity, *texts, **more)

    core.act = act
    return core


# Delivery through the connector


async def test_replies_arrive_in_order_before_the_answer(
    connector: Connector, serve: Serve
) -> None:
    core = saying("one", "two", "three")
    async with serve(core) as client:
        answer = await client.post("/api/messages", json=at(connector))
        assert (answer.status, await answer.read()) == (200, b"")
        assert connector.texts == ["one", "two", "three"]
        assert core.done == ["1485983408511"]


async def test_earlier_cards_are_replaced_after_the_replies(
    connector: Connector, serve: Serve
) -> None:
    old = reply_to(at(connector), text="settled")
    core = saying("next", updates=(("card-1", old),))
    async with serve(core) as client:
        await client.post("/api/messages", json=at(connector))
    assert [call.method for call in connector.calls] == ["POST", "PUT"]
    assert connector.calls[1].path.endswith("/activities/card-1")
    assert connector.calls[1].body["text"] == "settled"


async def test_a_card_that_cannot_be_replaced_is_no_failure(
    connector: Connector, serve: Serve
) -> None:
    core = saying("next", updates=(("gone", reply_to(at(connector), text="settled")),))
    connector.script.extend([201, 404])
    async with serve(core) as client:
        assert (await client.post("/api/messages", json=at(connector))).status == 200
    assert core.done


async def test_undelivered_replies_are_a_502_and_stay_unmarked(
    connector: Connector, serve: Serve
) -> None:
    core = saying("one", "two")
    connector.script.extend([201, 400])
    async with serve(core) as client:
        answer = await client.post("/api/messages", json=at(connector))
        assert answer.status == 502
        assert "error" in await answer.json()
    assert core.done == []


async def test_a_dead_conversation_is_not_tried_again(connector: Connector, serve: Serve) -> None:
    core, before = saying("one", "two"), UNDELIVERED.labels("403")._value.get()
    connector.script.append(403)
    async with serve(core) as client:
        assert (await client.post("/api/messages", json=at(connector))).status == 200
    assert connector.texts == ["one"]
    assert core.done
    assert UNDELIVERED.labels("403")._value.get() == before + 1


async def test_an_invoke_is_answered_with_its_result_and_the_rest_is_sent(
    connector: Connector, serve: Serve
) -> None:
    core = saying("next step", invoke=RESULT)
    async with serve(core) as client:
        answer = await client.post("/api/messages", json=invoke(serviceUrl=connector.url))
        assert (answer.status, await answer.json()) == (200, RESULT["body"])
        assert (await connector.next_call()).body["text"] == "next step"


async def test_an_invoke_does_not_wait_for_its_other_replies(
    connector: Connector, serve: Serve
) -> None:
    connector.script.append("silent")
    async with serve(saying("slow", invoke=RESULT)) as client:
        answer = await client.post("/api/messages", json=invoke(serviceUrl=connector.url))
        assert await answer.json() == RESULT["body"]
        await connector.next_call()
        connector.speak()


async def test_an_apology_goes_out_like_any_reply(connector: Connector, serve: Serve) -> None:
    async def fail(activity: JsonObject) -> Outcome:
        raise RuntimeError("internal")

    async with serve(FakeCore(fail)) as client:
        assert (await client.post("/api/messages", json=at(connector))).status == 200
    assert connector.texts == [SORRY]


async def test_two_quick_turns_do_not_mix_their_replies(
    connector: Connector, outbound: Outbound, make_host: MakeHost
) -> None:
    core = FakeCore()
    delivery = Delivery(make_host(core, outbound), outbound)
    turns = [at(connector, id=str(number)) for number in range(5)]
    await asyncio.gather(
        *(
            delivery.deliver(turn, core.says(turn, f"{turn['id']}a", f"{turn['id']}b"))
            for turn in turns
        )
    )
    assert connector.texts == [f"{number}{part}" for number in range(5) for part in "ab"]


async def test_conversations_do_not_wait_for_each_other(
    connector: Connector, outbound: Outbound, make_host: MakeHost
) -> None:
    core = FakeCore()
    delivery = Delivery(make_host(core, outbound), outbound)
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


async def test_a_slow_turn_shows_typing(
    connector: Connector, outbound: Outbound, make_host: MakeHost
) -> None:
    shown = asyncio.Event()
    core = FakeCore()

    async def slow(activity: JsonObject) -> Outcome:
        await shown.wait()
        return core.says(activity, "at last")

    core.act = slow
    delivery = Delivery(make_host(core, outbound), outbound, typing_after=0)
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
    typing_after: float,
    changes: dict[str, Any],
    connector: Connector,
    outbound: Outbound,
    make_host: MakeHost,
) -> None:
    core = FakeCore()

    async def busy(activity: JsonObject) -> Outcome:
        for number in range(3):  # time for typing to be sent between these
            await outbound.send(reply_to(at(connector), text=str(number)))
        return core.says(activity, "done")

    core.act = busy
    delivery = Delivery(make_host(core, outbound), outbound, typing_after=typing_after)
    await delivery.run(at(connector, **changes), {})
    assert connector.texts == ["0", "1", "2"]


async def test_typing_that_cannot_be_shown_is_no_failure(
    connector: Connector, outbound: Outbound, make_host: MakeHost
) -> None:
    core, asked = FakeCore(), asyncio.Event()

    async def slow(activity: JsonObject) -> Outcome:
        await asked.wait()
        return core.says(activity, "said")

    core.act = slow
    connector.script.append(400)
    delivery = Delivery(make_host(core, outbound), outbound, typing_after=0)
    turn = asyncio.ensure_future(delivery.run(at(connector), {}))
    await connector.next_call()
    asked.set()
    assert (await turn).replies
