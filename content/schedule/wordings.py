"""The ways of naming an offence of the list, and whether one of them is in a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from content.schedule.listing import Entry, ListFile
from content.schedule.speech import ROUND
from content.schedule.words import ACT, Acts, Heard, Vocabulary, cut, stem, stems

GAP = 2  # other words that may stand among those of one offence

_JOINING = frozenset(("and", "or", "plus", "but", "then", "also"))
_EVERYDAY = frozenset(map(stem, ROUND))
_MINOR = frozenset(("and", "the", "etc"))
_SECTION = re.compile(r"s\d+[a-z]*\Z")
_NAME = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Wording:
    """One way of naming an offence.

    Attributes:
        tokens: the stems that must all be there.
        phrase: the stems that must follow each other, or () where any order will do.
        width: how far apart the first and the last may be.
        joined: whether it has an "and" or "or" of its own.
        entries: the ids of the offences it may mean.
        settled: False where it names only part of an offence.
    """

    tokens: frozenset[str]
    phrase: tuple[str, ...]
    width: int
    joined: bool
    entries: tuple[str, ...]
    settled: bool = True

    @property
    def numbered(self) -> bool:
        """Whether it gives the number of a section without its Act."""
        return any(map(is_section, self.tokens)) and not any(map(is_act, self.tokens))

    def is_in(self, heard: Heard) -> bool:
        """Whether a message names the offence like this."""
        if not self.tokens <= heard.places.keys():
            return False
        if self.numbered and any(map(is_act, heard.plain)):
            return False  # the number is of that Act, whatever it usually stands for
        if self.phrase:
            return _follows(self.phrase, [stem(word) for word in heard.plain])
        places = product(*(heard.places[token][:4] for token in self.tokens))
        return any(self._is_together(place, heard.plain) for place in places)

    def _is_together(self, place: tuple[int, ...], plain: tuple[str, ...]) -> bool:
        first, last = min(place), max(place)
        if len(set(place)) < len(place) or last - first >= self.width:
            return False
        # The name of an offence is not interrupted by "section 45", nor by another offence.
        between = plain[first:last]
        return not any(
            (word[0] == "@" and not is_act(word)) or (word in _JOINING and not self.joined)
            for word in between
        )


def is_section(token: str) -> bool:
    """Whether it is the number of a section."""
    return _SECTION.match(token) is not None


def is_act(token: str) -> bool:
    """Whether it stands for an Act."""
    return token.startswith(ACT)


def _follows(phrase: tuple[str, ...], said: list[str]) -> bool:
    return any(tuple(said[at : at + len(phrase)]) == phrase for at in range(len(said)))


def vocabulary(file: ListFile) -> Vocabulary:
    """The words of the list, for spelling and for finding the names of Acts."""
    acts = _acts((*file.listed, *file.not_listed))
    plain = Vocabulary(frozenset(), acts)
    said = [each.words for each in (*file.listed, *file.not_listed)]
    said += [each.words for each in file.depends]
    every = (token for words in said for word in words for token in cut(word, plain))
    return Vocabulary(frozenset(token for token in every if token[0] != "@"), acts)


def wordings(file: ListFile, known: Vocabulary) -> tuple[Wording, ...]:
    """Every way of naming every offence; the ones that settle nothing come first and win."""
    found: dict[tuple[frozenset[str], tuple[str, ...]], Wording] = {}
    for group in file.depends:
        for words in group.words:
            _put(found, _wording(words, known, group.entries, settled=not group.only))
    unclear = frozenset(found)
    for entry in (*file.listed, *file.not_listed):
        for words in (*entry.words, entry.offence, *_numbers(entry)):
            _put(found, _wording(words, known, (entry.id,)), unclear)
    return tuple(found.values())


def _put(
    found: dict[tuple[frozenset[str], tuple[str, ...]], Wording],
    new: Wording,
    unclear: frozenset[tuple[frozenset[str], tuple[str, ...]]] = frozenset(),
) -> None:
    key = (new.tokens, new.phrase)
    old = found.get(key)
    if old is None:
        found[key] = new
        return
    entries = tuple(dict.fromkeys((*old.entries, *new.entries)))
    settled = old.settled if key in unclear else old.settled and new.settled
    width, joined = max(old.width, new.width), old.joined or new.joined
    found[key] = Wording(*key, width, joined, entries, settled)


def _wording(
    words: str, known: Vocabulary, entries: tuple[str, ...], *, settled: bool = True
) -> Wording:
    tokens = tuple(cut(words, known))
    bare = stems(tokens)
    # Too little to go by in any order: "locked someone in", "firearm on arrest".
    whole = len(tokens) > 1 and (len(bare) == 1 or not bare.isdisjoint(_EVERYDAY))
    phrase = tuple(map(stem, tokens)) if whole else ()
    named = bare or frozenset(map(stem, tokens))
    joined = not _JOINING.isdisjoint(tokens)
    return Wording(named, phrase, len(tokens) + GAP, joined, entries, settled)


def _numbers(entry: Entry) -> Iterator[str]:
    """The sections of an entry with each name of its Act."""
    for name in _names(entry):
        yield from (f"{section} {name}" for section in sorted(entry.sections))


def _names(entry: Entry) -> tuple[str, ...]:
    """An Act's name in full and its initials: "offences against the person act", "oapa"."""
    words = _NAME.findall(entry.short_act.lower())
    if not words:
        return ()
    main = [word for word in words if word not in _MINOR]
    initials = {
        "".join(word[0] for word in main),
        "".join(word[0] for word in main if word not in ("of", "from")),
    }
    return (" ".join(words), *sorted(one for one in initials if len(one) > 2))


def _acts(entries: Iterable[Entry]) -> Acts:
    names = {name for entry in entries for name in _names(entry)}
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in sorted(names, key=lambda name: -len(name)):
        phrase = tuple(name.split())
        found.setdefault(phrase[0], []).append((phrase, f"{ACT}{name}"))
    return {first: tuple(options) for first, options in found.items()}
