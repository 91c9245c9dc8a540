"""Finding the approved answer to a typed question.

A message is read (``message``), every answer is scored by how well its concept fits
(``weights``) and by how much of the message its own words cover (``profiles``), and ``decision``
says what to make of the scores. Nothing typed is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain

from content.guide import Answer
from content.language import is_foreign
from content.library import Library
from content.loader import FOLDER
from content.release import Edition
from content.retrieval import decision, lexicon, nearest, profiles, spelling, weights
from content.retrieval.concepts import Concepts
from content.retrieval.decision import Decision, Thresholds
from content.retrieval.features import stem
from content.retrieval.followup import asks_why, is_follow_up, is_joined, joined
from content.retrieval.guards import guard
from content.retrieval.message import Message, Reader
from content.retrieval.nearest import Digested
from content.retrieval.parts import parts
from content.retrieval.ranking import Place, Ranked, Ranking
from content.retrieval.weights import OUTSIDE
from content.retrieval.wordings import asked, phrasings
from content.statement import Source

_LANGUAGE_HELP = "interpreter for someone who does not speak english"


@dataclass(frozen=True, slots=True)
class Context:
    """What came before: the last answer shown, the pending step and the role, where known."""

    answer: str | None = None
    step: str | None = None
    role: str | None = None


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
        for cite in dict.fromkeys(cites):
            known = self.register.get(cite.source)
            name = f"{known.title} ({known.edition})" if known else cite.source
            yield f"{name}, {cite.where}" if cite.where else name


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
    """

    decision: Decision
    hits: tuple[Hit, ...] = ()
    tokens: tuple[str, ...] = ()
    several: bool = False


@cache
def _lexicon() -> lexicon.Lexicon:
    return lexicon.load(FOLDER / "lexicon.yaml")


@cache
def _weights() -> weights.Weights:
    return weights.load(FOLDER / "weights.tsv")


@cache
def _phrasings() -> tuple[Digested, ...]:
    book = _lexicon()
    return tuple((book.single(text), concepts) for text, concepts in phrasings(FOLDER))


@cache
def _thresholds() -> Thresholds:
    return decision.load(FOLDER / "thresholds.yaml")


@dataclass(frozen=True)
class Index:
    """Every approved answer in force on a day, ready to be searched. Make it with ``build``."""

    editions: tuple[Edition, ...]
    ranking: Ranking
    reader: Reader
    register: Mapping[str, Source]

    @classmethod
    def build(cls, library: Library, on: date) -> Index:
        """Index the answers in force on a day. Raises NotInForce as the library does."""
        found = list(library.answers(on))
        answers = tuple(answer for answer, _ in found)
        book, fitted, levels = _lexicon(), _weights(), _thresholds()
        own = [(book.single(text), covers) for text, covers in asked(answers)]
        near = nearest.build((*_phrasings(), *own))
        indexed = profiles.build(answers, book.single)
        guards = tuple(guard(answer, book) for answer in answers)
        spelt = spelling.build(fitted.words, {*book.words, *indexed.postings})
        return cls(
            tuple(edition for _, edition in found),
            Ranking(answers, guards, indexed, Concepts(fitted, near, levels.nearest), levels),
            Reader(book, spelt),
            library.sources,
        )

    @property
    def answers(self) -> Iterator[tuple[Answer, Edition]]:
        """Every answer, with the version it comes from."""
        return zip(self.ranking.answers, self.editions, strict=True)

    def find(self, text: str, context: Context = Context()) -> Found:
        """The best approved answers to a message. Never raises, whatever the text."""
        message = self.reader.read(text)
        if not message.tokens and not any(map(str.isalpha, message.text)):
            return Found("empty")
        if self._is_foreign(message):
            return Found(
                "language", self._hits(self.ranking.rank(self.reader.read(_LANGUAGE_HELP)))
            )
        return self._found(message, context, self._scrubbed(message))

    def _found(self, message: Message, context: Context, tokens: tuple[str, ...]) -> Found:
        place = Place(context.step, context.role)
        last = next((one for one in self.ranking.answers if one.id == context.answer), None)
        if last and asks_why(message):
            return Found("answer", (self._hit(self.ranking.answers.index(last), 1.0),), tokens)
        ranked = self._in_context(message, last, place)
        if self._is_emergency(message):
            return Found("emergency", self._hits(ranked), tokens)
        both = self._several(message, place)
        if both:
            return Found("answer", both, tokens, several=True)
        return Found(ranked.decision, self._hits(ranked), tokens)

    def _in_context(self, message: Message, last: Answer | None, place: Place) -> Ranked:
        """The ranking, with a short follow-up read together with the answer it follows.

        A message that is clear on its own, or clearly about something else, is left alone.
        """
        alone = self.ranking.rank(message, place)
        answered = alone.decision == "answer" and not is_joined(message)
        elsewhere = alone.concepts[OUTSIDE] > self.ranking.thresholds.elsewhere
        if last is None or answered or elsewhere or not is_follow_up(message):
            return alone
        together = self.reader.read(joined(last, message))
        return self.ranking.rank_after(last, message, together, alone, place)

    def _several(self, message: Message, place: Place) -> tuple[Hit, ...]:
        """One hit for each of two clear questions, or nothing."""
        found = [self.ranking.rank(self.reader.read(part), place) for part in parts(message.text)]
        if len(found) != 2 or any(ranked.decision != "answer" for ranked in found):
            return ()
        one, two = (self._hits(ranked)[0] for ranked in found)
        return () if set(one.answer.covers) & set(two.answer.covers) else (one, two)

    def _hits(self, ranked: Ranked) -> tuple[Hit, ...]:
        top = ranked.scores[ranked.order[0]] if ranked.order else 0.0
        return tuple(
            self._hit(number, ranked.confidence * math.exp(min(0.0, ranked.scores[number] - top)))
            for number in ranked.order
        )

    def _hit(self, number: int, score: float) -> Hit:
        answer, edition = self.ranking.answers[number], self.editions[number]
        return Hit(answer, edition, round(score, 4), self.register)

    def _is_emergency(self, message: Message) -> bool:
        book = self.reader.lexicon
        return message.says(book.emergency) and not message.says(book.past)

    def _is_foreign(self, message: Message) -> bool:
        known = self.reader.spelling.known
        languages = self.reader.lexicon.languages
        return is_foreign(message.text, message.plain, languages, known.__contains__)

    def _scrubbed(self, message: Message) -> tuple[str, ...]:
        known, spoken = self.ranking.profiles.postings, self.reader.lexicon.words
        kept = (t for t in message.tokens if t.isalpha() and (stem(t) in known or t in spoken))
        return tuple(dict.fromkeys(kept))
