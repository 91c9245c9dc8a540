"""Patterns of words: "{has} .. {weapon}" is a word of one set, and soon after it one of another.

A pattern is a line of words in their order. ``{name}`` is any word or phrase of a named set, ``..``
up to three other words, ``?`` after a word that it may be left out, ``*`` any one word, and ``.``
the end of the clause.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Phrase = tuple[str, ...]
Sets = Mapping[str, Sequence[Phrase]]
ByFirst = Mapping[str, tuple[Phrase, ...]]
Expand = Callable[[str], Sequence[str]]

GAP = 3  # words that ".." may stand for

_TOKEN = re.compile(r"\{[a-z-]+\}\??|\.\.|\.|\*|[^\s{}?]+\??")


class BadPattern(ValueError):
    """A pattern cannot be read. The message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a pattern.

    Attributes:
        phrases: by first word, what may stand here, longest first; nothing at the end of a clause.
        gap: how many other words may stand before it.
        optional: whether it may be left out.
        anything: whether any word will do.
    """

    phrases: ByFirst = field(default_factory=dict)
    gap: int = 0
    optional: bool = False
    anything: bool = False

    @property
    def is_end(self) -> bool:
        """Whether it is the end of the clause."""
        return not self.phrases and not self.anything

    def ends(self, words: Sequence[str], at: int) -> Iterator[int]:
        """Where the words that stand here end, if they begin at a position."""
        if self.is_end:
            if at == len(words):
                yield at
        elif at < len(words):
            if self.anything:
                yield at + 1
            for phrase in self.phrases.get(words[at], ()):
                if len(phrase) == 1 or tuple(words[at : at + len(phrase)]) == phrase:
                    yield at + len(phrase)


Pattern = tuple[Place, ...]


@dataclass(frozen=True)
class Patterns:
    """Several patterns, by the words that they begin with.

    Beside each stand words of which one must be there, to pass over most patterns quickly.
    """

    by_word: Mapping[str, tuple[tuple[frozenset[str], Pattern], ...]]

    def spans(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Where a pattern begins and ends, for every beginning; the positions of words."""
        said = frozenset(words)
        for at, word in enumerate(words):
            for needed, pattern in self.by_word.get(word, ()):
                end = None if needed.isdisjoint(said) else _end(pattern, words, at)
                if end is not None:
                    yield at, end
                    break

    def are_in(self, words: Sequence[str]) -> bool:
        """Whether any of them is there."""
        return next(self.spans(words), None) is not None

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that they are made of."""
        every = {id(one): one for listed in self.by_word.values() for _, one in listed}
        places = {
            id(place.phrases): place.phrases for pattern in every.values() for place in pattern
        }
        return frozenset(
            word
            for listed in places.values()
            for phrases in listed.values()
            for phrase in phrases
            for word in phrase
        )


def _end(pattern: Pattern, words: Sequence[str], at: int, first: int = 0) -> int | None:
    """Where a pattern, from its place ``first`` on, ends if it begins at a position; else None."""
    place = pattern[first]
    is_last = first + 1 == len(pattern)
    for start in range(at, min(at + place.gap, len(words)) + 1):
        for end in place.ends(words, start):
            found = end if is_last else _end(pattern, words, end, first + 1)
            if found is not None:
                return found
    return _end(pattern, words, at, first + 1) if place.optional and not is_last else None


def patterns(lines: Iterable[str], sets: Sets, expand: Expand) -> Patterns:
    """Read patterns, one a line; ``expand`` gives the words that a text is compared by.

    Raises BadPattern for a set that is not there, or a line that no message could fit.
    """
    named = {name: by_first(phrases) for name, phrases in sets.items()}
    return by_word(read(line, named, expand) for line in lines)


def read(line: str, sets: Mapping[str, ByFirst], expand: Expand) -> Pattern:
    """Read one pattern; the sets are by name, each ``by_first``. Raises BadPattern."""
    pattern = tuple(_places(line, sets, expand))
    if not pattern or pattern[0].optional or not pattern[0].phrases:
        raise BadPattern(f"'{line}' must begin with a word or a set.")
    return pattern


def by_word(every: Iterable[Pattern]) -> Patterns:
    """Patterns by the words that they begin with."""
    found: dict[str, list[tuple[frozenset[str], Pattern]]] = defaultdict(list)
    for pattern in every:
        entry = (_needed(pattern), pattern)
        for word in pattern[0].phrases:
            found[word].append(entry)
    return Patterns({word: tuple(each) for word, each in found.items()})


def _needed(pattern: Pattern) -> frozenset[str]:
    """The first words of the place with the fewest, of those after the first that must be there."""
    places = [place for place in pattern[1:] if place.phrases and not place.optional]
    return min((frozenset(place.phrases) for place in places or pattern[:1]), key=len)


def _places(line: str, sets: Mapping[str, ByFirst], expand: Expand) -> Iterator[Place]:
    gap = 0
    plain: list[str] = []
    for token in (*_TOKEN.findall(line), ""):
        if token and _is_plain(token):
            plain.append(token)
            continue
        for word in expand(" ".join(plain)):
            yield Place({word: ((word,),)}, gap)
            gap = 0
        plain = []
        if token == "..":
            gap = GAP
        elif token:
            yield _place(token, sets, expand, gap)
            gap = 0


def _is_plain(token: str) -> bool:
    return token not in ("..", ".", "*") and token[0] != "{" and token[-1] != "?"


def _place(token: str, sets: Mapping[str, ByFirst], expand: Expand, gap: int) -> Place:
    bare = token.removesuffix("?")
    optional = bare != token
    if bare in (".", "*"):
        return Place(gap=gap, anything=bare == "*")
    if bare[0] != "{":
        return Place(by_first([tuple(expand(bare))]), gap, optional)
    name = bare.strip("{}")
    if name not in sets:
        raise BadPattern(f"There is no set '{name}'.")
    return Place(sets[name], gap, optional)


def by_first(phrases: Iterable[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase)):
        found[phrase[0]].append(phrase)
    return {word: tuple(each) for word, each in found.items()}
