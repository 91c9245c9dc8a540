"""Which answer's own words a message shares: its wordings, its title and what it says."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from content.guide import Answer
from content.retrieval.sparse import Floats, Sparse, total, vector

Features = Callable[[str], Iterable[str]]

_BODY = 0.5  # What a word of the answer itself counts against a wording's.


@dataclass(frozen=True)
class Profiles:
    """An inverted index over answers.

    Attributes:
        postings: by feature, the answers it speaks for, by number, and how strongly: the rarer
            the feature is, the more.
        rarity: by feature, how few answers have it.
        unknown: the rarity of a feature that no answer has.
        count: how many answers there are.
    """

    postings: Mapping[str, Sparse]
    rarity: Mapping[str, float]
    unknown: float
    count: int

    def scores(self, found: Iterable[str]) -> Floats:
        """The share of the message that each answer's words cover, by answer number."""
        single = [name for name in found if "_" not in name]  # Pairs tell concepts apart only.
        whole = sum(self.rarity.get(name, self.unknown) for name in single)
        speaking = [self.postings[name] for name in single if name in self.postings]
        return total(speaking, self.count) / (whole or 1.0)

    def has(self, number: int, feature: str) -> bool:
        """Whether a feature speaks for an answer."""
        return feature in self.postings and number in self.postings[feature][0]


def build(answers: Sequence[Answer], features: Features) -> Profiles:
    """Index the answers."""
    postings: dict[str, dict[int, float]] = defaultdict(dict)
    for number, answer in enumerate(answers):
        for feature, strength in _profile(answer, features).items():
            postings[feature][number] = strength
    count = len(answers)
    rarity = {name: math.log(1 + count / len(found)) for name, found in postings.items()}
    weighed = {
        name: vector(list(found), [rarity[name] * strength for strength in found.values()])
        for name, found in postings.items()
    }
    return Profiles(weighed, rarity, math.log(1 + 2 * count), count)


def _profile(answer: Answer, features: Features) -> dict[str, float]:
    seen: Counter[str] = Counter()
    for wording in (answer.title, *answer.asks):
        seen.update(features(wording))
    profile = {feature: 1 - 0.5**count for feature, count in seen.items()}
    for feature in features(body(answer)):
        profile[feature] = profile.get(feature, 0.0) + _BODY
    return profile


def body(answer: Answer) -> str:
    """Everything an answer says, as one text."""
    statements = (*answer.say, *answer.then, *answer.why)
    return " ".join((answer.title, *(statement.text for statement in statements)))
