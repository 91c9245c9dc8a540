"""Follow-ups after an answer: what they lead to, and that the ages are never mixed."""

from __future__ import annotations

from functools import cache

import pytest

from content.found import Context, Found
from content.retrieval.guards import Guard
from content.retrieval.lexicon import ADULT, CHILD
from content.schedule.verdict import NAME
from content.search import Index
from tests.journey import TODAY, published, understood

# What is read most, one answer of each kind.
TYPICAL = (
    "nrm-refused", "nrm-consent-explain", "dtn-what", "dtn-deadline", "dtn-child",
    "child-no-consent", "age-unsure", "ictg-what", "s45-adult", "s45-child", "nrm-basics",
    "nrm-how", "recovery-length", "decision-first-when", "police-protection-use",
    "interpreter-choice", "safe-adult-tonight", "crime-when", "custody-possible-victim",
    "support-provider",
)  # fmt: skip
OF_A_CHILD = ("and if she's 17?", "what about kids", "what if hes a child", "and if hes 15",
              "same for a 16 year old?", "but shes only 14", "and under 18s?")  # fmt: skip
OF_AN_ADULT = ("and if hes an adult", "what about adults", "and if shes 25", "what if hes 40",
               "same for an adult?", "but hes over 18")  # fmt: skip
OTHERS = ("how long for?", "by when", "who do i ring", "and in scotland", "same for dtn?",
          "is that online", "what then", "do i need consent", "and if he says no",
          "where do i send it", "what if hes not sure", "how soon")  # fmt: skip


@cache
def index() -> Index:
    return Index.build(published(), TODAY, understood())


def find(text: str, after: str) -> Found:
    return index().find(text, Context(answer=after))


def covered(found: Found) -> list[str]:
    return [hit.answer.covers[0] for hit in found.hits]


def shown(found: Found) -> list[str]:
    """What the officer sees: nothing of a decline."""
    return [] if found.decision == "decline" else [hit.answer.id for hit in found.hits]


@pytest.mark.parametrize("after", TYPICAL)
@pytest.mark.parametrize("text", OF_A_CHILD)
def test_a_child_never_gets_an_adults_answer(text: str, after: str) -> None:
    found = find(text, after)
    ages = understood().ages
    assert not ages.of_adults & set(covered(found))
    assert not any(guard(name).of_child for name in shown(found))


@pytest.mark.parametrize("after", TYPICAL)
@pytest.mark.parametrize("text", OF_AN_ADULT)
def test_an_adult_never_gets_a_childs_answer(text: str, after: str) -> None:
    found = find(text, after)
    assert not understood().ages.of_children & set(covered(found))
    assert not any(guard(name).of_adult for name in shown(found))


def guard(name: str) -> Guard:
    ranking = index().ranking
    number = next(n for n, answer in enumerate(ranking.answers) if answer.id == name)
    return ranking.guards[number]


@pytest.mark.parametrize("text", OTHERS)
@pytest.mark.parametrize("after", ["child-no-consent", "dtn-child", "s45-child", "ictg-what"])
def test_what_follows_a_childs_answer_is_about_a_child(text: str, after: str) -> None:
    found = find(text, after)
    if found.decision != "decline":
        assert not understood().ages.of_adults & set(covered(found))


@pytest.mark.parametrize("text", OTHERS)
@pytest.mark.parametrize("after", ["nrm-refused", "s45-adult", "safe-adult-tonight"])
def test_what_follows_an_adults_answer_is_about_an_adult(text: str, after: str) -> None:
    found = find(text, after)
    if found.decision != "decline":
        assert not understood().ages.of_children & set(covered(found))


@pytest.mark.parametrize(
    ("text", "after", "answer"),
    [
        ("and if she's 17?", "nrm-refused", "child-no-consent"),
        ("and if she's 17?", "nrm-consent-explain", "child-no-consent"),
        ("what about kids", "nrm-basics", "child-no-consent"),
        ("and if hes 15", "dtn-what", "dtn-child"),
        ("what about kids", "dtn-deadline", "dtn-child"),
        ("what if hes a child", "safe-adult-tonight", "child-first-calls"),
        ("by when", "dtn-what", "dtn-deadline"),
        ("what if he says no", "nrm-consent-explain", "nrm-refused"),
        ("same for dtn?", "child-no-consent", "dtn-child"),
        ("and in scotland", "support-provider", "support-other-nations"),
        ("is that online", "dtn-what", "dtn-how"),
        ("how long for", "decision-first-when", "decision-final-when"),
    ],
)
def test_a_follow_up_leads_on(text: str, after: str, answer: str) -> None:
    found = find(text, after)
    assert found.decision in ("answer", "offer")
    assert answer in [hit.answer.id for hit in found.hits]


@pytest.mark.parametrize(
    ("text", "after", "concept"),
    [
        ("and if she's 17?", "s45-adult", "s45-child"),
        ("and if hes an adult", "s45-child", "s45-adult"),
        ("and if hes an adult", "dtn-child", "duty-to-notify"),
        ("what about adults", "child-no-consent", "nrm-consent"),
    ],
)
def test_an_age_leads_to_the_other_side(text: str, after: str, concept: str) -> None:
    found = find(text, after)
    assert found.decision == "answer"
    assert covered(found)[0] == concept


@pytest.mark.parametrize("after", TYPICAL)
@pytest.mark.parametrize(
    "text",
    ["why?", "why is that", "how come", "source?", "whats the source", "where does it say that",
     "says who", "sources", "show me the source", "what law is that"],
)  # fmt: skip
def test_the_reasons_and_sources_are_those_of_the_answer(text: str, after: str) -> None:
    found = find(text, after)
    assert (found.decision, [hit.answer.id for hit in found.hits]) == ("answer", [after])
    assert list(found.hits[0].sources())


@pytest.mark.parametrize("after", TYPICAL)
@pytest.mark.parametrize("text", ["how long for?", "by when", "what about kids", "what then"])
def test_a_bare_follow_up_is_at_least_offered_something(text: str, after: str) -> None:
    assert find(text, after).decision in ("answer", "offer")


@pytest.mark.parametrize("after", TYPICAL)
@pytest.mark.parametrize(
    "text", ["what about parking", "and the weather?", "how long is a dvpn", "and my overtime?"]
)
def test_something_else_stays_something_else(text: str, after: str) -> None:
    assert find(text, after).decision != "answer"


@pytest.mark.parametrize("after", TYPICAL)
@pytest.mark.parametrize(
    ("text", "concept"),
    [("what is the nrm", "what-is-nrm"), ("what signs of county lines are there", "county-lines"),
     ("can a 15 year old refuse the nrm", "child-referral")],
)  # fmt: skip
def test_a_question_of_its_own_is_not_read_as_a_follow_up(
    text: str, concept: str, after: str
) -> None:
    assert covered(find(text, after))[0] == concept


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("what about aggravated burglary then", "listed"),
        ("and arson?", "listed"),
        ("robbery?", "listed"),
        ("shoplifting", "not-listed"),
        ("how about twoc", "depends"),
        ("n affray", "not-listed"),
        ("so pwits is ok?", "not-listed"),
        ("same for gbh?", "listed"),
        ("and section 18", "listed"),
        ("but what about county lines", "not-listed"),
        ("what about if he stabbed someone", "listed"),
        ("ok what about holding a gun", "depends"),
        ("and assault", "depends"),
        ("what do i do then", None),
        ("who decides that", None),
        ("what are the signs of county lines", None),
        ("and the weather?", None),
        ("how long is the recovery period", None),
        ("thanks", None),
    ],
)
def test_another_offence_straight_after_the_list(text: str, standing: str | None) -> None:
    verdict = find(text, NAME).verdict
    assert (verdict.standing if verdict else None) == standing


def test_where_an_age_leads_to_is_there() -> None:
    known = {name for answer, _ in index().answers for name in (answer.id, *answer.covers)}
    ages = understood().ages
    assert {*ages.child, *ages.adult, *ages.of_children, *ages.of_adults} <= known
    assert {*ages.child.values(), *ages.adult.values()} <= known


def test_both_ages_or_none_lead_nowhere() -> None:
    ages = understood().ages
    assert ages.leads_to("s45-adult", frozenset()) is None
    assert ages.leads_to("s45-adult", frozenset((CHILD, ADULT))) is None
    assert ages.not_of(frozenset((CHILD, ADULT))) == frozenset()
