"""Reading while others read: steps driven by hand, as a database with many connections might."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from bot.storage.database import Steps
from bot.storage.recall import Recall
from bot.storage.records import Append
from dialogs.encounter import Encounter
from dialogs.event import Json
from tests.bot.store_samples import AT, answered, opening


def head(revision: int, id_: str = "e1") -> list[tuple[Any, ...]]:
    pin = '{"start":"encounter","guides":{},"overlay":"","mode":"live"}'
    return [(id_, "K7Q2", "o1", AT.isoformat(), pin, revision)]


def body(first: int, last: int) -> list[tuple[Any, ...]]:
    row = (AT.isoformat(), "officer-1", "answered")
    return [(*row, f"command-{n}", "person1", f"{n}", '"yes"') for n in range(first, last + 1)]


def finish(steps: Steps[Encounter | None], *answers: list[tuple[Any, ...]]) -> list[str | None]:
    """The steps of the log that reading ends with, once it was sent the last answers."""
    with pytest.raises(StopIteration) as stop:
        for answer in answers:
            steps.send(answer)
    return [event.step for event in stop.value.value.log]


def test_a_slow_read_is_not_confused_by_a_fast_one() -> None:
    recall = Recall(10)
    slow, fast = recall.encounter("e1"), recall.encounter("e1")
    next(slow)
    next(fast)
    assert finish(fast, head(3), body(1, 3)) == ["1", "2", "3"]
    # Its revision was read before the third event was there.
    assert finish(slow, head(2)) == ["1", "2"]
    third = recall.encounter("e1")
    next(third)
    assert finish(third, head(4), body(4, 4)) == ["1", "2", "3", "4"]


def test_only_the_events_beyond_what_is_remembered_are_asked_for() -> None:
    recall = Recall(10)
    first, second = recall.encounter("e1"), recall.encounter("e1")
    next(first)
    assert first.send(head(2)).values == ("e1", 0, 2)
    finish(first, body(1, 2))
    next(second)
    assert second.send(head(5)).values == ("e1", 2, 5)


def test_the_log_that_was_not_used_for_longest_is_forgotten() -> None:
    recall = Recall(2)

    def remembered(id_: str) -> bool:
        """Reads the encounter: whether that took no events from the database."""
        steps = recall.encounter(id_)
        next(steps)
        try:
            steps.send(head(2, id_))
        except StopIteration:
            return True
        finish(steps, body(1, 2))
        return False

    reads = ["e1", "e2", "e1", "e3", "e1", "e2"]
    assert [remembered(id_) for id_ in reads] == [False, False, True, False, True, False]


def test_long_logs_are_remembered_in_smaller_numbers() -> None:
    recall = Recall(10, events=25)
    for number in range(10):
        for revision in (5, 10):  # a log that has grown counts once
            steps = recall.encounter(f"e{number}")
            next(steps)
            known = steps.send(head(revision, f"e{number}")).values[1]
            finish(steps, body(int(str(known)) + 1, revision))
        assert sum(one.revision for one in recall._kept.values()) == recall._events <= 25
    assert list(recall._kept) == ["e8", "e9"]


def test_a_log_that_is_longer_than_all_that_is_remembered_is_read_all_the_same() -> None:
    recall = Recall(10, events=3)
    steps = recall.encounter("e1")
    next(steps)
    steps.send(head(4))
    assert finish(steps, body(1, 4)) == ["1", "2", "3", "4"]
    assert not recall._kept


def test_what_was_written_is_not_fetched_again() -> None:
    recall = Recall(10)
    events = answered("1"), answered("2", {"adult": 2})
    recall.committed(opening("e1", "K7Q2", *events[:1]), Append("e1", 1, events[1:]))
    steps = recall.encounter("e1")
    next(steps)
    assert finish(steps, head(2)) == ["1", "2"]


def test_what_was_written_on_a_log_that_is_not_remembered_whole_is_fetched() -> None:
    recall = Recall(10)
    recall.committed(opening("e1", "K7Q2", answered("1")), None)
    recall.committed(None, Append("e1", 2, (answered("3"),)))  # another process wrote the second
    steps = recall.encounter("e1")
    next(steps)
    assert steps.send(head(3)).values == ("e1", 1, 3)


def test_what_was_written_is_remembered_as_it_would_be_read() -> None:
    recall = Recall(10)
    value: dict[str, Json] = {"adult": 2}
    local = replace(answered("1", value), at=AT.astimezone(timezone(timedelta(hours=5))))
    recall.committed(opening("e1", "K7Q2", local), None)
    value["adult"] = 3  # whoever wrote it goes on using it
    [event] = recall._kept["e1"].log
    assert event == answered("1", {"adult": 2})
    assert event.at.utcoffset() == timedelta(0)
