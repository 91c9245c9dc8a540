"""Finding the approved answer to a typed question.

A message is read (``message``), every answer is scored by how well its concept fits
(``weights``) and by how much of the message its own words cover (``profiles``), and ``decision``
says what to make of the scores. Nothing typed is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from content import language
from content.danger.lines import Lines
from content.found import ALONE, Context, Found, Hit
from content.guide import Answer
from content.library import Library
from content.release import Edition
from content.retrieval import nearest, profiles, spelling
from content.retrieval.ages import Ages
from content.retrieval.concepts import Concepts
from content.retrieval.features import stem
from content.retrieval.following import Following
from content.retrieval.followup import asks_source, asks_why, is_follow_up, named
from content.retrieval.guards import guard
from content.retrieval.lexicon import ADULT, CHILD
from content.retrieval.message import Message, Reader
from content.retrieval.parts import parts
from content.retrieval.ranking import MOST, Place, Ranked, Ranking
from content.retrieval.understanding import Understanding
from content.retrieval.weights import NEW
from content.retrieval.wordings import asked
from content.schedule.verdict import NAME, Verdict
from content.schedule_four import ScheduleFour
from content.statement import Source
from content.text import fold, words

SAFETY = "immediate-safety"  # the concept of keeping people alive and unhurt
LIST = "s45-excluded-offences"  # the concept that the list of Schedule 4 answers
_OFFENCE = 12  # words of a message that may name another offence and nothing else
_LANGUAGE_HELP = "how do i get an interpreter"


@dataclass(frozen=True)
class Index:
    """Every approved answer in force on a day, ready to be searched. Make it with ``build``."""

    editions: tuple[Edition, ...]
    ranking: Ranking
    reader: Reader
    ages: Ages
    danger: Lines
    register: Mapping[str, Source]
    schedule: ScheduleFour | None = None

    @classmethod
    def build(cls, library: Library, on: date, by: Understanding) -> Index:
        """Index the answers in force on a day. Raises NotInForce as the library does."""
        found = list(library.answers(on))
        answers = tuple(answer for answer, _ in found)
        book, fitted, levels = by.lexicon, by.weights, by.thresholds
        single = cache(book.single)  # Answers' wordings are asked for here and by concept.
        indexed = profiles.build(answers, single)

        def is_new(word: str) -> bool:
            known = word in indexed.postings or word in by.fresh.stems
            return known and not fitted.knows(word)

        def rarity(word: str) -> float:
            return NEW if is_new(word) else fitted.rarity(word)

        own = nearest.build(asked(answers), single, rarity)
        concepts = Concepts(fitted, (by.phrased, own), rarity, is_new, levels.nearest)
        guards = tuple(guard(answer, book) for answer in answers)
        typed = (word for text, _ in asked(answers) for word in words(fold(text)))
        spelt = spelling.build(
            dict.fromkeys((*fitted.words, *by.fresh.words, *filter(str.isalpha, typed))),
            {*book.words, *indexed.postings},
        )
        return cls(
            tuple(edition for _, edition in found),
            Ranking(answers, guards, indexed, concepts, levels),
            Reader(book, spelt),
            by.ages,
            by.danger,
            library.sources,
            library.schedule,
        )

    @cached_property
    def following(self) -> Following:
        """Ranks what follows an answer, or is one of several questions."""
        return Following(self.ranking, self.reader, self.ages)

    def warm(self) -> None:
        """Get ready for the first question, which else takes a little longer."""
        self.ranking.concepts.warm()

    @property
    def answers(self) -> Iterator[tuple[Answer, Edition]]:
        """Every answer, with the version it comes from."""
        return zip(self.ranking.answers, self.editions, strict=True)

    def find(self, text: str, context: Context = ALONE) -> Found:
        """The best approved answers to a message. Never raises, whatever the text."""
        message = self.reader.read(text)
        if not message.tokens and not any(map(str.isalpha, message.text)):
            return Found("empty")
        if self.is_foreign(message):
            return Found(
                "language", self._hits(self.ranking.rank(self.reader.read(_LANGUAGE_HELP)))
            )
        found = self._found(message, context, self._scrubbed(message))
        named = {CHILD, ADULT} & message.kinds
        return replace(found, young=CHILD in named) if len(named) == 1 else found

    def _found(self, message: Message, context: Context, tokens: tuple[str, ...]) -> Found:
        place = Place(context.step, context.role, context.young)
        verdict = self._verdict(message, context.answer)
        last = self._last(context.answer)
        if last and (asks_why(message) or asks_source(message)):
            return Found("answer", (self._hit(self.ranking.answers.index(last), 1.0),), tokens)
        ranked = self.following.rank(message, last, place)
        if self.danger.is_now(message.text):
            return Found("emergency", self._safety_first(ranked), tokens, verdict=verdict)
        questions = [self.reader.read(part) for part in parts(message.text)]
        if verdict is not None:
            hits = self._beside_the_list(questions, place)
            listed = hits or self._on_the_list(message, place)
            return Found("answer", listed, tokens, bool(hits), verdict)
        if questions:
            return replace(self._of_several(message, questions, ranked, place), tokens=tokens)
        unclear = ranked.decision == "answer" and asks_why(message)
        return Found("offer" if unclear else ranked.decision, self._hits(ranked), tokens)

    def _last(self, shown: str | None) -> Answer | None:
        """The answer shown last; for the list of Schedule 4, the first answer about it."""
        if shown is None:
            return None
        every = self.ranking.answers
        if shown == NAME:
            return next((one for one in every if LIST in one.covers[:1]), None)
        return next((one for one in every if one.id == shown), None)

    def _safety_first(self, ranked: Ranked) -> tuple[Hit, ...]:
        """The hits, with what keeps people safe first unless another answer clearly fits."""
        hits = self._hits(ranked)
        safe = [n for n, one in enumerate(self.ranking.answers) if SAFETY in one.covers[:1]]
        if not safe or (ranked.decision == "answer" and hits):
            return hits
        best = self._hit(max(safe, key=lambda number: ranked.scores[number]), ranked.confidence)
        return (best, *(hit for hit in hits if hit.answer is not best.answer))[:MOST]

    def _verdict(self, message: Message, before: str | None) -> Verdict | None:
        """What Schedule 4 says, also on "and robbery?" straight after another offence."""
        if self.schedule is None:
            return None
        asked = map(self.schedule.look_up, (message.text, *parts(message.text)))
        found = next((verdict for verdict in asked if verdict is not None), None)
        if found is None and before == NAME and not self.danger.is_now(message.text):
            found = self._another(message)
        return found

    def _another(self, message: Message) -> Verdict | None:
        """What the list says of an offence named right after another: "and robbery?", "twoc"."""
        if self.schedule is None or len(message.plain) > _OFFENCE:
            return None
        bare = " ".join(named(message))
        found = self.schedule.look_up(f"{bare} s45") if bare else None
        if found is None and is_follow_up(message):
            found = self.schedule.look_up(f"is {message.text} on schedule 4")
        return None if found is None or found.standing == "unknown" else found

    def _on_the_list(self, message: Message, place: Place) -> tuple[Hit, ...]:
        """The answers on the list as a whole, nearest first."""
        ranked = self.ranking.rank(message, place)
        about = [n for n, one in enumerate(self.ranking.answers) if LIST in one.covers[:1]]
        about.sort(key=lambda number: -ranked.scores[number])
        return tuple(self._hit(number, ranked.confidence) for number in about[:MOST])

    def _beside_the_list(self, questions: Iterable[Message], place: Place) -> tuple[Hit, ...]:
        """The answer to the other question of a message that also asks about an offence."""
        if self.schedule is None:
            return ()
        others = [each for each in questions if self.schedule.look_up(each.text) is None]
        found = [self.ranking.rank(each, place) for each in others]
        clear = [ranked for ranked in found if ranked.decision == "answer"]
        return self._hits(clear[0])[:1] if len(clear) == 1 else ()

    def _of_several(
        self, message: Message, questions: Iterable[Message], whole: Ranked, place: Place
    ) -> Found:
        """An answer to each of several clear questions; a choice if only some of them are clear."""
        found = [self.following.rank_part(each, message, place) for each in questions]
        tops = [self._hits(ranked)[0] for ranked in found if ranked.order]
        decisions = {ranked.decision for ranked in found}
        clear = [self._hits(ranked)[0] for ranked in found if ranked.decision == "answer"]
        if decisions == {"answer", "decline"} and whole.decision == "decline":
            return Found("offer", tuple(clear))  # the other one is about something else
        if len(tops) < len(found) or "decline" in decisions or _is_shared(tops):
            return Found(whole.decision, self._hits(whole))
        if decisions == {"answer"}:
            return Found("answer", tuple(tops), several=True)
        if whole.decision == "answer":
            return Found("answer", self._hits(whole))
        every = {hit.answer.id: hit for hit in (*self._hits(whole)[:1], *tops)}
        offered = sorted(every.values(), key=lambda hit: -hit.score)
        return Found("offer", tuple(offered[:MOST]))

    def _hits(self, ranked: Ranked) -> tuple[Hit, ...]:
        top = ranked.scores[ranked.order[0]] if ranked.order else 0.0
        return tuple(
            self._hit(number, ranked.confidence * math.exp(min(0.0, ranked.scores[number] - top)))
            for number in ranked.order
        )

    def _hit(self, number: int, score: float) -> Hit:
        answer, edition = self.ranking.answers[number], self.editions[number]
        return Hit(answer, edition, round(score, 4), self.register)

    def is_foreign(self, message: Message) -> bool:
        """Whether a message is in a language that the bot does not speak."""
        languages = self.reader.lexicon.languages
        known = self.reader.spelling.known
        if not language.is_foreign(message.text, message.plain, languages, known.__contains__):
            return False
        return not (message.text.isascii() and self._is_ours(message))

    def _is_ours(self, message: Message) -> bool:
        """Whether words of slavery are there as they were typed: "mi casa nrm"."""
        book = self.reader.lexicon
        tokens = book.expand(" ".join(message.plain))
        return any(kind == "#core" for _, kind in book.marks(tokens))

    def _scrubbed(self, message: Message) -> tuple[str, ...]:
        known, spoken = self.ranking.profiles.postings, self.reader.lexicon.words
        kept = (t for t in message.tokens if t.isalpha() and (stem(t) in known or t in spoken))
        return tuple(dict.fromkeys(kept))


def _is_shared(tops: Iterable[Hit]) -> bool:
    """Whether two of the answers are on the same concept, and so answer one question."""
    covered = [name for hit in tops for name in set(hit.answer.covers)]
    return len(covered) > len(set(covered))
