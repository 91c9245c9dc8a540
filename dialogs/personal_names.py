"""Recognises a person's name: after words that introduce one, or as two capitalised words.

There is no list of names, so a first name alone, in the middle of a sentence, is not noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from dialogs.personal_words import NOT_NAMES, NOTHING_PERSONAL

Span: TypeAlias = tuple[int, int]  # where in a text: from, up to

_PERSON = (
    r"(?:he|she|man|woman|male|female|lad|girl|boy|victim|suspect|child|kid|lady|guy|bloke|brother"
    r"|sister|boss|driver|boyfriend|girlfriend|mother|father|partner|colleague|friend|pm|teen)"
)
_WORD = r"(?:[^\W\d_]|['-]){2,}"  # in any script
_INTRODUCED = re.compile(
    r"\b(?:(?:his|her|their|my|the victim's|the suspect's|victim|suspect)"
    r"(?: full| real| first| last)?"
    rf" (?:name|surname|nickname)(?:'s| is| was|:)(?: given as)?"
    r"|\bsurname(?: is| was|:)?"
    rf"|{_PERSON}(?:'s| is| was)? (?:called|named)|goes by(?: the name(?: of)?)?|aka|a\.k\.a\."
    rf"|(?:sur|first |full |last |nick)name:|name:|mr\.?|mrs\.?|miss|dr\.?)"
    rf" ({_WORD}(?: {_WORD})?)",
    re.IGNORECASE,
)

_BIG = r"[A-Z\u00c0-\u024f\u1e00-\u1eff]"
_SMALL = r"[a-z'\u00c0-\u024f\u1e00-\u1eff]"
_ONE = rf"(?:O'|Mc|Mac)?{_BIG}{_SMALL}+(?:-{_BIG}{_SMALL}+)?"
_CAPITALISED = re.compile(rf"(?<![\w'-])({_ONE}(?: {_ONE})+)(?![\w'-])")
_PLACE = re.compile(  # or a case in court
    r"\b(?:in|v|vs|at|near|from|via|around|outside|(?<!spoke )(?<!speak )(?<!ing )(?<!talked )to)$",
    re.IGNORECASE,
)


def names(text: str) -> Iterator[Span]:
    """Where a text seems to hold a person's name, with the words that introduce it."""
    yield from _introduced(text)
    yield from _capitalised(text)


def _introduced(text: str) -> Iterator[Span]:
    for found in _INTRODUCED.finditer(text):
        first, *more = found[1].split()
        if first.lower() not in NOT_NAMES and not first.isupper():
            extra = more and more[0].lower() in NOT_NAMES | NOTHING_PERSONAL
            yield found.start(), found.end() - (len(more[0]) if extra else 0)


def _capitalised(text: str) -> Iterator[Span]:
    """Two words with capitals, neither of them one that guidance or an organisation is called by.

    Where most words have capitals, as in a heading, they say nothing.
    """
    words = text.split()
    big = sum(word[:1].isupper() for word in words)
    if len(words) > 3 and big * 3 > len(words) * 2:
        return
    for found in _CAPITALISED.finditer(text):
        parts = [part.lower() for part in found[1].split()]
        before = text[: found.start()].rstrip()
        named = all(part[0].isupper() for part in found[1].split())
        if named and not NOTHING_PERSONAL.intersection(parts) and not _PLACE.search(before):
            yield found.span()
