"""The reading age is near what a person would count, and leaves out what cannot be reworded."""

from __future__ import annotations

import pytest

from content.checks.reading_age import ENOUGH, grade, syllables

# Words of the guides, by how many syllables they have.
WORDS = {
    1: "child care crime asked risk use lead threat forced named clothes phones times safe grounds",
    2: "victim police away under about only body money decide refer report duty children consent "
    "agree record offence before alone open even into needed because other entry inside being "
    "going unit able quiet react create believe received arrived abused wanted table address",
    3: "ambulance officer referral trafficking slavery decision evidence notify hospital medical "
    "serious period employer specialist possible injury cannabis vehicle "
    "nobody separate various previous quietly conclusive violence services",
    4: "immigration interpreter exploitation supervisor authority emergency information identify "
    "recovery vulnerable reasonable material experience psychology independent",
}
COUNTED = [(word, count) for count, words in WORDS.items() for word in words.split()]
PLAIN = "See each person alone. Ask them what they need. Write down what they say. Tell a lead."
HARD = (
    "Notwithstanding considerations previously enumerated, safeguarding interventions necessitate "
    "multidisciplinary information-sharing arrangements preceding investigative determinations "
    "concerning exploitation, irrespective of organisational responsibilities."
)


def test_syllables_are_counted_nearly_right() -> None:
    right = sum(syllables(word) == count for word, count in COUNTED)
    assert right / len(COUNTED) > 0.9
    total = sum(syllables(word) for word, _ in COUNTED)
    assert total == pytest.approx(sum(count for _, count in COUNTED), rel=0.03)


def test_plain_text_and_a_statute_are_told_apart() -> None:
    plain, hard = grade([PLAIN, PLAIN]), grade([HARD])
    assert plain is not None
    assert hard is not None
    assert plain < 3
    assert hard > 20


def test_a_text_in_two_sentences_is_easier_than_in_one() -> None:
    one = PLAIN.replace(". ", " and ")
    assert (grade([PLAIN, PLAIN]) or 0) < (grade([one, one]) or 0)


def test_a_list_is_as_easy_as_sentences() -> None:
    parts = PLAIN.split(". ")
    assert grade(parts * 2) == pytest.approx(grade([PLAIN] * 2))


@pytest.mark.parametrize(
    "sign",
    [
        "0800 808 3733",
        "NRM",
        "DtN",
        "s45",
        "{local.slavery-lead}",
        "www.modernslavery.gov.uk/start2",
        "nrm@example.police.example",
        "Immigration Enforcement Competent Authority",
    ],
)
def test_what_cannot_be_reworded_does_not_count(sign: str) -> None:
    assert grade([f"{PLAIN} Then ring {sign}.", PLAIN]) == grade([f"{PLAIN} Then ring.", PLAIN])


def test_too_little_is_not_judged() -> None:
    assert grade([]) is None
    assert grade(["exploitation " * (ENOUGH - 1)]) is None
    assert grade(["exploitation " * ENOUGH]) is not None
