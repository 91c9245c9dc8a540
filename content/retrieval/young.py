"""Questions about someone who is, or may be, under 18: never answered with what is for adults."""

from __future__ import annotations

from dataclasses import dataclass, replace

from content.retrieval.ages import Ages
from content.retrieval.lexicon import ADULT, CHILD
from content.retrieval.message import Message
from content.retrieval.ranking import Ranked, Ranking

_CHILD = frozenset((CHILD,))


@dataclass(frozen=True)
class Young:
    """Puts what holds for a child in the place of what only holds for an adult."""

    ranking: Ranking
    ages: Ages

    def instead(self, message: Message, found: Ranked) -> Ranked:
        """The ranking, for a message that says nothing of an age itself."""
        if {CHILD, ADULT} & message.kinds or not found.order:
            return found
        aged = replace(message, kinds=message.kinds | _CHILD)
        led = [self._for_child(number, aged, found) for number in found.order]
        kept = tuple(dict.fromkeys(number for number in led if number is not None))
        if not kept:
            return replace(found, order=(), decision="decline")
        unsure = led[0] is None and found.decision == "answer"
        return replace(found, order=kept, decision="offer" if unsure else found.decision)

    def _for_child(self, number: int, aged: Message, found: Ranked) -> int | None:
        """The answer itself, or the nearest of what it leads to for a child, or None."""
        covers = self.ranking.answers[number].covers[:1]
        if not self._is_against(number, aged):
            return number
        concept = self.ages.leads_to(covers[0], _CHILD) if covers else None
        about = (
            other
            for other, answer in enumerate(self.ranking.answers)
            if concept in (answer.id, *answer.covers[:1]) and not self._is_against(other, aged)
        )
        return max(about, key=lambda other: found.scores[other], default=None)

    def _is_against(self, number: int, aged: Message) -> bool:
        adults = self.ages.of_adults & set(self.ranking.answers[number].covers[:1])
        return bool(adults) or self.ranking.guards[number].against(aged)
