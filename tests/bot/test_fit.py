"""No message is larger than Teams takes, and nothing that was on it is lost."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from pathlib import Path

from bot.activity import JsonObject
from bot.cards.fit import ABOVE, LIMIT, fits, slim
from bot.conversation.turn import Turns
from bot.guidance import Guidance
from bot.storage.store import open_store
from content.loader import FOLDER, load
from tests.bot.fakes import message
from tests.journey import understood

PEOPLE = 30
ANSWERS = ("1", "2", "next", "1", "not sure") * 60
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


async def test_thirty_people_fit(tmp_path: Path) -> None:
    store, numbers = await open_store(str(tmp_path / "test.db")), itertools.count()
    turns = Turns(store, Guidance(load(FOLDER), understood()), clock=lambda: NOW)

    async def say(text: str) -> list[JsonObject]:
        outcome = await turns.handle(message(id=str(next(numbers)), text=text))
        return [*outcome.replies]

    try:
        for text in ("start", "2", "1", *["add adult"] * PEOPLE, *ANSWERS):
            assert all(map(fits, await say(text)))
        for text in ("board", "tasks", "summary", "people", "help"):
            assert all(map(fits, await say(text))), text
    finally:
        await store.close()


def test_what_is_folded_away_goes_ahead_as_words() -> None:
    field = {"type": "Input.Text", "id": "x"}
    texts = [{"type": "TextBlock", "text": "word " * 200 + str(number)} for number in range(30)]
    inner = {"type": "AdaptiveCard", "body": [*texts, field], "actions": [{"title": "Back"}]}
    more = {"type": "Action.ShowCard", "title": "More", "card": inner}
    go = {"type": "Action.Execute", "title": "Go"}
    card = {"type": "AdaptiveCard", "body": [texts[0]], "actions": [go, more]}
    large = message(attachments=[{"contentType": "x", "content": card}])
    assert not fits(large)
    small, words = slim(large)
    assert fits(small)
    assert words.split("\n") == [text["text"] for text in texts]
    shown = json.dumps(small)
    assert all(name in shown for name in (ABOVE, "Input.Text", "Back", "Go"))
    assert not fits({"text": "x" * LIMIT})
