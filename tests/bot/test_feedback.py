"""What is kept of misses and thumbs: words the guidance knows, and nothing that leads to anyone."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.command_line import main
from bot.feedback.clusters import clusters, ratings
from bot.feedback.kept import KEPT, MOST_WORDS, Feedback, Heard, Kept, Kind, heard
from bot.storage.sqlite import SqliteDatabase
from bot.storage.store import open_database
from content.found import Context
from content.search import Index
from tests.chat import Chat, bot, buttons
from tests.journey import TODAY, published, understood

AT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
OUTSIDE = "who won the match on saturday"


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
async def feedback(tmp_path: Path) -> AsyncIterator[Feedback]:
    database = await open_database(str(tmp_path / "test.db"))
    yield Feedback(database)
    await database.close()


def miss(*words: str, nearest: str = "nrm-refused@2026.1", kind: Kind = Kind.MISS) -> Heard:
    return heard(kind, words, [nearest], {"nrm": "2026.1@ab"}, "custody")


async def rows(folder: Path) -> list[tuple[Any, ...]]:
    """What a bot has kept so far, read beside it."""
    database = await SqliteDatabase.open(folder / "test.db")
    try:
        kept = await Feedback(database).kept(datetime.now(UTC))
    finally:
        await database.close()
    return [(one.heard.kind, one.heard.words, one.heard.nearest, one.times) for one in kept]


# --- the table


def test_only_plain_words_and_known_roles_are_taken() -> None:
    words = ["nrm", "nrm", "AB12", "07700900123", "x" * 40, "o'neill", "14", "", "says", "été"]
    told = heard(Kind.MISS, words, ["a@1", "b@1", "c@1", "d@1"], {"nrm": "1"}, "PC Jane Doe 4421")
    assert told.words == ("nrm", "says")
    assert told.role == ""
    assert len(told.nearest) == 3
    many = heard(Kind.MISS, (f"w{'a' * n}" for n in range(1, 19)), [], {}, "custody")
    assert len(many.words) == MOST_WORDS
    assert many.role == "custody"


def test_the_content_is_told_apart_and_not_the_order_of_it() -> None:
    one = heard(Kind.MISS, [], [], {"a": "1", "b": "1"}, "").content
    assert heard(Kind.MISS, [], [], {"b": "1", "a": "1"}, "").content == one
    assert heard(Kind.MISS, [], [], {"a": "1", "b": "2"}, "").content != one


async def test_equal_questions_of_a_day_are_counted(feedback: Feedback) -> None:
    for _ in range(3):
        await feedback.note([miss("refuses", "nrm")], AT)
    await feedback.note([miss("refuses", "nrm")], AT + timedelta(days=1))
    await feedback.note([], AT)
    kept = await feedback.kept(AT)
    assert [(one.day, one.times) for one in kept] == [("2026-11-22", 3), ("2026-11-23", 1)]
    assert kept[0].heard == miss("refuses", "nrm")


async def test_rows_expire_and_are_deleted(feedback: Feedback) -> None:
    await feedback.note([miss("old")], AT)
    assert await feedback.kept(AT + KEPT - timedelta(days=1))
    assert not await feedback.kept(AT + KEPT)
    assert await feedback.purge(AT + KEPT - timedelta(days=1)) == 0
    await feedback.note([miss("new")], AT + KEPT)
    assert [one.heard.words for one in await feedback.kept(AT)] == [("new",)]
    assert await feedback.purge(AT + 2 * KEPT) == 1


# --- the chat


async def test_a_miss_is_kept_in_known_words_only(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with bot(tmp_path) as address:
        chat = Chat(session, address)
        said = chat.activity(text=OUTSIDE, channelData={"role": "custody"})
        await chat.send(said)
        await chat.send(said)  # a repeated delivery is the same question
        assert "approved guidance" in chat.text
        ((kind, words, nearest, times),) = await rows(tmp_path)
    index = Index.build(published(), TODAY, understood())
    assert (kind, times) == (Kind.MISS, 1)
    assert set(words) <= set(index.find(OUTSIDE, Context()).tokens)
    assert all("@" in name for name in nearest)


async def test_thumbs_are_folded_away_settle_the_card_and_are_counted(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with bot(tmp_path) as address:
        chat = Chat(session, address)
        await chat.say("how long is the recovery period")
        top = [action["title"] for action in chat.card["actions"]]
        assert not any("👍" in title or "👎" in title for title in top)
        assert len(top) <= 6
        card, answer = chat.card, chat.button("👎 Not right")["data"]["answer"]
        await chat.press("👎 Not right")
        assert "Thank you" in chat.text
        assert chat.result is not None
        settled = chat.result["body"]["value"]
        assert card["body"][0] == settled["body"][0]  # the answer stays
        assert not list(buttons(settled))
        await chat.say("how long is the recovery period")
        await chat.press("👍 Helped")
        await chat.say("how long is the recovery period")
        await chat.say("👍")
        assert "Thank you" in chat.text
        kept = await rows(tmp_path)
    named = {(kind, nearest[0].partition("@")[0]) for kind, _, nearest, _ in kept}
    assert named == {(Kind.BAD, answer), (Kind.GOOD, answer)}
    assert sum(times for kind, _, _, times in kept if kind is Kind.GOOD) == 2


async def test_a_thumb_in_the_middle_of_a_step_leaves_the_step_alone(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with bot(tmp_path) as address:
        chat = Chat(session, address)
        await chat.say("start")
        await chat.say("how long is the recovery period")
        answer = next(
            attachment["content"]
            for reply in chat.replies
            for attachment in reply.get("attachments", [])
        )
        thumb = next(one for one in buttons(answer) if one["title"] == "👎 Not right")
        await chat.press_data(thumb["data"])
        assert "Where are you?" in await chat.say("2")


async def test_a_verdict_on_schedule_four_has_thumbs_too(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with bot(tmp_path) as address:
        chat = Chat(session, address)
        assert "on Schedule 4" in await chat.say("is robbery on schedule 4")
        assert "Thank you" in await chat.press("👎 Not right")
        ((kind, _, nearest, _),) = await rows(tmp_path)
    assert (kind, nearest) == (Kind.BAD, ("schedule-4",))


async def test_nothing_personal_is_ever_in_the_database(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    planted = ["zebrafish", "Marcinkiewicz", "Quagmire", "AB12", "07700900123", "KX19ZZZ", "Oduya"]
    personal = " ".join(planted)
    async with bot(tmp_path) as address:
        chat = Chat(session, address)
        for asked in (
            f"who won the match, {personal}",
            f"how long is the recovery period for {personal}",
            f"{personal} says no to the nrm",
            f"is robbery on schedule 4 {personal}",
            f"s45 for {personal} and theft",
            personal,
            "👎",
        ):
            await chat.send(chat.activity(text=asked, channelData={"role": personal}))
            for reply in list(chat.replies):
                for attachment in reply.get("attachments", []):
                    for one in buttons(attachment["content"]):
                        if one["data"]["act"] == "rate":
                            data = {**one["data"], "words": [*one["data"]["words"], *planted]}
                            await chat.press_data(data, answer=one["data"]["answer"])
        await chat.press_data({"act": "rate", "answer": personal, "good": False, "words": planted})
        assert await rows(tmp_path)
        for file in tmp_path.iterdir():
            held = file.read_bytes().lower()
            for word in planted:
                assert word.lower().encode() not in held, (word, file.name)
    kept = sqlite3.connect(tmp_path / "test.db")
    (schema,) = kept.execute("select sql from sqlite_master where name = 'feedback'").fetchone()
    everything = json.dumps(kept.execute("select * from feedback").fetchall())
    kept.close()
    assert "officer-1" not in everything and "chat-1" not in everything
    assert "conversation" not in schema and "turn" not in schema


@pytest.mark.parametrize(
    "data",
    [
        {"act": "rate"},
        {"act": "rate", "answer": 5, "good": "yes", "words": "nrm"},
        {"act": "rate", "answer": "gone", "good": True, "words": [None, {}, 3]},
        {"act": "rate", "answer": "s4-list", "good": False, "words": ["x" * 1000] * 50},
    ],
)
async def test_an_odd_thumb_is_harmless(
    session: aiohttp.ClientSession, tmp_path: Path, data: dict[str, Any]
) -> None:
    async with bot(tmp_path) as address:
        chat = Chat(session, address)
        assert await chat.press_data(data)
        assert all(len(" ".join(words)) < 300 for _, words, _, _ in await rows(tmp_path))


async def test_a_failure_to_keep_it_never_breaks_the_turn(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with bot(tmp_path) as address:
        other = sqlite3.connect(tmp_path / "test.db")
        other.execute("drop table feedback")
        other.commit()
        other.close()
        chat = Chat(session, address)
        assert "approved guidance" in await chat.say(OUTSIDE)
        again = replace(chat, replies=[], numbers=itertools.count(500))
        assert "recovery period" in await again.say("how long is the recovery period")


# --- the review


def test_questions_that_share_their_rare_words_are_one_cluster() -> None:
    kept = [
        _kept(miss("victim", "refuses", "nrm"), 2),
        _kept(miss("refuses", "nrm"), 3),
        _kept(miss("interpreter", "phone", "victim"), 1),
        _kept(miss("interpreter", "phone", kind=Kind.BAD), 1),
        _kept(miss("liked", kind=Kind.GOOD), 9),
    ]
    first, second = clusters(kept)
    assert set(first.shared) == {"victim", "refuses", "nrm"}
    assert first.wording == "refuses nrm"
    assert (first.times(Kind.MISS), second.times(Kind.BAD)) == (5, 1)
    assert first.roles == {"custody": 5}
    assert ratings(kept) == {"nrm-refused@2026.1": {"good": 9, "bad": 1}}


def _kept(told: Heard, times: int) -> Kept:
    return Kept(told, "2026-11-22", times)


async def test_the_review_prints_clusters_and_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/test.db")
    database = await open_database(str(tmp_path / "test.db"))
    now = datetime.now(UTC)
    refused = ("says", "no", "nrm")
    await Feedback(database).note([miss(*refused), miss("says", "no", "to", "nrm")], now)
    await Feedback(database).note([miss("bad", nearest="s4-list@2026.1", kind=Kind.BAD)], now)
    await database.close()
    assert _run(["--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    told = data["clusters"][0]
    assert told["misses"] == 2
    assert told["phrasing"]["answer"] == "nrm-refused"
    assert told["phrasing"]["file"] == "phrasings/consent-refused.yaml"
    assert told["phrasing"]["concept"] == "consent-refused"
    assert told["gold"].keys() == {"id", "q", "persona", "style", "concept", "gold"}
    assert told["gold"]["persona"] == "custody"
    wrong = next(one for one in data["clusters"] if one["bad"])
    assert (wrong["phrasing"] or {}).get("answer") != "s4-list"
    assert data["answers"] == {"s4-list@2026.1": {"good": 0, "bad": 1}}
    assert _run([]) == 0
    printed = capsys.readouterr().out
    assert "2 misses" in printed and "draft gold row {" in printed


def _run(extra: list[str]) -> int:
    """The command in a thread, since it starts an event loop of its own."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(main, ["review", *extra]).result()


@pytest.mark.parametrize("made", [False, True])
def test_there_may_be_nothing_to_review(
    made: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "test.db"
    monkeypatch.setenv("DATABASE_URL", str(path))
    if made:  # by a version before feedback was kept
        sqlite3.connect(path).close()
        path.touch()
    assert main(["review"]) == 0
    assert "Nothing has been kept yet" in capsys.readouterr().out
    assert path.exists() is made


def test_a_database_that_cannot_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "test.db"
    path.write_bytes(b"not a database" * 100)
    monkeypatch.setenv("DATABASE_URL", str(path))
    assert main(["review"]) == 1
    assert "not a database" in capsys.readouterr().err
