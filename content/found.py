"""What was found for a question, and what is known of where it was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from content.guide import Answer
from content.release import Edition
from content.retrieval.decision import Decision
from content.schedule.verdict import Verdict
from content.statement import Cite, Source


@dataclass(frozen=True, slots=True)
class Context:
    """What came before: the last answer shown, the pending step and the role, where known.

    ``young``: whoever it is about is, or may be, under 18, unless the message says otherwise.
    """

    answer: str | None = None
    step: str | None = None
    role: str | None = None
    young: bool = False


ALONE = Context()
"""Nothing came before."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An approved answer, the version it comes from and how likely it is right, from 0 to 1."""

    answer: Answer
    edition: Edition
    score: float
    register: Mapping[str, Source] = field(default_factory=dict, repr=False, compare=False)

    def sources(self) -> Iterator[str]:
        """Each source it cites, with its edition and the place, once."""
        every = (*self.answer.say, *self.answer.then, *self.answer.why)
        cites = chain(self.answer.cite, *(statement.cite for statement in every))
        return named(cites, self.register)


@dataclass(frozen=True, slots=True)
class Found:
    """What to do about a message.

    Attributes:
        decision: "answer" shows the first hit; "offer" asks which; "emergency" shows the
            life-at-risk card before the hits; "language" says which language the bot speaks.
            The hits of a "decline" are only the nearest, for whoever looks after the answers.
        hits: best first, at most three.
        tokens: the known words of the message, with no names, numbers or unknown words.
        several: the message asks two things and the first two hits answer one each.
        young: whether the message names a child (True) or an adult (False); None: neither, or both.
        verdict: what the list of Schedule 4 says, where an offence on it is what was asked about.
    """

    decision: Decision
    hits: tuple[Hit, ...] = ()
    tokens: tuple[str, ...] = ()
    several: bool = False
    verdict: Verdict | None = None
    young: bool | None = None


def named(cites: Iterable[Cite], register: Mapping[str, Source]) -> Iterator[str]:
    """Each source once, by its title and edition, with the place in it."""
    for cite in dict.fromkeys(cites):
        known = register.get(cite.source)
        name = f"{known.title} ({known.edition})" if known else cite.source
        yield f"{name}, {cite.where}" if cite.where else name
