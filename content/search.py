"""Finding the approved answer to a typed question.

A message is read (``message``), and every answer is scored twice: by how well the concept that it
covers fits (``weights``) and by how much of the message its own words cover (``profiles``).
``decision`` says what to make of the scores.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain

from content import decision, lexicon, profiles, spelling, weights
from content.decision import Decision, Thresholds
from content.features import features, stem
from content.followup import is_follow_up, joined
from content.guards import Guard, guard
from content.guide import Answer, Source
from content.language import is_foreign
from content.library import FOLDER, Library
from content.message import Message, Reader
from content.parts import parts
from content.release import Edition
from content.text import fold

MOST = 3
CONSIDERED = 30  # answers from the best down, before guards
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
        hits: best first, at most three.
        tokens: the known words of the message, with no names, numbers or unknown words.
        several: the message asks two things and the first two hits answer one each.
    """

    decision: Decision
    hits: tuple[Hit, ...] = ()
    tokens: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Answers by number, best first, with their scores, and how sure the first is."""

    order: tuple[int, ...]
    scores: Sequence[float]
    concepts: Mapping[str, float]
    confidence: float
    decision: Decision


@cache
def _lexicon() -> lexicon.Lexicon:
    return lexicon.load(FOLDER / "lexicon.yaml")


@cache
def _weights() -> weights.Weights:
    return weights.load(FOLDER / "weights.tsv")


@cache
def _thresholds() -> Thresholds:
    return decision.load(FOLDER / "thresholds.yaml")


@dataclass(frozen=True)
class Index:
    """Every approved answer in force on a day, ready to be searched. Build it with ``build``."""

    answers: tuple[tuple[Answer, Edition], ...]
    guards: tuple[Guard, ...]
    profiles: profiles.Profiles
    weights: weights.Weights
    reader: Reader
    thresholds: Thresholds
    register: Mapping[str, Source]

    @classmethod
    def build(cls, library: Library, on: date) -> Index:
        """Index the answers in force on a day. Raises NotInForce as the library does."""
        answers = tuple(library.answers(on))
        book, fitted = _lexicon(), _weights()

        def found(text: str) -> dict[str, None]:
            tokens = book.expand(fold(text))
            return features(tokens, book.marks(tokens))

        indexed = profiles.build([answer for answer, _ in answers], found)
        return cls(
            answers,
            tuple(guard(answer, book) for answer, _ in answers),
            indexed,
            fitted,
            Reader(book, spelling.build(fitted.words, {*book.words, *indexed.postings})),
            _thresholds(),
            library.sources,
        )

    def find(self, text: str, context: Context = Context()) -> Found:
        """The best approved answers to a message. Never raises, whatever the text."""
        message = self.reader.read(text)
        if not message.tokens and not any(map(str.isalpha, message.text)):
            return Found("empty")
        if self._is_foreign(message):
            return Found("language", self._hits(self._rank(self.reader.read(_LANGUAGE_HELP))))
        tokens = self._scrubbed(message)
        ranked = self._in_context(message, context)
        if self._is_emergency(message):
            return Found("emergency", self._hits(ranked), tokens)
        both = self._several(message, context)
        if both:
            return Found("answer", both, tokens, several=True)
        return Found(ranked.decision, self._hits(ranked), tokens)

    def _rank(self, message: Message, context: Context = Context()) -> _Ranked:
        concepts = self.weights.scores(message.found)
        return self._ranked(message, concepts, self.profiles.scores(message.found), context)

    def _in_context(self, message: Message, context: Context) -> _Ranked:
        """The ranking, with a short follow-up read together with the answer it follows."""
        alone = self._rank(message, context)
        last = next((a for a, _ in self.answers if a.id == context.answer), None)
        if last is None or not is_follow_up(message):
            return alone
        together = self.reader.read(joined(last, message))
        concepts = self.weights.scores(together.found)
        both = {
            name: max(score, (score + alone.concepts[name]) / 2) for name, score in concepts.items()
        }
        return self._ranked(message, both, self.profiles.scores(together.found), context)

    def _ranked(
        self,
        message: Message,
        concepts: Mapping[str, float],
        own: Mapping[int, float],
        context: Context,
    ) -> _Ranked:
        levels = self.thresholds
        scores = [
            concepts.get(answer.covers[0] if answer.covers else "", -1.0)
            + levels.own_words * own.get(number, 0.0)
            + self._fitting(answer, context)
            for number, (answer, _) in enumerate(self.answers)
        ]
        best = sorted(range(len(scores)), key=lambda number: -scores[number])
        order = [number for number in best[:CONSIDERED] if not self._is_ruled_out(number, message)]
        covers = self.answers[order[0]][0].covers if order else ()
        confidence = levels.confidence_in(covers, concepts)
        decided = levels.decide(concepts, confidence) if order else "decline"
        shown = order[:MOST] if decided == "answer" else self._varied(order, scores)
        return _Ranked(tuple(shown), scores, concepts, confidence, decided)

    def _fitting(self, answer: Answer, context: Context) -> float:
        """What the pending step and the role add to an answer that belongs to them."""
        levels, extra = self.thresholds, 0.0
        if context.step and answer.opens == context.step:
            extra += levels.step
        if context.role and set(answer.covers[:1]) & set(levels.roles.get(context.role, ())):
            extra += levels.role
        return extra

    def _is_ruled_out(self, number: int, message: Message) -> bool:
        return self.guards[number].against(message)

    def _varied(self, order: list[int], scores: Sequence[float]) -> tuple[int, ...]:
        """The first three, so that a close answer on another concept is not crowded out."""
        shown, seen = order[:1], {self.answers[number][0].covers[:1] for number in order[:1]}

        def worth(number: int) -> float:
            again = self.answers[number][0].covers[:1] in seen
            return scores[number] - self.thresholds.variety * again

        rest = order[1:]
        while rest and len(shown) < MOST:
            best = max(rest, key=worth)
            rest.remove(best)
            shown.append(best)
            seen.add(self.answers[best][0].covers[:1])
        return tuple(shown)

    def _hits(self, ranked: _Ranked) -> tuple[Hit, ...]:
        top = ranked.scores[ranked.order[0]] if ranked.order else 0.0
        return tuple(
            Hit(
                *self.answers[number],
                round(ranked.confidence * math.exp(min(0.0, ranked.scores[number] - top)), 4),
                self.register,
            )
            for number in ranked.order
        )

    def _several(self, message: Message, context: Context) -> tuple[Hit, ...]:
        """One hit for each of two clear questions, or nothing."""
        found: list[tuple[Hit, ...]] = []
        for part in parts(message.text):
            ranked = self._rank(self.reader.read(part), context)
            if ranked.decision == "answer":
                found.append(self._hits(ranked)[:1])
        if len(found) != 2:
            return ()
        (one,), (two,) = found
        return () if set(one.answer.covers) & set(two.answer.covers) else (one, two)

    def _is_emergency(self, message: Message) -> bool:
        book = self.reader.lexicon
        return message.says(book.emergency) and not message.says(book.past)

    def _is_foreign(self, message: Message) -> bool:
        known = self.reader.spelling.known
        return is_foreign(
            message.text, message.plain, self.reader.lexicon.languages, known.__contains__
        )

    def _scrubbed(self, message: Message) -> tuple[str, ...]:
        known, spoken = self.profiles.postings, self.reader.lexicon.words
        return tuple(
            dict.fromkeys(
                token
                for token in message.tokens
                if token.isalpha() and (stem(token) in known or token in spoken)
            )
        )
