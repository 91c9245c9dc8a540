"""What a question about Schedule 4 says: the offence words in it, and what is asked about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeAlias

from rapidfuzz.distance import OSA

from content.schedule.speech import ABOUT_DEFENCE, CHILDREN, LINKING, ROUND, SPELT_RIGHT
from content.text import clean, fold

LONGEST = 40  # words; a longer message tells a story instead of asking about an offence
LIST, DEFENCE, EXCLUDED, CHILD, ACT = "@list", "@defence", "@excluded", "@child", "@act:"

_SECTION = re.compile(
    r"\b(?:sections?|sects?|secs?|s{1,2})[ .]*(\d{1,3})([a-z]{0,2})\b(?:\(\w{1,3}\))*"
)
_AGE = re.compile(r"\b(\d{1,2})[ -]?(?:yo|yrs?|years?)(?:[ -]?olds?)?\b")
_SCHEDULE = re.compile(r"\b(?:sch|shed|sced|shcd|shce)[edualk]{0,8}s?[ .-]?(?:4|four|iv)\b")
_PHRASES = (
    (re.compile(r"\b(?:victims?|survivors?) of (?:human |modern |sex )?\w+"), " victim "),
    (
        re.compile(
            r"\b(?:human |modern |sex )?(?:trafficking|slavery|county lines?|exploitation) "
            r"(?=victim|survivor|kid|child|teen|lad|boy|girl|runner|suspect)"
        ),
        " ",
    ),
    (
        re.compile(
            r"\b(?:(?:modern )?slavery|trafficking|statutory|msa|victims?) (?:act )?defen[cs]e\b"
        ),
        f" {DEFENCE} ",
    ),
    (re.compile(r"\b(?:use|for|is|does|can|and|the|that|this) (?:the |a )?defen[cs]e\b"), DEFENCE),
    (
        re.compile(
            r"\b(?:excluded|exclueded|exempt|exempted|exclusions?|shut out|ruled out|barred|"
            r"on the list|on that list|on your list|off the list|(?:on|in) (?:the|that) schedule)\b"
        ),
        f" {EXCLUDED} ",
    ),
    (re.compile(r"\btrafficked\b"), " victim "),
    (re.compile(r"\bdealing with\b"), " about "),
)
_TOKEN = re.compile(r"@[a-z]+|[a-z0-9]+")
_YEAR = re.compile(r"(?:18|19|20)\d\d\Z")

_NEVER = 99
_ORDINARY = ROUND | ABOUT_DEFENCE | SPELT_RIGHT
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# The letters struck or written for one another: vowels, and neighbours on the keyboard.
_NEAR = {letter: set("aeiou" if letter in "aeiou" else "") for row in _KEYS for letter in row}
for _row in _KEYS:
    for _one, _other in pairwise(_row):
        _NEAR[_one].add(_other)
        _NEAR[_other].add(_one)

# By first word, the words of an Act's name and the token that stands for it, longest first.
Acts: TypeAlias = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@dataclass(frozen=True)
class Vocabulary:
    """The words that wordings of offences use, for spelling, and the names of Acts.

    Attributes:
        known: every word as it is written there.
        acts: how Acts are named.
    """

    known: frozenset[str]
    acts: Acts = field(default_factory=dict)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of the known words."""
        return frozenset(map(stem, self.known))

    def nearest(self, word: str) -> tuple[str, ...]:
        """The known words that a mistyped one may be; the word itself if it is known."""
        if word in _ORDINARY or stem(word) in self.stems:
            return (word,)
        found = {other: _slips(word, other) for other in self.known if other[0] == word[0]}
        best = min(found.values(), default=_NEVER)
        if best == _NEVER:
            return (word,)
        return tuple(sorted(other for other, slips in found.items() if slips == best))


def _slips(word: str, meant: str) -> int:
    """How many slips of the hand lie between two words; ``_NEVER`` if that is unlikely."""
    most = 0 if len(word) < 4 else 1 if len(word) < 10 else 2
    slips = OSA.distance(word, meant, score_cutoff=most)
    if slips > most or min(len(word), len(meant)) < 4:
        return _NEVER
    if len(word) == 4:
        return slips if sorted(word) == sorted(meant) else _NEVER
    if slips == 2:
        return slips if word[:3] == meant[:3] else _NEVER
    if len(word) != len(meant) or sorted(word) == sorted(meant):
        return slips
    one, other = next(pair for pair in zip(word, meant, strict=True) if pair[0] != pair[1])
    return slips if other in _NEAR[one] else _NEVER


@dataclass(frozen=True)
class Heard:
    """A message cut into what counts.

    Attributes:
        marks: LIST, DEFENCE and EXCLUDED, as far as they were said.
        plain: the words in order, spelt right, marks and Acts among them.
        places: for each stem, where in ``plain`` it may stand.
    """

    marks: frozenset[str]
    plain: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]


def hear(text: str, vocabulary: Vocabulary) -> Heard | None:
    """The message cut up; None if it names neither the list nor the defence, or is too long."""
    tokens = list(cut(text, vocabulary))
    marks = frozenset(tokens) & {LIST, DEFENCE, EXCLUDED}
    if not marks or len(tokens) > LONGEST:
        return None
    plain: list[str] = []
    places: dict[str, tuple[int, ...]] = {}
    for token in _joined(tokens, vocabulary.known):
        options = (token,) if token[0] == "@" else vocabulary.nearest(token)
        for option in options:
            stemmed = stem(option)
            places[stemmed] = (*places.get(stemmed, ()), len(plain))
        plain.append(options[0])
    return Heard(marks, tuple(plain), places)


def cut(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The words of a text; sections, Acts, ages and marks each become one token."""
    folded = fold(clean(text)).replace("@", " ")
    if re.search(r"\bs(?:ection)? ?45a\b", folded):
        return
    for pattern, token in _PHRASES:
        folded = pattern.sub(token, folded)
    folded = _SCHEDULE.sub(f" {LIST} ", folded)
    folded = _AGE.sub(lambda age: " child " if int(age[1]) < 18 else " ", folded)
    folded = _SECTION.sub(lambda found: f" s{found[1]}{found[2]} ", folded)
    tokens = [DEFENCE if token == "s45" else token for token in _TOKEN.findall(folded)]
    yield from _with_acts(tokens, vocabulary.acts)


def _with_acts(tokens: list[str], acts: Acts) -> Iterator[str]:
    """The words with the name of an Act, its year included, as one token."""
    at = 0
    while at < len(tokens):
        for phrase, act in acts.get(tokens[at], ()):
            if tuple(tokens[at : at + len(phrase)]) == phrase:
                yield act
                at += len(phrase)
                at += at < len(tokens) and _YEAR.match(tokens[at]) is not None
                break
        else:
            yield tokens[at]
            at += 1


def _joined(tokens: list[str], known: frozenset[str]) -> Iterator[str]:
    """Words typed apart that are known as one: "shop lifting"."""
    skip = False
    for one, other in pairwise([*tokens, ""]):
        if skip:
            skip = False
        elif other and one + other in known and len(one) > 2:
            skip = True
            yield one + other
        else:
            yield one


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word without its ending, the same for "stab", "stabbed" and "stabbing"."""
    if word in CHILDREN:
        return CHILD
    if word in ("drugged", "drugging"):
        return "drugging"  # done to someone, and not drugs
    if word[0] == "@" or len(word) < 4 or word[-1].isdigit():
        return word
    for ending, instead, least in (("ies", "y", 5), ("ied", "y", 5), ("ing", "", 6), ("ed", "", 5)):
        if word.endswith(ending) and len(word) >= least:
            word = word.removesuffix(ending) + instead
            break
    else:
        word = word if word.endswith("ss") else word.removesuffix("s")
    word = word.removesuffix("e")
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def stems(tokens: Iterable[str]) -> frozenset[str]:
    """The stems of words, without those that only link."""
    return frozenset(stem(token) for token in tokens if token not in LINKING)
