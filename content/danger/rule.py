"""Whether someone may be hurt or killed now, by the words of a message.

What is looked for stands in ``content/danger.yaml``. Every clause is judged by itself: a danger
that is denied, over, only supposed or only asked about is a question and no call for help.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from content.danger import pattern
from content.danger.pattern import BadPattern, Pattern, Patterns, Phrase, Sets
from content.issue import ContentError, Issue
from content.retrieval import spelling
from content.retrieval.lexicon import Lexicon
from content.retrieval.spelling import Spelling
from content.strict_yaml import Document, read
from content.text import clean, fold, words

FILE = "danger.yaml"
NOTHING = "_"  # what stands for an idiom once it is taken out
SECTIONS = (
    "whole", "certain", "unless-asked", "of-someone", "idioms", "over", "supposed", "asked",
    "asking", "moment", "someone",
)  # fmt: skip

SENTENCE = re.compile(r"[.?!\n]+")
_CLAUSE = re.compile(r"[,;:\u2013\u2014]+|\s-+\s|\b(?:but|also|cos|because|plus)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_JOINING = frozenset(("and", "or", "so", "ok", "but", "then", "also", "well", "right"))
_LINKS = frozenset(("a", "an", "the", "any", "been", "being", "got", "is", "are", "his", "her"))


@dataclass(frozen=True)
class Danger:
    """The rule; make it with ``load``.

    Attributes:
        whole: whole messages that are a call for help.
        certain: danger unless it is denied, over or supposed.
        likely: danger unless it is asked about as well.
        of_someone: the same, where the clause names someone and opens no question.
        idioms: what only sounds like danger, wherever it stands.
        over: words of what is past, unless one of ``moment`` is there too.
        supposed: words before a danger that is only imagined.
        asked: words of a question about rules.
        asking: what a question opens with.
        moment: words of what happens now.
        someone: words for people.
        denied: words right before a danger that is not there.
        spelling: corrects to the words of the patterns.
        lexicon: what slang and short forms stand for.
        sets: the words and phrases that the sets stand for.
    """

    whole: frozenset[Phrase]
    certain: Patterns
    likely: Patterns
    of_someone: Patterns
    idioms: Patterns
    over: Patterns
    supposed: Patterns
    asked: Patterns
    asking: Patterns
    moment: Patterns
    someone: Patterns
    denied: frozenset[str]
    spelling: Spelling
    lexicon: Lexicon
    sets: Sets

    def is_now(self, text: str) -> bool:
        """Whether a message speaks of danger to life now. Never raises, whatever the text."""
        cleaned = clean(text)
        if tuple(self._words(cleaned)) in self.whole:
            return True
        return any(self._in_sentence(each) for each in SENTENCE.split(cleaned) if each.strip())

    def sounds_asked(self, text: str) -> bool:
        """Whether a message has words of a question."""
        said = self._words(clean(text))
        return self.asked.are_in(said) or self.asking.are_in(said)

    def _in_sentence(self, sentence: str) -> bool:
        clauses = [self._words(part) for part in _CLAUSE.split(sentence) if part.strip()]
        about = [word for clause in clauses for word in (*clause, NOTHING)]
        return any(self._in_clause(clause, about) for clause in clauses)

    def _in_clause(self, clause: Sequence[str], sentence: Sequence[str]) -> bool:
        certain = self._has(self.certain, clause)
        if not certain and not self._has(self.likely, clause) and not self._of_someone(clause):
            return False
        if self.over.are_in(clause if certain else sentence) and not self.moment.are_in(clause):
            return False
        if not certain:
            return not self.asked.are_in(sentence)
        return not (self._opens_a_question(clause) and self.asked.are_in(clause))

    def _of_someone(self, clause: Sequence[str]) -> bool:
        return (
            self._has(self.of_someone, clause)
            and self.someone.are_in(clause)
            and not self._opens_a_question(clause)
        )

    def _opens_a_question(self, clause: Sequence[str]) -> bool:
        first = next((at for at, word in enumerate(clause) if word not in _JOINING), 0)
        return any(start == first for start, _ in self.asking.spans(clause))

    def _has(self, dangers: Patterns, clause: Sequence[str]) -> bool:
        """Whether one of them is there, with nothing before it that denies or supposes it."""
        return any(self._stands(clause, start) for start, _ in dangers.spans(clause))

    def _stands(self, clause: Sequence[str], start: int) -> bool:
        at = start - 1
        while at >= 0 and clause[at] in _LINKS:
            at -= 1
        if at >= 0 and clause[at] in self.denied:
            return False
        return not self.supposed.are_in(clause[:start])

    def _words(self, text: str) -> list[str]:
        """The words of a clause, spelt right, slang written out, idioms taken out."""
        typed = words(fold(text))
        found = self.lexicon.expand(" ".join(self.spelling.correct(typed)))
        found = ["{year}" if _YEAR.match(word) else word for word in found]
        for start, end in self.idioms.spans(tuple(found)):
            found[start:end] = [NOTHING] * (end - start)
        return found


def load(path: Path, lexicon: Lexicon, known: Iterable[str] = ()) -> Danger:
    """Read a file of danger words. Raises ContentError with every pattern that is wrong.

    ``known`` are words of other questions, which are not taken for slips of the hand.
    """
    return _Loading(read(path, path.parent), lexicon, frozenset(known)).danger()


class _Loading:
    """A file on its way to a rule."""

    def __init__(self, document: Document, lexicon: Lexicon, words: frozenset[str]) -> None:
        self.document, self.lexicon, self.words = document, lexicon, words
        self.sets: dict[str, list[Phrase]] = {}
        for word, kinds in lexicon.kinds.items():
            for kind in kinds:
                self.sets.setdefault(kind.removeprefix("#"), []).append((word,))
        for name, listed in document.data["sets"].items():
            self.sets[name] = [tuple(self.expand(str(text))) for text in listed]
        self.sets["year"] = [("{year}",)]
        self.named = {name: pattern.by_first(phrases) for name, phrases in self.sets.items()}
        self.issues: list[Issue] = []

    def expand(self, text: str) -> list[str]:
        return self.lexicon.expand(fold(text))

    def danger(self) -> Danger:
        found = {name: self.patterns(name) for name in SECTIONS if name != "whole"}
        whole = frozenset(tuple(self.expand(line)) for _, line in self.lines("whole"))
        if self.issues:
            raise ContentError(self.issues)
        return Danger(
            whole,
            found["certain"],
            found["unless-asked"],
            found["of-someone"],
            found["idioms"],
            found["over"],
            found["supposed"],
            found["asked"],
            found["asking"],
            found["moment"],
            found["someone"],
            frozenset(word for phrase in self.sets["denied"] for word in phrase),
            self.spelling(found),
            self.lexicon,
            self.sets,
        )

    def spelling(self, found: Mapping[str, Patterns]) -> Spelling:
        """Corrects to the words of the patterns what no officer's word is."""
        known = frozenset().union(
            *(found[name].vocabulary for name in ("certain", "unless-asked", "of-someone"))
        )
        others = {*self.lexicon.words, *self.words}
        others.update(word for each in found.values() for word in each.vocabulary)
        others.update(map(str, self.document.data["spelt-right"]))
        return spelling.build(sorted(filter(str.isalpha, known)), others)

    def patterns(self, section: str) -> Patterns:
        known: list[Pattern] = []
        for number, line in self.lines(section):
            try:
                known.append(pattern.read(line, self.named, self.expand))
            except BadPattern as error:
                self.issues.append(Issue(self.document.file, number, "pattern", str(error)))
        return pattern.by_word(known)

    def lines(self, section: str) -> Iterator[tuple[int, str]]:
        """The lines of a section, with their numbers in the file."""
        for kind, text in self.document.data[section].items():
            first = self.document.line((section, kind)) + 1
            for number, line in enumerate(str(text).splitlines(), first):
                if line.strip():
                    yield number, line.strip()
