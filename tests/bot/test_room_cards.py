"""The card of a session when things go wrong on its way: never lost, never out of date for long."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from bot.channel import retry
from bot.training.courses import Courses
from bot.training.room_cards import FIRST_WAIT, LONGEST_WAIT, MOST, PAUSE
from bot.training.room_showing import SENDING
from dialogs.training.room_screens import CHANGED
from tests.bot.fakes import Call, Connector, Step
from tests.bot.hall import START, Hall, data, drawn, guidance, votes, words
from tests.teams import updates

pytestmark = pytest.mark.usefixtures("no_waits")

MOMENT = timedelta(seconds=1)


def shown(call: Call) -> str:
    return words(call.body["attachments"][0]["content"])


async def voted(hall: Hall, card: Any, *people: str, message: str = "") -> None:
    for n, who in enumerate(people):
        assert await hall.hear(hall.press(who, votes(card)[n % 3], message))


async def test_a_card_that_never_left_is_sent_by_whoever_looks_next(
    hall: Hall, connector: Connector
) -> None:
    outcome, begin = await hall.begun()
    assert len(outcome.replies) == 1  # and here the process dies
    await hall.later(SENDING - MOMENT)
    assert connector.calls == []
    await hall.later(MOMENT)
    (call,) = connector.taken
    assert call.method == "POST"
    assert call.body["id"] == outcome.replies[0]["id"]  # known again if both arrived
    assert "stage 1 of 4" in shown(call)
    again = await hall.hear(begin)  # delivered once more
    assert again
    assert not again.replies
    assert "has begun" in str(again.invoke)
    await hall.later()
    assert len(connector.calls) == 1
    await voted(hall, drawn(outcome.replies[0]), "officer-1")
    await hall.later()
    assert "**1** answered" in shown(updates(connector.calls)[0])


async def test_the_press_repeated_after_a_crash_sends_the_card_itself(
    hall: Hall, connector: Connector
) -> None:
    first, begin = await hall.begun()
    at_once = await hall.hear(begin)
    assert at_once
    assert not at_once.replies  # whoever was first may still be sending it
    hall.now += SENDING
    later = await hall.hear(begin)
    assert later
    assert later.replies[0]["id"] == first.replies[0]["id"]
    await hall.deliver(later)
    await hall.later(SENDING)
    assert len(connector.calls) == 1


async def test_train_room_with_its_code_brings_the_card_again(
    hall: Hall, connector: Connector
) -> None:
    first, _ = await hall.begun()
    place = await hall.deliver(first)
    room = await hall.session()
    more = await hall.hear(hall.activity("officer-1", text=f"room {room.code}"))
    assert more
    second = await hall.deliver(more)
    assert second != place
    await voted(hall, drawn(first.replies[0]), "officer-1", message=place)
    await hall.later()
    assert [call.path.rpartition("/")[2] for call in updates(connector.calls)] == [second]


async def test_a_card_of_which_only_the_place_was_lost_is_found_by_a_press(
    hall: Hall, connector: Connector
) -> None:
    outcome, _ = await hall.begun()
    place = await hall.outbound.send(outcome.replies[0])  # and here the process dies
    await voted(hall, drawn(outcome.replies[0]), "officer-1", message=place)
    await hall.later(SENDING)
    assert len(connector.calls) == 2  # no second card
    assert updates(connector.calls)[0].path.endswith(f"/{place}")


FAILURES: dict[str, list[Step]] = {
    "busy": [(429, {"Retry-After": "1"})] * retry.ATTEMPTS,
    "out of order": [503] * retry.ATTEMPTS,
    "no connection": ["reset"] * retry.ATTEMPTS,
}


@pytest.mark.parametrize("kind", FAILURES)
async def test_an_update_that_failed_is_tried_again_with_what_is_true_then(
    hall: Hall, connector: Connector, kind: str
) -> None:
    outcome, _ = await hall.begun()
    card, place = drawn(outcome.replies[0]), await hall.deliver(outcome)
    await voted(hall, card, "officer-1", message=place)
    connector.script.extend(FAILURES[kind])
    await hall.later()
    await voted(hall, card, "officer-2", "officer-3", message=place)
    taken = len(connector.taken)
    await hall.later(FIRST_WAIT - MOMENT)
    assert len(connector.taken) == taken
    await hall.later(FIRST_WAIT)
    await hall.later(PAUSE)
    (call,) = connector.taken[taken:]  # the update with one answer is dropped
    assert "**3** answered" in shown(call)


async def test_the_connector_is_left_alone_for_as_long_as_it_asks(
    hall: Hall, connector: Connector
) -> None:
    outcome, _ = await hall.begun()
    card, place = drawn(outcome.replies[0]), await hall.deliver(outcome)
    await voted(hall, card, "officer-1", message=place)
    connector.script.append((429, {"Retry-After": "120"}))
    await hall.later()
    before = len(connector.calls)
    await hall.later(timedelta(seconds=119))
    assert len(connector.calls) == before
    await hall.later()
    assert len(connector.calls) == before + 1


async def test_a_long_failure_is_tried_ever_more_seldom_and_mended_at_last(
    hall: Hall, connector: Connector
) -> None:
    outcome, _ = await hall.begun()
    card, place = drawn(outcome.replies[0]), await hall.deliver(outcome)
    await voted(hall, card, "officer-1", message=place)
    connector.script.extend([503] * retry.ATTEMPTS * (MOST + 3))
    for _ in range(MOST + 3):
        await hall.later(LONGEST_WAIT)
    assert not connector.script
    await hall.later(LONGEST_WAIT)
    assert "**1** answered" in shown(connector.taken[-1])


@pytest.mark.parametrize("status", [403, 404])
async def test_a_card_that_is_gone_is_let_be_until_it_is_pressed_again(
    hall: Hall, connector: Connector, status: int
) -> None:
    outcome, _ = await hall.begun()
    card, place = drawn(outcome.replies[0]), await hall.deliver(outcome)
    await voted(hall, card, "officer-1", message=place)
    connector.script.append(status)
    await hall.later()
    calls = len(connector.calls)
    await hall.later(LONGEST_WAIT)
    assert len(connector.calls) == calls
    await voted(hall, card, "officer-2", message=place)  # so it is there after all
    await hall.later()
    assert "**2** answered" in shown(connector.taken[-1])


async def test_one_card_that_fails_holds_up_no_other(hall: Hall, connector: Connector) -> None:
    outcome, _ = await hall.begun()
    await hall.deliver(outcome)
    code = (await hall.session()).code
    for who in ("officer-1", "officer-2"):
        joined = await hall.hear(hall.activity(who, own=True, text=f"room {code}"))
        assert joined
        await hall.deliver(joined)
    nxt = data(drawn(outcome.replies[0]), "Next stage")
    await hall.hear(hall.press("trainer-1", nxt))
    connector.script.extend([503] * retry.ATTEMPTS)
    taken = len(connector.taken)
    await hall.later()
    assert len(connector.taken) == taken + 2
    assert all("stage 2 of 4" in shown(call) for call in connector.taken[taken:])


async def test_processes_that_look_at_once_draw_once(hall: Hall, connector: Connector) -> None:
    outcome, _ = await hall.begun()
    card, place = drawn(outcome.replies[0]), await hall.deliver(outcome)
    await voted(hall, card, "officer-1", message=place)
    hall.now += PAUSE
    await asyncio.gather(*(hall.cards.run(guidance()) for _ in range(6)))
    assert len(updates(connector.calls)) == 1


async def test_the_end_is_told_and_then_nobody_is_known(hall: Hall, connector: Connector) -> None:
    """Where it cannot be told, it is given up: the chats of the anonymous go all the same."""
    outcome, _ = await hall.begun()
    await hall.deliver(outcome)
    room = await hall.session()
    joined = await hall.hear(hall.activity("officer-1", own=True, text=f"room {room.code}"))
    assert joined
    await hall.deliver(joined)
    await hall.hear(hall.press("trainer-1", data(drawn(outcome.replies[0]), "End the session")))
    connector.script.extend([503] * retry.ATTEMPTS * 2 * (MOST + 1))
    for _ in range(MOST + 2):
        await hall.later(LONGEST_WAIT)
    assert await hall.rooms.due(hall.now + timedelta(days=1)) == ()
    assert await hall.rooms.readers(room.id) == ()


async def test_a_case_that_changed_since_is_said_on_the_card_once(
    hall: Hall, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, _ = await hall.begun()
    card, place = drawn(outcome.replies[0]), await hall.deliver(outcome)
    await voted(hall, card, "officer-1", message=place)
    empty = Courses({}, guidance().library)
    monkeypatch.setattr(guidance(), "courses", empty)
    await hall.later()
    await hall.later(LONGEST_WAIT)
    (call,) = updates(connector.calls)
    assert CHANGED in json.dumps(call.body, ensure_ascii=False)


async def test_the_first_card_has_a_refresh_for_whoever_began(hall: Hall) -> None:
    outcome, _ = await hall.begun()
    assert drawn(outcome.replies[0])["refresh"]["userIds"] == ["29:trainer-1"]
    code = (await hall.session()).code
    joined = await hall.hear(hall.activity("officer-1", own=True, text=f"room {code}"))
    assert joined
    assert drawn(joined.replies[-1])["refresh"]["userIds"] == ["29:officer-1"]
    assert hall.now == START
