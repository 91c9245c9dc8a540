"""Ranking the answers for a message, by concept and by their own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from content.guide import Answer
from content.retrieval.concepts import Concepts
from content.retrieval.decision import Decision, Thresholds
from content.retrieval.guards import Guard
from content.retrieval.message import Message
from content.retrieval.profiles import Profiles
from content.retrieval.sparse import Floats, Numbers

MOST = 3  # answers shown or offered
CONSIDERED = 30  # answers from the best down that are looked at once more


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question is asked: the pending step, the officer's role, and about whom, if known."""

    step: str | None = None
    role: str | None = None
    young: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """Answers by number, best first, at most ``MOST``.

    Attributes:
        scores: of every answer.
        concepts: the score of every concept.
        inside: how far the message is inside what the answers cover.
        ahead: how far the concepts of the best answer are ahead of every other.
        confidence: how likely the best answer is right, from 0 to 1.
    """

    order: tuple[int, ...]
    scores: Sequence[float]
    concepts: Mapping[str, float]
    inside: float
    ahead: float
    confidence: float
    decision: Decision


@dataclass(frozen=True)
class Ranking:
    """Everything answers are ranked by."""

    answers: Sequence[Answer]
    guards: Sequence[Guard]
    profiles: Profiles
    concepts: Concepts
    thresholds: Thresholds

    @cached_property
    def firsts(self) -> tuple[str, ...]:
        """The concept that each answer is first of all on; empty for one without."""
        return tuple(answer.covers[0] if answer.covers else "" for answer in self.answers)

    def rank(self, message: Message, place: Place = Place()) -> Ranked:
        """The best answers to a message on its own."""
        own = self.profiles.scores(message.found)
        return self._ranked(message, self._concepts(message, own), own, place)

    @cached_property
    def _numbered(self) -> tuple[tuple[str, ...], Numbers]:
        """Each of ``firsts`` once, and by answer its number among these."""
        once = tuple(dict.fromkeys(self.firsts))
        number = {name: at for at, name in enumerate(once)}
        return once, np.array([number[name] for name in self.firsts], np.intp)

    def _concepts(self, message: Message, own: Floats) -> dict[str, float]:
        """The score of every concept; those of answers that share most words are looked at too."""
        alike = (number for number in _best(own, MOST) if own[number] > 0)
        covered = (name for number in alike for name in self.answers[number].covers[:1])
        return self.concepts.scores(message.found, covered)

    def rank_after(
        self, last: Answer, message: Message, together: Message, alone: Ranked, place: Place
    ) -> Ranked:
        """The best answers to a follow-up, read ``together`` with the answer before it.

        That answer itself is held back: the officer has just seen it.
        """
        levels = self.thresholds
        own = self.profiles.scores(together.found)
        concepts = {
            name: levels.before * score + (1 - levels.before) * alone.concepts.get(name, score)
            for name, score in self._concepts(together, own).items()
        }
        number = next(n for n, answer in enumerate(self.answers) if answer is last)
        own[number] -= levels.repeated
        return self._ranked(message, concepts, own, place)

    def _ranked(
        self,
        message: Message,
        concepts: Mapping[str, float],
        own: Floats,
        place: Place,
    ) -> Ranked:
        levels = self.thresholds
        names, numbers = self._numbered
        by_concept = np.array([concepts.get(name, -1.0) for name in names])
        every = by_concept.take(numbers) + levels.own_words * own
        if place.step or place.role:
            every += [self._fitting(answer, place) for answer in self.answers]
        best, scores = _best(every, CONSIDERED), every.tolist()
        order = [number for number in best if not self.guards[number].against(message)]
        inside = levels.inside(concepts)
        ahead = levels.ahead(self.answers[order[0]].covers if order else (), concepts)
        confidence = levels.likely(inside, ahead)
        decision = levels.decide(inside, confidence) if order else "decline"
        shown = self._varied(order, scores)
        return Ranked(tuple(shown), scores, concepts, inside, ahead, confidence, decision)

    def _fitting(self, answer: Answer, place: Place) -> float:
        """What the pending step and the role add to an answer that belongs to them."""
        levels, extra = self.thresholds, 0.0
        if place.step and answer.opens == place.step:
            extra += levels.step
        if place.role and set(answer.covers[:1]) & set(levels.roles.get(place.role, ())):
            extra += levels.role
        return extra

    def _varied(self, order: list[int], scores: Sequence[float]) -> list[int]:
        """The first few, chosen so that one concept does not crowd out others close behind."""
        shown, seen = order[:1], {self.answers[number].covers[:1] for number in order[:1]}

        def worth(number: int) -> float:
            again = self.answers[number].covers[:1] in seen
            return scores[number] - self.thresholds.variety * again

        rest = order[1:]
        while rest and len(shown) < MOST:
            best = max(rest, key=worth)
            rest.remove(best)
            shown.append(best)
            seen.add(self.answers[best].covers[:1])
        return shown


def _best(scores: Floats, count: int) -> list[int]:
    """The numbers of the highest scores, best first; of equal ones the first."""
    best: list[int] = np.argsort(-scores, kind="stable")[:count].tolist()
    return best
