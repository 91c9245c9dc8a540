"""Wordings as numbers: the same result whoever took them apart, and nothing where nothing is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from content.loader import FOLDER
from content.retrieval import nearest, sparse
from content.retrieval.wordings import phrasings
from content.text import clean

LISTED = [(f"word{n} of{n % 7} subject{n % 11}", (f"concept{n % 40}",)) for n in range(4_000)]
ASKED = dict.fromkeys(["word8", "of1", "subject8", "unheard"], 4.0)
CONCEPTS = [f"concept{n}" for n in range(40)]


def built() -> nearest.Nearest:
    return nearest.build(LISTED, str.split, lambda _: 2.0)


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads that take turns all the time."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("_again", range(6))
def test_threads_that_take_wordings_apart_at_once_agree_on_every_feature(_again: int) -> None:
    alone, shared = built(), built()
    with ThreadPoolExecutor(8) as threads:
        every = list(threads.map(lambda name: shared.scores(ASKED, [name]), CONCEPTS * 4))
    assert {name: score for each in every for name, score in each.items()} == pytest.approx(
        alone.scores(ASKED, CONCEPTS)
    )
    assert alone.scores(ASKED, ["concept8"])["concept8"] == pytest.approx(12 / 12**0.5 / 16**0.5)


@pytest.mark.parametrize("wordings", [[], ["?"], ["?", "..."]])
def test_nothing_is_near_a_concept_whose_wordings_say_nothing(wordings: list[str]) -> None:
    listed = [(text, ("empty",)) for text in wordings]
    index = nearest.build(listed, lambda text: text.strip("?.").split(), lambda _: 2.0)
    assert index.scores({"a": 4.0}, ["empty", "unknown"]) == {"empty": 0.0, "unknown": 0.0}


def test_vectors_add_up_place_by_place() -> None:
    vectors = [sparse.vector([0, 2], [1.0, 2.0]), sparse.vector([2], [0.5]), sparse.vector([], [])]
    assert sparse.total(vectors, 4).tolist() == [1.0, 0.0, 2.5, 0.0]
    assert sparse.total([], 2).tolist() == [0.0, 0.0]


def test_plain_text_is_cleaned_as_all_text_is() -> None:
    """A hidden character, which goes, takes a text the long way."""
    texts = [text for text, _ in phrasings(FOLDER)][::20]
    texts += ["see www.example.org.", "it's www", " a.b  c. ", "x@y.z", "> he said", "a, b; c"]
    assert [clean(text) for text in texts] == [clean(f"\u200b{text}") for text in texts]
