"""What officers' words stand for: acronyms, slang, kinds of things, ages and sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from content.strict_yaml import read
from content.text import fold, words

Phrase = tuple[str, ...]
Book = dict[str, list[tuple[Phrase, Phrase]]]

_SECTION = re.compile(r"\b(?:section|sections|sect|sec|s)[ .]*(\d{1,3})([a-z]?)\b")
_JOINED = re.compile(r"\b(\d{1,2})[ -]?(?:yo|yrs?|years?)(?:[ -]?old)?s?\b")
_AGE_BEFORE = frozenset(
    [
        "aged",
        "age",
        "is",
        "looks",
        "look",
        "about",
        "under",
        "only",
        "says",
        "claims",
        "turned",
        "turning",
        "nearly",
        "maybe",
        "around",
        "least",
        "over",
        "him",
        "her",
        "them",
        "he",
        "she",
        "a",
    ]
)
_COUNTED = frozenset(
    [
        "hours",
        "days",
        "minutes",
        "months",
        "weeks",
        "men",
        "women",
        "people",
        "crimes",
        "times",
    ]
)
_NUMBERS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "twenty",
        "thirty",
        "forty",
    ]
)


@dataclass(frozen=True)
class Lexicon:
    """The lexicon file, ready for use.

    Attributes:
        terms: by first word, the phrases that stand for something else, longest first.
        kinds: by first word, the phrases that mean a kind of thing.
        words: every word in it, on either side.
        emergency: phrases that mean someone may be hurt or killed now.
        past: phrases that speak of it as over, or ask about it.
        languages: common words of languages the bot does not speak.
    """

    terms: Book
    kinds: Book
    words: frozenset[str] = frozenset()
    emergency: tuple[Phrase, ...] = ()
    past: tuple[Phrase, ...] = ()
    languages: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def expand(self, folded: str) -> list[str]:
        """The words of folded text with acronyms and slang replaced by what they stand for."""
        if any(map(str.isdigit, folded)):
            folded = _JOINED.sub(r" \1 years old ", _SECTION.sub(r" s\1\2 ", folded))
        return list(_replaced(words(folded), self.terms))

    def marks(self, tokens: list[str]) -> list[tuple[int, str]]:
        """The kinds of thing that expanded words mention, each with the position it starts at."""
        found = []
        for start, token in enumerate(tokens):
            for phrase, kind in self.kinds.get(token, ()):
                if phrase == tuple(tokens[start : start + len(phrase)]):
                    found.append((start, kind[0]))
            if token.isdigit():
                found.append((start, _number(tokens, start)))
            elif token in _NUMBERS:
                found.append((start, "#number"))
        return found


def load(path: Path) -> Lexicon:
    """Read a lexicon. Raises ContentError."""
    data = read(path, path.parent).data
    terms = _book(data["terms"], lambda text: tuple(words(fold(text))))
    plain = Lexicon(terms, {})
    kinds = _book(
        {f"#{kind}": known for kind, known in data["kinds"].items()},
        lambda text: tuple(plain.expand(fold(text))),
    )
    every = (
        word
        for book in (terms, kinds)
        for options in book.values()
        for phrase, result in options
        for word in (*phrase, *result)
    )

    def phrases(key: str) -> tuple[Phrase, ...]:
        return tuple(dict.fromkeys(tuple(plain.expand(fold(text))) for text in data[key]))

    languages = {name: frozenset(known) for name, known in data["languages"].items()}
    return Lexicon(terms, kinds, frozenset(every), phrases("emergency"), phrases("past"), languages)


def _book(entries: Mapping[str, Iterable[str]], split: object) -> Book:
    assert callable(split)
    book: Book = {}
    for meaning, known in entries.items():
        result = (meaning,) if meaning.startswith("#") else tuple(words(fold(meaning)))
        own = () if meaning.startswith("#") else (meaning,)
        for phrase in {split(str(text)) for text in (*known, *own)}:
            book.setdefault(phrase[0], []).append((phrase, result))
    for options in book.values():
        options.sort(key=lambda option: (-len(option[0]), option))
    return book


def _replaced(plain: list[str], book: Book) -> Iterator[str]:
    at = 0
    while at < len(plain):
        for phrase, result in book.get(plain[at], ()):
            if len(phrase) == 1 or tuple(plain[at : at + len(phrase)]) == phrase:
                yield from result
                at += len(phrase)
                break
        else:
            yield plain[at]
            at += 1


def _number(tokens: list[str], at: int) -> str:
    """Whether a number is a child's age, an adult's, or neither."""
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    aged = tokens[at + 1 : at + 3] == ["years", "old"]
    said = at > 0 and tokens[at - 1] in _AGE_BEFORE and following not in _COUNTED
    if aged or (said and not (following.endswith("s") and len(following) > 4)):
        if 0 < int(tokens[at]) < 18:
            return "#child"
        if 18 <= int(tokens[at]) < 100:
            return "#adult"
    return "#number"
