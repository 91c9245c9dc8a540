"""What officers' words stand for: acronyms, slang, kinds of things, ages and sections."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.retrieval.features import Marks, single_features
from content.retrieval.reading import reading
from content.strict_yaml import read
from content.text import clean, fold, words

Phrase = tuple[str, ...]
Book = dict[str, list[tuple[Phrase, Phrase]]]
Kinds = dict[str, list[tuple[Phrase, str]]]

FILE = "lexicon.yaml"
CHILD, ADULT, NUMBER = "#child", "#adult", "#number"
_GROWN_UP, _OLDEST = 18, 100

_DIGIT = re.compile(r"\d")
_SECTION = re.compile(r"\b(?:section|sections|sect|sec|s)[ .]*(\d{1,3})([a-z]?)\b")
_AGED = re.compile(r"\b(\d{1,2})[ -]?(?:yo|yrs?|years?)(?:[ -]?old)?s?\b")


@dataclass(frozen=True)
class Ages:
    """Words that tell an age from another number.

    Attributes:
        before: after these a number is an age,
        nouns: and after these one of two figures: "lad 15", but not "male 2",
        counted: unless it counts one of these.
        numbers: numbers written as words.
    """

    before: frozenset[str]
    nouns: frozenset[str]
    counted: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    """The lexicon file, ready for use.

    Attributes:
        terms: by first word, the phrases that stand for something else, longest first.
        kinds: by word, the kinds of thing it means on its own.
        kind_phrases: by first word, the longer phrases that mean a kind of thing.
        languages: common words of languages the bot does not speak.
        ages: words that tell an age from another number.
        words: every word of the terms and kinds.
    """

    terms: Book
    kinds: Mapping[str, tuple[str, ...]]
    kind_phrases: Kinds
    languages: Mapping[str, frozenset[str]]
    ages: Ages
    words: frozenset[str]

    def expand(self, folded: str) -> list[str]:
        """The words of folded text with acronyms and slang replaced by what they stand for.

        An age that is said in full stands for a child or an adult.
        """
        return _aged(_expanded(folded, self.terms))

    def single(self, text: str) -> tuple[str, ...]:
        """The single features of a wording, which is taken to be spelt as meant."""
        tokens = self.expand(fold(clean(text)))
        return tuple(single_features(tokens, self.marks(tokens)))

    def marks(self, tokens: Sequence[str]) -> Marks:
        """The kinds of thing that expanded words mention, each with the position it starts at."""
        found: Marks = []
        for at, token in enumerate(tokens):
            for kind in self.kinds.get(token, ()):
                found.append((at, kind))
            for phrase, kind in self.kind_phrases.get(token, ()):
                if phrase == tuple(tokens[at : at + len(phrase)]):
                    found.append((at, kind))
            if token.isdigit():
                found.append((at, self._number(tokens, at)))
            elif token in self.ages.numbers:
                found.append((at, NUMBER))
        return found

    def _is_age(self, before: str, number: str, following: str) -> bool:
        """Whether a number is somebody's age, by the words on both sides of it."""
        ages = self.ages
        if following in ages.counted:
            return False
        if before in ages.nouns:
            return len(number) == len("15")
        # "is 7 victims" counts; "is 17" is an age.
        return before in ages.before and not (following.endswith("s") and len(following) > 4)

    def _number(self, tokens: Sequence[str], at: int) -> str:
        """Whether a number is a child's age, an adult's, or neither."""
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        said = at > 0 and self._is_age(tokens[at - 1], tokens[at], following)
        if said and tokens[at - 1] == "under" and tokens[at] == str(_GROWN_UP):
            return NUMBER  # "under 18" is a child as a phrase.
        if not said:
            return NUMBER
        return _of_age(int(tokens[at]), CHILD, ADULT, NUMBER)


def load(path: Path) -> Lexicon:
    """Read a lexicon. Raises ContentError."""
    with reading(path.name):
        return _lexicon(read(path, path.parent).data)


def _lexicon(data: Mapping[str, Any]) -> Lexicon:
    terms = _terms(data["terms"])

    def phrases(listed: Iterable[object]) -> tuple[Phrase, ...]:
        return tuple(dict.fromkeys(tuple(_expanded(fold(str(text)), terms)) for text in listed))

    kinds = {f"#{kind}": phrases(listed) for kind, listed in data["kinds"].items()}
    single, longer = _kinds(kinds)
    spoken = {word for listed in kinds.values() for phrase in listed for word in phrase}
    for options in terms.values():
        spoken.update(word for phrase, result in options for word in (*phrase, *result))
    return Lexicon(
        terms,
        single,
        longer,
        {name: frozenset(listed) for name, listed in data["languages"].items()},
        Ages(**{name: frozenset(listed) for name, listed in data["ages"].items()}),
        frozenset(spoken),
    )


def _terms(listed: Mapping[str, Iterable[object]]) -> Book:
    book: Book = defaultdict(list)
    for meaning, known in listed.items():
        result = tuple(words(fold(meaning)))
        for phrase in {tuple(words(fold(str(text)))) for text in (*known, meaning)}:
            book[phrase[0]].append((phrase, result))
    for options in book.values():
        options.sort(key=lambda option: (-len(option[0]), option))
    return dict(book)


def _kinds(kinds: Mapping[str, tuple[Phrase, ...]]) -> tuple[dict[str, tuple[str, ...]], Kinds]:
    single: dict[str, tuple[str, ...]] = {}
    longer: Kinds = {}
    for kind, phrases in kinds.items():
        for phrase in phrases:
            if len(phrase) == 1:
                single[phrase[0]] = (*single.get(phrase[0], ()), kind)
            else:
                longer.setdefault(phrase[0], []).append((phrase, kind))
    return single, longer


def _expanded(folded: str, terms: Book) -> list[str]:
    if _DIGIT.search(folded):
        folded = _AGED.sub(r" \1 years old ", _SECTION.sub(r" s\1\2 ", folded))
    plain = words(folded)
    found: list[str] = []
    at = 0
    while at < len(plain):
        options = terms.get(plain[at])
        size, result = _match(options, plain, at) if options else (1, None)
        if result is None:
            found.append(plain[at])
        else:
            found.extend(result)
        at += size
    return found


def _aged(tokens: list[str]) -> list[str]:
    """With "child aged" for "15 years old", and "adult aged" for "25 years old"."""
    if "years" not in tokens:
        return tokens
    found: list[str] = []
    at = 0
    while at < len(tokens):
        said = tokens[at].isdecimal() and tokens[at + 1 : at + 3] == ["years", "old"]
        who = _of_age(int(tokens[at]), "child", "adult", "") if said else ""
        found += [who, "aged"] if who else [tokens[at]]
        at += 3 if who else 1
    return found


def _of_age(number: int, child: str, adult: str, neither: str) -> str:
    if 0 < number < _GROWN_UP:
        return child
    return adult if _GROWN_UP <= number < _OLDEST else neither


def _match(
    options: list[tuple[Phrase, Phrase]], plain: list[str], at: int
) -> tuple[int, Phrase | None]:
    for phrase, result in options:
        size = len(phrase)
        if size == 1 or tuple(plain[at : at + size]) == phrase:
            return size, result
    return 1, None
