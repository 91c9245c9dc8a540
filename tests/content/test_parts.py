"""Several questions in one message, in the ways people type them."""

from __future__ import annotations

from functools import cache

import pytest

from content.found import Found
from content.retrieval.parts import parts
from content.search import Index
from tests.journey import TODAY, published, understood


@cache
def index() -> Index:
    return Index.build(published(), TODAY, understood())


def find(text: str) -> Found:
    return index().find(text)


NRM, RECOVERY = "what is the nrm", "how long is the recovery period"


@pytest.mark.parametrize(
    "text",
    [
        f"{NRM}? {RECOVERY}?",
        f"{NRM}\n{RECOVERY}",
        f"{NRM}\n\n\n{RECOVERY}\n",
        f"{NRM}. {RECOVERY}.",
        f"{NRM} and {RECOVERY}",
        f"{NRM} and also {RECOVERY}",
        f"{NRM}, also {RECOVERY}",
        f"{NRM}, {RECOVERY}",
        f"{NRM}; {RECOVERY}",
        f"{NRM} / {RECOVERY}",
        f"{NRM} & {RECOVERY}",
        f"{NRM} plus {RECOVERY}",
        f"1. {NRM} 2. {RECOVERY}",
        f"1) {NRM}\n2) {RECOVERY}",
        f"a) {NRM} b) {RECOVERY}",
        f"- {NRM}\n- {RECOVERY}",
        f"* {NRM}\n* {RECOVERY}",
        f"q1 {NRM} q2 {RECOVERY}",
        f"first, {NRM}. second, {RECOVERY}",
        f"Two questions: {NRM} and {RECOVERY}",
        f"{NRM}?? and??? {RECOVERY}???",
        f"{NRM} n {RECOVERY}",
        "WHATS THE NRM AND HOW LONG IS THE RECOVERY PERIOD",
    ],
)
def test_two_questions_get_two_answers(text: str) -> None:
    found = find(text)
    assert (found.decision, found.several) == ("answer", True)
    assert [hit.answer.covers[0] for hit in found.hits] == ["what-is-nrm", "recovery-period"]


def test_three_questions_get_three_answers() -> None:
    found = find("what is nrm? who can refer? how long is the recovery period?")
    assert found.several
    covered = [hit.answer.covers[0] for hit in found.hits]
    assert covered == ["what-is-nrm", "who-is-first-responder", "recovery-period"]


@pytest.mark.parametrize(
    "text",
    [
        "he says he was forced to sell drugs. how long is the recovery period",
        "what is the difference between the nrm and the dtn",
        "do i tell social care or the council and the parents",
        "what do i do if he is 17 and says no",
        "victim and her kid need a bed tonight",
        "nrm and dtn",
        "is robbery and theft on schedule 4",
        "what is the nrm? " * 9,
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert parts(text) == []
    assert not find(text).several


def test_of_two_questions_only_the_one_that_is_covered_is_offered() -> None:
    found = find("whats the dtn deadline and whats the weather tomorrow")
    assert found.decision == "offer"
    assert [hit.answer.covers[0] for hit in found.hits] == ["dtn-deadline"]


def test_an_age_in_one_question_is_that_of_all() -> None:
    found = find("can a 15 yr old refuse the nrm and do i still do a dtn")
    shown = {hit.answer.covers[0] for hit in found.hits[: 3 if found.several else 1]}
    assert not shown & understood().ages.of_adults


def test_the_list_and_another_question_are_both_answered() -> None:
    found = find("is robbery on schedule 4 and how long is the recovery period")
    assert found.verdict is not None and found.verdict.standing == "listed"
    assert [hit.answer.covers[0] for hit in found.hits] == ["recovery-period"]
