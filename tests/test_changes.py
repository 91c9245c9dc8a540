"""Every change of rules is there as versions: on each day its own words, marked as history.

One row for each line of the table of what changed over time. The days are 1 October 2017, a day in
2021, today, and the two sides of each change.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from content.guide import Answer
from content.header import Status
from content.search import Index
from tests.changes_table import ROWS, on
from tests.journey import TODAY, published, understood

CASES = [(name, day) for name, row in ROWS.items() for day in row.days]


@cache
def index(day: date) -> Index:
    return Index.build(published(), day, understood())


def told(answer: Answer) -> str:
    return " ".join(part.text for part in (*answer.say, *answer.then, *answer.why))


@pytest.mark.parametrize(("name", "day"), CASES)
def test_a_day_has_its_own_words(name: str, day: date) -> None:
    row = ROWS[name]
    found, words = on(row, day), row.words(day)
    if words is None:
        assert found is None
        return
    assert found is not None
    assert words.casefold() in told(found[0]).casefold()


@pytest.mark.parametrize(("name", "day"), CASES)
def test_the_question_finds_them(name: str, day: date) -> None:
    row = ROWS[name]
    found = index(day).find(row.question)
    if row.words(day) is None:
        assert row.answer not in {hit.answer.id for hit in found.hits if found.decision == "answer"}
        return
    expected = on(row, day)
    assert expected is not None
    assert found.decision in ("answer", "offer")
    assert expected[0].id in {hit.answer.id for hit in found.hits}


@pytest.mark.parametrize("name", ROWS)
def test_a_change_is_a_change_of_version(name: str) -> None:
    """Where the words change, another version of the guide begins on that very day."""
    row = ROWS[name]
    for before, start in pairwise(sorted(row.says)):
        day = date.fromisoformat(start)
        old = on(row, date.fromordinal(day.toordinal() - 1))
        new = on(row, day)
        assert old is not None, before
        assert new is not None, start
        assert old[1].file != new[1].file
        if new[0].id == old[0].id:
            assert new[1].guide.effective.from_ == day


def test_versions_join_without_gap_or_overlap() -> None:
    for name, editions in published().editions.items():
        windows = sorted(
            (e.guide.effective.from_, e.guide.effective.until)
            for e in editions
            if e.guide.status is Status.PUBLISHED
        )
        assert all(end == start for (_, end), (start, _) in pairwise(windows)), name


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what changed in the nrm and when", "changed-nrm"),
        ("what changed in nrm decisions and when", "changed-decisions"),
        ("when did the ms1 stop", "changed-dtn"),
        ("how have the recording rules changed", "changed-recording"),
        ("how has section 45 changed", "changed-s45"),
        ("what changed for child victims and when", "changed-children"),
        ("what changed in modern slavery law", "changed-law"),
        ("when did the salvation army number change", "changed-contacts"),
    ],
)
def test_what_changed_and_when_is_answered(question: str, answer: str) -> None:
    assert answer in {hit.answer.id for hit in index(TODAY).find(question).hits}
