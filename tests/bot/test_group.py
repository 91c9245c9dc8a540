"""Group chats and channels: guidance for everyone, and nobody's encounter."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.heed import is_for_us, mentioned, spoken
from tests.bot.fakes import APP_ID, message
from tests.chat import buttons
from tests.teams import BOT, Member, Teams, mention

whole = pytest.mark.asyncio(loop_scope="module")
CODE = re.compile("[B-DF-HJ-NP-TV-Z2-9]{4}")
GROUP = "19:group@thread.v2"


def said(text: str, *mentions: dict[str, Any], kind: str = "groupChat") -> dict[str, Any]:
    conversation = {"id": GROUP, "conversationType": kind}
    return message(text=text, entities=list(mentions), conversation=conversation)


OURS = mention("Bot", BOT)
ALICE = mention("Alice Smith", "29:alice")


@pytest.mark.parametrize(
    ("activity", "words"),
    [
        (said("<at>Bot</at> what is the NRM", OURS), "what is the NRM"),
        (said("what is <at>Bot</at> the NRM", OURS), "what is the NRM"),
        (said("what is the NRM <at>Bot</at>\n", OURS), "what is the NRM"),
        (said("<at>Bot</at>&nbsp;what is the NRM", OURS), "what is the NRM"),
        (said("<at>Bot</at> tell <at>Alice Smith</at> the NRM", OURS, ALICE), "tell the NRM"),
        (said('<at id="0">Bot</at> the NRM <at id="1">Al</at>', OURS), "the NRM"),
        (said("<at>Bot</at>", OURS), ""),
        (said("a  b\nc"), "a  b\nc"),
        (said("5 < 6 and <b>7</b>"), "5 < 6 and <b>7</b>"),
    ],
)
def test_mentions_are_no_part_of_what_is_said(activity: dict[str, Any], words: str) -> None:
    assert spoken(activity) == words


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
def test_in_a_group_only_a_mention_of_the_bot_is_for_it(kind: str) -> None:
    assert is_for_us(said("<at>Bot</at> hello", OURS, kind=kind))
    assert not is_for_us(said("hello", kind=kind))
    assert not is_for_us(said("<at>Alice Smith</at> hello", ALICE, kind=kind))
    assert not is_for_us(said("<at>Bot</at> hello", mention("Bot", "29:someone"), kind=kind))
    assert is_for_us(said("hello", kind="personal"))


@pytest.mark.parametrize(
    "odd", [None, "x", {}, [None], ["x"], [{"type": "mention"}], [{"type": "mention", "text": 5}]]
)
def test_odd_entities_are_no_mention(odd: Any) -> None:
    activity = said("hello") | {"entities": odd}
    assert not mentioned(activity)
    assert spoken(activity) == "hello"


@pytest.mark.parametrize(
    ("changes", "ours"),
    [
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:new"}]}, False),
        ({"type": "conversationUpdate", "membersAdded": [{"id": BOT}]}, True),
        ({"type": "installationUpdate", "action": "add"}, True),
        ({"type": "installationUpdate", "action": "remove"}, False),
        ({"type": "messageDelete"}, False),
        ({"type": "messageUpdate", "channelData": {"eventType": "undeleteMessage"}}, False),
        ({"type": "invoke", "name": "adaptiveCard/action"}, True),
        ({"type": "invoke", "name": "composeExtension/query"}, True),
        ({"type": "invoke", "name": "composeExtension/queryLink"}, False),
        ({"value": {"act": "rate"}}, True),
    ],
)
def test_what_else_comes_from_a_group(changes: dict[str, Any], ours: bool) -> None:
    assert is_for_us(said("x") | changes) is ours


def test_the_bot_never_answers_itself() -> None:
    assert not is_for_us(message(**{"from": {"id": f"28:{APP_ID}"}}))


# The whole bot


@pytest.fixture(params=["groupChat", "channel"])
def group(request: pytest.FixtureRequest) -> dict[str, Any]:
    kind = request.param
    return {"conversation": f"19:{request.node.name}@thread", "kind": kind}


def events(folder: Path) -> int:
    with sqlite3.connect(folder / "test.db") as database:
        (found,) = database.execute("select count(*) from events").fetchone()
        return int(found)


async def begun(member: Member) -> dict[str, Any]:
    """A new encounter of this officer in their own chat; what one of its buttons carries."""
    await member.say("start")
    if "Start another" in [one["title"] for one in buttons(member.card)]:
        await member.press(member.data("Start another"))
    data = member.data("No")
    await member.say("2")
    return data


@whole
async def test_a_question_is_answered_for_everyone(service: Teams, group: dict[str, Any]) -> None:
    assert "Duty to Notify" in await Member(service, "ann", **group).mention(
        "what is the duty to notify"
    )


@whole
async def test_what_is_not_a_mention_is_neither_answered_nor_kept(
    service: Teams, group: dict[str, Any], folder: Path
) -> None:
    ann = Member(service, "ann", **group)
    await ann.send(ann.activity(text="what is the duty to notify"))
    assert ann.said == []
    with sqlite3.connect(folder / "test.db") as database:
        kept = database.execute(
            "select count(*) from turns where conversation like ?", (f"%{group['conversation']}",)
        ).fetchone()
    assert kept == (0,)


@whole
@pytest.mark.parametrize(
    "text",
    [
        "start", "resume", "summary", "encounters", "people", "board", "2", "K7Q2", "code k7q2",
        "take over K7Q2", "undo", "person 1", "stop", "review", "as at 2017-10-01",
    ],
)  # fmt: skip
async def test_encounters_are_moved_to_the_personal_chat(
    service: Teams, group: dict[str, Any], folder: Path, text: str
) -> None:
    ann = Member(service, "ann")
    await begun(ann)
    code = next(word for word in ann.words.split() if CODE.fullmatch(word))
    before = events(folder)
    there = Member(service, "ann", **group)
    told = await there.mention(text)
    assert code not in json.dumps(there.said)
    assert "Danger now" not in json.dumps(there.said)
    assert events(folder) == before
    if text not in ("2", "person 1"):  # which are looked up like any question
        assert "personal chat" in told
        (link,) = there.card["actions"]
        assert link["type"] == "Action.OpenUrl"
        assert link["url"] == f"https://teams.microsoft.com/l/chat/0/0?users={BOT}"


@whole
async def test_two_officers_in_a_group_see_nothing_of_each_other(
    service: Teams, group: dict[str, Any]
) -> None:
    ann, bob = Member(service, "ann"), Member(service, "bob")
    await begun(ann)
    await begun(bob)
    for name in ("ann", "bob"):
        there = Member(service, name, **group)
        for text in ("help", "contacts", "resume", "what is the nrm", "why", "handover"):
            await there.mention(text)
            carried = [one.get("data", {}) for one in buttons(there.card)]
            assert not any(data.get("encounter") for data in carried)
            assert "refresh" not in there.card


@whole
@pytest.mark.parametrize("who", ["ann", "bob"])
async def test_a_card_forwarded_to_a_group_does_nothing_there(
    service: Teams, group: dict[str, Any], folder: Path, who: str
) -> None:
    data = await begun(Member(service, "ann"))
    before = events(folder)
    there = Member(service, who, **group)
    assert "personal chat" in await there.press(data)
    assert there.answer["type"] == "application/vnd.microsoft.activity.message"
    assert there.said == []
    await there.send(there.activity(value=data, replyToId="7"))
    assert "personal chat" in there.words
    assert all(call.method == "POST" for call in service.connector.calls[-1:])
    assert events(folder) == before


@whole
@pytest.mark.parametrize("act", ["show", "answer", "look", "undo", "close", "form"])
async def test_a_stolen_encounter_id_opens_nothing(service: Teams, folder: Path, act: str) -> None:
    ann = Member(service, "ann")
    data = await begun(ann)
    await ann.say("board")
    before = events(folder)
    thief = Member(service, f"thief of {act}")
    stolen = {**data, "act": act, "what": "handover", "revision": 2}
    answer = json.dumps([await thief.press(stolen), thief.said])
    assert "another officer" in answer
    for told in ("Danger now", "Where are you"):
        assert told not in answer
    assert events(folder) == before
    assert "no encounters yet" in await thief.say("resume")


@whole
async def test_switching_to_another_officers_encounter_finds_nothing(service: Teams) -> None:
    data = await begun(Member(service, "ann"))
    thief = Member(service, "switcher")
    await thief.press({"act": "show", "what": "switch", "step": data["encounter"]})
    assert "cannot find" in json.dumps(thief.said)


@whole
async def test_a_chat_that_comes_to_hold_another_persons_encounter_shows_none_of_it(
    service: Teams, folder: Path
) -> None:
    ann = Member(service, "ann", conversation="a:shared")
    await begun(ann)
    before = events(folder)
    bob = Member(service, "bob", conversation="a:shared")
    for text in ("board", "summary", "2", "undo", "why"):
        await bob.say(text)
        assert "Danger now" not in json.dumps(bob.said)
    assert events(folder) == before


@whole
async def test_an_answer_rated_in_a_group_stays_for_the_others(
    service: Teams, group: dict[str, Any]
) -> None:
    ann = Member(service, "ann", **group)
    await ann.mention("what is the duty to notify")
    data = ann.data("👍 Helped")
    before = len(service.connector.calls)
    assert "Noted" in json.dumps(await Member(service, "bob", **group).press(data))
    await ann.mention("help")
    assert [call.method for call in service.connector.calls[before:]] == ["POST"]


@whole
async def test_a_group_is_welcomed_once_when_the_bot_joins(
    service: Teams, group: dict[str, Any]
) -> None:
    ann = Member(service, "ann", **group)
    joined = {"type": "conversationUpdate", "membersAdded": [{"id": "29:x"}, {"id": BOT}]}
    await ann.send(ann.activity(**joined))
    assert "Mention me" in ann.words
    await ann.send(ann.activity(**joined))
    assert ann.said == []


@whole
async def test_an_edited_message_is_not_read(service: Teams, group: dict[str, Any]) -> None:
    ann = Member(service, "ann", **group)
    told = ann.activity()["channelData"] | {"eventType": "editMessage"}
    edited = {"type": "messageUpdate", "channelData": told}
    assert "only read new messages" in await ann.mention("start", **edited)
    await ann.send(ann.activity(text="no mention", **edited))
    assert ann.said == []


@whole
async def test_an_emergency_is_answered_in_a_group(service: Teams, group: dict[str, Any]) -> None:
    ann = Member(service, "ann", **group)
    assert "Danger to life" in await ann.mention("he has a knife and he is attacking her")
    pressed = await ann.press(ann.data("Start an encounter"))
    assert pressed == "See below."
    assert "personal chat" in ann.words
