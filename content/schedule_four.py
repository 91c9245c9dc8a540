"""Is an offence on Schedule 4? The offence of a question is matched to the entries of the list.

A verdict is given only for an offence that the words name clearly. Where they fit offences with
different answers, or only part of an offence, those are named instead and none is picked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from content.schedule.asked import is_about_the_test, is_asked
from content.schedule.listing import Entry, ListFile, read_list
from content.schedule.speech import NEGATIONS, TURNING
from content.schedule.verdict import Verdict
from content.schedule.wordings import Wording, is_act, is_section, vocabulary, wordings
from content.schedule.words import Heard, Vocabulary, hear, stem

MOST = 3  # offences named when the words do not settle on one
CLOSE = 0.6  # share of an offence's words from which it may be the one meant

_SLAVERY = frozenset((stem("slavery"),))


@dataclass(frozen=True)
class ScheduleFour:
    """The list, ready to be asked."""

    file: ListFile

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every offence by id, those on the list first."""
        return {entry.id: entry for entry in (*self.file.listed, *self.file.not_listed)}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words it is asked in."""
        return vocabulary(self.file)

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        """Every way of naming an offence."""
        return wordings(self.file, self.vocabulary)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Every stem that some offence is named with."""
        return frozenset(token for wording in self.wordings for token in wording.tokens)

    def look_up(self, text: str) -> Verdict | None:
        """The verdict on the offence asked about; None if that is not what is asked. Never raises.

        "listed" and "not-listed" are only given where all that was named agrees.
        """
        heard = hear(text, self.vocabulary)
        if heard is None:
            return None
        found = self._named(heard)
        main = any(not self.entries[id_].only_with_listed for each in found for id_ in each.entries)
        if not is_asked(heard, found, self.stems, main=main):
            return None
        verdict = self._verdict(heard, found)
        # Where nothing is shut out, the test for their age is what matters.
        aside = verdict.standing == "not-listed" and is_about_the_test(heard, found)
        return None if aside else verdict

    def _named(self, heard: Heard) -> list[Wording]:
        """The wordings that are there, without those that are part of a longer one."""
        there = [wording for wording in self.wordings if wording.is_in(heard)]
        longest = [
            one
            for one in there
            if _is_repeated(one, heard) or not any(one.tokens < other.tokens for other in there)
        ]
        longest.sort(key=lambda wording: min(min(heard.places[t]) for t in wording.tokens))
        # Beside an offence, "modern slavery" says what the question is about.
        others = [wording for wording in longest if wording.tokens != _SLAVERY]
        return others if others and "modern" in heard.plain else longest

    def _verdict(self, heard: Heard, found: list[Wording]) -> Verdict:
        named = self._entries(found)
        main = [entry for entry in named if not entry.only_with_listed]
        helping = next((entry for entry in named if entry.only_with_listed), None)
        if not named:
            return Verdict("unknown", self._nearest(heard))
        if not main:
            return Verdict("depends", tuple(named[:MOST]))
        answers = {entry.listed for entry in main}
        rivals = self._rivals(heard, found, answers) if len(answers) == 1 else []
        if rivals or len(answers) > 1 or not _is_settled(heard, found, main):
            return Verdict("depends", _few([*main, *rivals]), helping)
        return Verdict("listed" if main[0].listed else "not-listed", _few(main), helping)

    def _entries(self, found: Iterable[Wording]) -> list[Entry]:
        """The offences meant: the first of each wording, then the second of each, and so on."""
        ranks = zip_longest(*(wording.entries for wording in found))
        ids = dict.fromkeys(id_ for rank in ranks for id_ in rank if id_ is not None)
        return [self.entries[id_] for id_ in ids]

    def _rivals(self, heard: Heard, found: list[Wording], answers: set[bool]) -> list[Entry]:
        """Offences with the other answer that words left over may point to."""
        used = _used(found)
        said = frozenset(heard.places) & self.stems
        left = said - used
        near = [
            wording
            for wording in self.wordings
            if wording.tokens & left and _is_mostly(wording.tokens, said)
        ]
        near.sort(key=lambda wording: -len(wording.tokens & said))
        return [entry for entry in self._entries(near) if entry.listed not in answers]

    def _nearest(self, heard: Heard) -> tuple[Entry, ...]:
        """The offences that share most with words that name none of them."""
        said = frozenset(token for token in heard.places if not is_section(token))
        shares = [(len(each.tokens & said) / len(each.tokens), each) for each in self.wordings]
        near = [
            (share, each)
            for share, each in shares
            if share >= CLOSE or any(is_act(token) for token in each.tokens & said)
        ]
        near.sort(key=lambda one: -one[0])
        return tuple(self._entries(each for _, each in near)[:MOST])


def load_schedule(root: Path) -> ScheduleFour:
    """The list of a content folder. Raises ContentError with every problem and its line."""
    return ScheduleFour(read_list(root))


def _is_repeated(wording: Wording, heard: Heard) -> bool:
    """Whether it is there again beside a longer name: "burglary and aggravated burglary"."""
    return all(len(heard.places[token]) > 1 for token in wording.tokens)


def _used(found: Iterable[Wording]) -> frozenset[str]:
    return frozenset(token for wording in found for token in wording.tokens)


def _is_mostly(tokens: frozenset[str], said: frozenset[str]) -> bool:
    shared = len(tokens & said)
    return shared >= 2 and 3 * shared >= 2 * len(tokens)


def _is_settled(heard: Heard, found: list[Wording], main: list[Entry]) -> bool:
    """Whether nothing that was said takes the offence back or makes it another."""
    used = _used(found)
    if not all(wording.settled for wording in found) or _is_denied(heard, used):
        return False
    if not main[0].listed and any(w in TURNING and stem(w) not in used for w in heard.plain):
        return False
    numbers = {token for token in heard.places if is_section(token)} - used
    known = frozenset(section for entry in main for section in entry.sections)
    return not known or numbers <= known


def _is_denied(heard: Heard, used: frozenset[str]) -> bool:
    """Whether a part of the offence's name has a "not" or "without" before it."""
    for at, word in enumerate(heard.plain):
        following = {stem(other) for other in heard.plain[at + 1 : at + 3]}
        if word in NEGATIONS and word not in used and following & (used | TURNING):
            return True
    return False


def _few(entries: list[Entry]) -> tuple[Entry, ...]:
    """The first few, among them one with the other answer if there is any."""
    few = list(dict.fromkeys(entries))[:MOST]
    other = next((entry for entry in entries if entry.listed is not entries[0].listed), None)
    if other is not None and other not in few:
        few[-1] = other
    return tuple(few)
