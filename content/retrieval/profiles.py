"""Which answer's own words a message shares: its wordings, its title and what it says."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from content.guide import Answer

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
    """

    postings: dict[str, list[tuple[int, float]]]
    rarity: dict[str, float]
    unknown: float

    def scores(self, found: Iterable[str]) -> dict[int, float]:
        """The share of the message that each answer's words cover, by answer number."""
        totals: dict[int, float] = {}
        whole = 0.0
        for feature in found:
            if "_" in feature:
                continue  # Pairs tell concepts apart, not the answers on one.
            whole += self.rarity.get(feature, self.unknown)
            for number, strength in self.postings.get(feature, ()):
                totals[number] = totals.get(number, 0.0) + strength
        return {number: total / whole for number, total in totals.items()}


def build(answers: Sequence[Answer], features: Features) -> Profiles:
    """Index the answers."""
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, answer in enumerate(answers):
        for feature, strength in _profile(answer, features).items():
            postings[feature].append((number, strength))
    count = len(answers)
    rarity = {name: math.log(1 + count / len(found)) for name, found in postings.items()}
    weighed = {
        name: [(number, rarity[name] * strength) for number, strength in found]
        for name, found in postings.items()
    }
    return Profiles(weighed, rarity, math.log(1 + 2 * count))


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
