"""The files that answering questions reads besides the guides, each read once."""

from __future__ import annotations

from functools import cache

from content.danger import classifier, rule
from content.danger.lines import Lines
from content.danger.rule import Danger
from content.loader import FOLDER
from content.retrieval import ages as following_ages
from content.retrieval import decision, lexicon, nearest, weights
from content.retrieval.ages import Ages
from content.retrieval.decision import Thresholds
from content.retrieval.nearest import Nearest
from content.retrieval.wordings import phrasings

COMMON = 8_000  # words of wordings that are no slips of the hand; the rarest among them are


@cache
def word_list() -> lexicon.Lexicon:
    """How officers say things."""
    return lexicon.load(FOLDER / "lexicon.yaml")


@cache
def danger_rule() -> Danger:
    """What a message of danger to life says."""
    return rule.load(FOLDER / rule.FILE, word_list(), common())


@cache
def danger() -> Lines:
    """What tells whether a message speaks of danger to life."""
    found = danger_rule()
    return Lines(found, classifier.load(FOLDER, found, levels().danger, common()))


@cache
def fitted() -> weights.Weights:
    """The weights fitted to the wordings."""
    return weights.load(FOLDER / "weights.tsv")


@cache
def common() -> frozenset[str]:
    """The words of wordings that are neither slips of the hand nor hardly ever used."""
    return frozenset(fitted().words[:COMMON])


@cache
def phrased() -> Nearest:
    """The wordings of ``content/phrasings``, to find the nearest of."""
    return nearest.build(phrasings(FOLDER), word_list().single, fitted().rarity)


@cache
def levels() -> Thresholds:
    """How sure is sure enough."""
    return decision.load(FOLDER / "thresholds.yaml")


@cache
def ages() -> Ages:
    """What an age in a follow-up leads to."""
    return following_ages.load(FOLDER / following_ages.FILE)
