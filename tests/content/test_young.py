"""Questions about someone under 18 that do not say so: never answered as if about an adult."""

from __future__ import annotations

import pytest

from content.found import Context
from tests.content.test_followups import guard, index
from tests.journey import understood

YOUNG = Context(young=True)
# What an adult decides, and a child does not.
CONSENT = ("does he need to agree", "does she have to consent", "what if he says no",
           "what if she refuses", "can she say no", "do i do a dtn", "when is the dtn due",
           "he changed his mind", "he wants to leave", "is he drunk a problem for consent",
           "what support is there", "where can he go tonight", "no consent so dtn?")  # fmt: skip


@pytest.mark.parametrize("text", CONSENT)
def test_what_is_for_adults_is_not_shown(text: str) -> None:
    found = index().find(text, YOUNG)
    assert found.hits
    assert not understood().ages.of_adults & {hit.answer.covers[0] for hit in found.hits}
    assert not any(guard(hit.answer.id).of_child for hit in found.hits)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("does he need to agree", "child-no-consent"),
        ("what if she refuses", "child-no-consent"),
        ("do i do a dtn", "dtn-child"),
        ("where can he go tonight", "child-first-calls"),
    ],
)
def test_the_answer_for_a_child_takes_its_place(text: str, answer: str) -> None:
    found = index().find(text, YOUNG)
    assert (found.decision, found.hits[0].answer.id) == ("answer", answer)


@pytest.mark.parametrize(
    "text", ["what is the nrm", "when do i record the crime", "an adult refuses the nrm"]
)
def test_what_holds_for_everyone_or_names_an_adult_is_left_alone(text: str) -> None:
    alone, young = index().find(text), index().find(text, YOUNG)
    assert (alone.decision, alone.hits[0]) == (young.decision, young.hits[0])


@pytest.mark.parametrize(
    ("text", "young"),
    [
        ("lad 15 found with wraps", True),
        ("male 17 cannabis house", True),
        ("girl, 14, in a brothel", True),
        ("lass 19 in a nail bar", False),
        ("male 2 is in the van", None),
        ("two adults and a child", None),
        ("found in a cannabis house", None),
    ],
)
def test_whom_a_message_names_is_told(text: str, young: bool | None) -> None:
    assert index().find(text).young is young
