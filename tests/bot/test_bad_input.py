"""Whatever arrives, the whole bot answers clearly, loses nothing and repeats nothing typed."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.delivery import SORRY
from tests.chat import Chat, buttons

pytestmark = pytest.mark.asyncio(loop_scope="module")

JSON_TYPE = {"Content-Type": "application/json"}
PLANTED = "Marcinkiewicz"  # what an officer might type and nobody may ever see again
NUMBER = "7700900461"  # likewise
NESTED: Any = {"a": {PLANTED: [PLANTED, {"b": None}]}}
JUNK: list[Any] = [
    None, True, -1, 10**30, 1.5, "", PLANTED, "\u202e" + PLANTED, "x" * 3000, "cannot:" + PLANTED,
    [], [PLANTED], [NESTED], {}, NESTED,
]  # fmt: skip


_officers = itertools.count(1)


@pytest.fixture
def chat(http: aiohttp.ClientSession, whole_bot: str) -> Chat:
    name = f"officer-{next(_officers)}"
    return Chat(http, whole_bot, user=name, conversation=f"chat of {name}")


def second(chat: Chat) -> Chat:
    """The same officer on another device."""
    return replace(chat, replies=[], numbers=itertools.count(1000))


async def begun(chat: Chat) -> Chat:
    """Two adults and a child, at the board."""
    await chat.say("start")
    await chat.press("No")
    await chat.press("Home")
    await chat.press("Continue", adult=2, young=1)
    return chat


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    text: str

    def is_fit(self) -> None:
        """Neither a failure, nor anything that shows the inside or what was sent."""
        assert self.status < 500 or self.status == 501  # an invoke of a kind not known here
        assert "Traceback" not in self.text
        assert SORRY not in self.text
        assert PLANTED not in self.text
        assert "xxx" not in self.text


async def post(chat: Chat, body: Any, **headers: str) -> Answer:
    """Post a body as it is, or an activity as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    where = f"{chat.address}/api/messages"
    async with chat.session.post(where, data=data, headers=JSON_TYPE | headers) as response:
        return Answer(response.status, await response.text())


def pressed(chat: Chat, value: Any, **changed: Any) -> dict[str, Any]:
    """A card action whose value is whatever a test wants it to be."""
    return chat.activity(type="invoke", name="adaptiveCard/action", value=value, **changed)


def action(data: Any) -> dict[str, Any]:
    return {"action": {"type": "Action.Execute", "verb": "answer", "data": data}}


# Not an activity


@pytest.mark.parametrize(
    "changed",
    [
        {"type": None},
        {"type": 7},
        {"type": [PLANTED]},
        {"conversation": None},
        {"conversation": PLANTED},
        {"conversation": {"id": ["a"]}},
        {"conversation": {"id": "a\nb"}},
        {"conversation": {"id": "x" * 5000}},
        {"from": None},
        {"from": PLANTED},
        {"text": {"a": PLANTED}},
        {"attachments": PLANTED},
        {"attachments": [PLANTED]},
        {"channelData": [PLANTED]},
        {"timestamp": PLANTED},
        {"id": [1]},
        {"id": "a\u0000b"},
        {"entities": {"a": 1}},
    ],
    ids=str,
)
async def test_a_malformed_activity_is_refused_and_nothing_is_lost(
    chat: Chat, changed: dict[str, Any]
) -> None:
    await begun(chat)
    answer = await post(chat, chat.activity(text="add adult") | changed)
    assert answer.status == 400
    answer.is_fit()
    assert "3 people" in await chat.say("board")


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 50_000, b'{"type": NaN}'],
    ids=lambda body: body[:8].decode("latin1"),
)
async def test_what_is_no_json_object_is_refused(chat: Chat, body: bytes) -> None:
    answer = await post(chat, body)
    assert answer.status == 400
    answer.is_fit()


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/xml", ""])
async def test_another_content_type_is_refused(chat: Chat, kind: str) -> None:
    answer = await post(chat, chat.activity(text="start"), **{"Content-Type": kind})
    assert answer.status == 415
    answer.is_fit()


async def test_a_megabyte_is_refused_and_the_next_message_is_taken(chat: Chat) -> None:
    answer = await post(chat, chat.activity(text="x" * 1_000_000))
    assert answer.status == 413
    answer.is_fit()
    assert "Start an encounter" in await chat.say("hello")


# Invokes


@pytest.mark.parametrize(
    "name", ["composeExtension/queryLink", "task/fetch", "signin/verifyState", PLANTED]
)
async def test_an_unknown_invoke_is_not_implemented(chat: Chat, name: str) -> None:
    await begun(chat)
    await chat.send(chat.activity(type="invoke", name=name, value=NESTED))
    assert chat.result == {"status": 501}
    assert chat.replies == []
    connector = {"deliveryMode": "normal", "serviceUrl": "http://127.0.0.1:9/"}
    answer = await post(chat, chat.activity(type="invoke", name=name, value=NESTED) | connector)
    assert answer.status == 501
    answer.is_fit()


@pytest.mark.parametrize(
    "value",
    [
        None,
        PLANTED,
        7,
        [],
        [NESTED],
        {},
        {"action": None},
        {"action": PLANTED},
        {"action": [NESTED]},
        {"action": {}},
        {"action": {"data": None}},
        {"action": {"type": "Action.Execute", "verb": NESTED}},
        {"action": {"type": "Action.Execute", "verb": "confirm", "data": PLANTED}},
        action(None),
        action([]),
        action([NESTED]),
        action({}),
        action(NESTED),
        action({"act": NESTED}),
        action({"act": "answer"}),
        action({"act": "go", "place": "[" * 20_000}),
        action({"act": "go", "place": json.dumps({"act": [PLANTED]})}),
        action({"act": "go", "place": json.dumps({"act": "go", "place": "{}"})}),
        {**action({"act": "show", "what": PLANTED}), "authentication": NESTED, "trigger": 5},
    ],
    ids=lambda value: json.dumps(value)[:60],
)
async def test_a_card_action_of_an_odd_shape_is_answered_clearly(chat: Chat, value: Any) -> None:
    await begun(chat)
    answer = await post(chat, pressed(chat, value))
    assert answer.status == 200
    answer.is_fit()
    result = json.loads(answer.text)["activities"][0]["value"]
    assert result["status"] == 200
    assert result["body"]["statusCode"] in (200, 400)
    assert result["body"]["value"]
    assert "3 people" in await chat.say("board")


def crafted() -> Iterator[dict[str, Any]]:
    """A press of each kind with each of its parts replaced by each kind of junk in turn."""
    steps = ("danger", "people", "indicators", "separate", "not-first", "age", "consent", PLANTED)
    acts = ("answer", "form", "show", "look", "add", "remove", PLANTED)
    carried = ("what", "person", "step", "option", "encounter", "revision", "group", "revisit")
    filled = ("picked", "done", "cannot", "reason", "number", "date", "adult")
    for act, name, junk in itertools.product(acts, carried, JUNK):
        yield {"act": act, "step": "danger", "option": "none", name: junk}
    for step, name, junk in itertools.product(steps, filled, JUNK):
        person = "person1" if step in ("age", "consent") else None
        yield {"act": "form", "step": step, "person": person, "reason": "nobody", name: junk}
    for step, junk in itertools.product(steps, JUNK):
        yield {"act": "answer", "step": step, "person": "person1", "option": junk}


async def test_no_crafted_press_breaks_or_plants_anything(chat: Chat, folder: Path) -> None:
    await begun(chat)
    named = {"encounter": chat.button("Handover")["data"]["encounter"], "revision": 1}
    officers = [replace(chat, user=chat.user, numbers=itertools.count(10**6 * n)) for n in range(8)]

    async def press(officer: Chat, presses: list[dict[str, Any]]) -> None:
        for number, data in enumerate(presses):
            everything = named | data
            sent = (
                pressed(officer, action(everything))
                if number % 2
                else officer.activity(value=everything)
            )
            answer = await post(officer, sent)
            assert answer.status == 200, data
            answer.is_fit()

    every = list(crafted())
    await asyncio.gather(*(press(one, every[n :: len(officers)]) for n, one in enumerate(officers)))
    for file in folder.iterdir():
        assert PLANTED.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        {"act": "show", "what": "start", "step": PLANTED},
        {"act": "show", "what": "starts", "step": NUMBER},
        {"act": "show", "what": "starts", "step": "9" * 5000},
        {"act": "show", "what": "current", "screen": f"already-open/{PLANTED}"},
        {"act": "show", "what": "current", "screen": f"starts/{NUMBER}"},
        {"act": "show", "what": "briefing", "step": PLANTED},
        {"act": "remove", "person": f"person{NUMBER}"},
        {"act": "answer", "step": "age", "option": "adult", "person": NUMBER},
        {"act": "answer", "step": "age", "option": "adult", "person": "person" + "9" * 5000},
        {"act": "look", "step": "age", "person": "person²"},
    ],
    ids=lambda data: json.dumps(data)[:70],
)
async def test_what_is_written_into_a_button_is_not_carried_on(
    chat: Chat, folder: Path, data: dict[str, Any]
) -> None:
    await begun(chat)
    named = {"encounter": chat.button("Handover")["data"]["encounter"], "revision": 1}
    answer = await post(chat, pressed(chat, action(named | data)))
    answer.is_fit()
    assert NUMBER not in answer.text
    assert SORRY not in answer.text
    for file in folder.iterdir():
        held = file.read_bytes()
        assert PLANTED.encode() not in held
        assert NUMBER.encode() not in held


@pytest.mark.parametrize("name", ["conversationType", "tenantId", "isGroup", "name", "topic"])
@pytest.mark.parametrize("junk", [PLANTED + " of Leeds", [PLANTED], NESTED], ids=str)
async def test_of_a_conversation_only_its_ids_and_kind_are_stored(
    chat: Chat, folder: Path, name: str, junk: Any
) -> None:
    plain = chat.activity(text="remind me", locale=f"en-{PLANTED[:8]}")
    answer = await post(chat, {**plain, "conversation": {**plain["conversation"], name: junk}})
    answer.is_fit()
    assert PLANTED[:8] not in answer.text
    assert all(PLANTED[:8].encode() not in file.read_bytes() for file in folder.iterdir())


async def test_another_officers_card_settles_without_showing_anything_of_it(chat: Chat) -> None:
    await begun(chat)
    stolen = chat.button("Handover")["data"]
    other = replace(second(chat), user="someone else", conversation="another chat")
    said = await other.press_data(stolen)
    assert "another officer" in said
    assert "Handover" not in said
    assert other.result is not None
    assert "person" not in json.dumps(other.result["body"]["value"]).lower()


# Words where a button is due


@pytest.mark.parametrize("typed", ["yes", "no", "0", "7", "99999", "maybe", "1 2 3", "-1", "🙂"])
async def test_words_that_do_not_fit_a_step_record_nothing(chat: Chat, typed: str) -> None:
    await chat.say("start")
    said = await chat.say(typed)
    assert chat.replies
    assert SORRY not in said
    if typed == "no":  # the label of a choice, so it is one
        assert "Where are you?" in said
    elif typed == "yes":  # it can only mean the label that begins with it
        assert "Danger now:" in said
    else:
        assert "Danger now:" not in await chat.say("summary")


@pytest.mark.parametrize(
    "content",
    [
        {"text": "<p></p>", "attachments": [{"contentType": "image/png", "contentUrl": "x"}]},
        {"text": "<p>&nbsp;</p>"},
        {"text": "<attachment id='1'></attachment>"},
        {"attachments": [{"contentType": "application/vnd.microsoft.card.audio", "content": {}}]},
        {"attachments": [{"contentType": "text/html", "content": f"<img alt='{PLANTED}'>"}]},
        {"attachments": [{}]},
        {"attachments": [{"contentType": None, "content": NESTED}]},
        {"text": f"<at>bot</at> {PLANTED}", "entities": [{"type": "mention", "text": NESTED}]},
        {"text": PLANTED, "textFormat": "xml", "locale": "xx-YY", "localTimezone": 5},
        {"value": PLANTED},
        {"value": [NESTED]},
        {"value": NESTED},
        {"type": "messageUpdate", "text": PLANTED, "channelData": {"eventType": "editMessage"}},
        {"type": "handoff"},
        {"type": PLANTED},
        {"type": "installationUpdate", "action": NESTED},
        {"type": "conversationUpdate", "membersAdded": [NESTED]},
        {"deliveryMode": "expectReplies", "replyToId": PLANTED, "text": "board"},
    ],
    ids=lambda content: json.dumps(content)[:60],
)
async def test_odd_content_is_answered_without_repeating_it(
    chat: Chat, content: dict[str, Any]
) -> None:
    await begun(chat)
    answer = await post(chat, chat.activity(**content))
    assert answer.status == 200
    answer.is_fit()
    assert "3 people" in await chat.say("board")


@pytest.mark.parametrize("kind", ["messageDelete", "messageUpdate"])
async def test_a_deleted_or_edited_message_changes_nothing(chat: Chat, kind: str) -> None:
    await begun(chat)
    said = chat.activity(text="add adult")
    await chat.send(said)
    await chat.send(chat.activity(type=kind, id=f"{kind} of it", text="remove person 1"))
    assert "4 people" in await chat.say("board")


# Two devices


async def test_two_devices_pressing_different_answers_at_once(chat: Chat) -> None:
    await chat.say("start")
    yes, no = chat.button("Yes, now")["data"], chat.button("No")["data"]
    first, other = second(chat), replace(second(chat), numbers=itertools.count(2000))
    said = await asyncio.gather(first.press_data(yes), other.press_data(no))
    offered = [text for text in said if "Change to" in text]
    assert len(offered) == 1
    assert all(
        result["body"]["statusCode"] == 200 for result in (first.result, other.result) if result
    )
    await (first if "Change to" in said[0] else other).press("Keep as it was")
    kept = "No" if "Change to" in said[0] else "Yes, now"
    assert f"Danger now: {kept}" in await chat.say("summary")


async def test_two_devices_pressing_the_same_answer_at_once(chat: Chat) -> None:
    await chat.say("start")
    none = chat.button("No")["data"]
    first, other = second(chat), replace(second(chat), numbers=itertools.count(2000))
    said = await asyncio.gather(first.press_data(none), other.press_data(none))
    assert all("Where are you?" in text for text in said)
    assert sum("already recorded" in text for text in said) == 1


async def test_two_devices_counting_different_people_at_once(chat: Chat) -> None:
    await chat.say("start")
    await chat.press("No")
    await chat.press("Home")
    data = chat.button("Continue")["data"]
    first, other = second(chat), replace(second(chat), numbers=itertools.count(2000))
    said = await asyncio.gather(
        first.press_data(data, adult=2, young=0), other.press_data(data, adult=5, young=0)
    )
    assert sum("already listed" in text for text in said) == 1
    board = await chat.say("board")
    assert ("2 people" in board) != ("5 people" in board)


async def test_a_change_offered_on_one_device_can_be_taken_on_the_other(chat: Chat) -> None:
    await begun(chat)
    await chat.say("person 1 is 17")
    taken = chat.button("Change it")["data"]
    other = second(chat)
    assert "Change to" in await other.say("resume")
    await other.press_data(taken)
    again = await chat.press_data(taken)
    assert SORRY not in again
    assert list(buttons(chat.card))
    assert "Age: Under 18" in await chat.say("summary")
