"""The answers to a message that follows another answer: "and if she's 17?", "by when", "why?"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from content.guide import Answer
from content.retrieval.ages import Ages
from content.retrieval.followup import WEAK, is_bare, is_follow_up, is_joined, joined
from content.retrieval.lexicon import ADULT, CHILD
from content.retrieval.message import Message, Reader
from content.retrieval.ranking import MOST, Place, Ranked, Ranking
from content.retrieval.weights import OUTSIDE
from content.retrieval.young import Young

SUPPORTED = 0.5  # share of a follow-up's own words that an answer given outright has


@dataclass(frozen=True)
class Following:
    """Ranks messages in the light of the answer just shown."""

    ranking: Ranking
    reader: Reader
    ages: Ages

    @cached_property
    def young(self) -> Young:
        """Answers for someone under 18."""
        return Young(self.ranking, self.ages)

    def rank(self, message: Message, last: Answer | None, place: Place) -> Ranked:
        """The ranking, with a short follow-up read together with the answer it follows.

        A message that is clear on its own, or clearly about something else, is left alone.
        """
        found = self._rank(message, last, place)
        return self.young.instead(message, found) if place.young else found

    def _rank(self, message: Message, last: Answer | None, place: Place) -> Ranked:
        alone = self.ranking.rank(message, place)
        if last is None or not is_follow_up(message):
            return alone
        bare = is_bare(message)
        if alone.decision == "answer" and not bare and not is_joined(message):
            aged = self._aged(last, message)
            return self._of_age(aged, self.ranking.rank(aged, place))
        if alone.concepts[OUTSIDE] > self.ranking.thresholds.elsewhere and not bare:
            return alone
        return self._after(last, message, alone, place)

    def rank_part(self, part: Message, whole: Message, place: Place) -> Ranked:
        """The ranking of one of several questions; an age in any of them is that of all."""
        both = {CHILD, ADULT}
        aged = part if both & part.kinds else replace(part, kinds=part.kinds | both & whole.kinds)
        found = self._of_age(aged, self.ranking.rank(aged, place))
        return self.young.instead(aged, found) if place.young else found

    def _after(self, last: Answer, message: Message, alone: Ranked, place: Place) -> Ranked:
        together = self.reader.read(joined(last, message))
        aged = self._aged(last, message)
        found = self.ranking.rank_after(last, aged, together, alone, place)
        concept = self.ages.leads_to(last.covers[0], message.kinds) if last.covers else None
        if concept is not None and is_bare(message):
            return self._about(concept, aged, found)
        return self._held_back(message, self._of_age(aged, found))

    def _aged(self, last: Answer, message: Message) -> Message:
        return replace(message, kinds=message.kinds | self._age(last, message))

    def _age(self, last: Answer, message: Message) -> frozenset[str]:
        """Whom the answer before was for, unless the follow-up says otherwise."""
        if {CHILD, ADULT} & message.kinds:
            return frozenset()
        guard = self.ranking.guards[self._number(last)]
        covered = set(last.covers[:1])
        if guard.of_adult or covered & self.ages.of_children:
            return frozenset((CHILD,))
        if guard.of_child or covered & self.ages.of_adults:
            return frozenset((ADULT,))
        return frozenset()

    def _about(self, concept: str, message: Message, found: Ranked) -> Ranked:
        """The answers of this name or on this concept, nearest first."""
        guards = self.ranking.guards
        about = [
            number
            for number, answer in enumerate(self.ranking.answers)
            if concept in (answer.id, *answer.covers[:1]) and not guards[number].against(message)
        ]
        about.sort(key=lambda number: -found.scores[number])
        order = tuple(about[:MOST])
        return replace(found, order=order, decision="answer") if order else found

    def _of_age(self, message: Message, found: Ranked) -> Ranked:
        """Without what is only about the other age."""
        other = self.ages.not_of(message.kinds)
        order = tuple(n for n in found.order if not other & set(self._covers(n)))
        if order[:1] == found.order[:1]:
            return replace(found, order=order)
        return replace(found, order=order, decision="offer" if order else "decline")

    def _held_back(self, message: Message, found: Ranked) -> Ranked:
        """Offered only, if the best answer shares too little with the follow-up itself.

        The subject of the answer before says nothing about which answer on it is wanted.
        """
        if not found.order:
            return found
        if found.decision == "decline":
            return replace(found, decision="offer") if is_bare(message) else found
        if found.decision == "answer" and not self._is_supported(message, found.order[0]):
            return replace(found, decision="offer")
        return found

    def _is_supported(self, message: Message, number: int) -> bool:
        own = list(self._own(message))
        has = [self.ranking.profiles.has(number, name) for name in own]
        return sum(has) >= SUPPORTED * len(own) and bool(own)

    def _own(self, message: Message) -> Iterator[str]:
        """The features of a message that an answer can be told by."""
        bare = self.reader.lexicon.single(" ".join(t for t in message.tokens if t not in WEAK))
        return (name for name in bare if not name.startswith("#who") and name != "#number")

    def _covers(self, number: int) -> tuple[str, ...]:
        return tuple(self.ranking.answers[number].covers[:1])

    def _number(self, last: Answer) -> int:
        return next(n for n, one in enumerate(self.ranking.answers) if one is last)
