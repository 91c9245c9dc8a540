"""Whether a message asks if an offence is on Schedule 4, and not something else about one."""

from __future__ import annotations

from collections.abc import Sequence

from content.schedule.speech import ABOUT_DEFENCE, AGES, COVERS, OTHERWISE, ROLES, ROUND
from content.schedule.wordings import Wording, is_act, is_section
from content.schedule.words import CHILD, DEFENCE, LIST, Heard, stem

STRAY = 4  # words of neither the offence nor the question, where Schedule 4 is named
LONGEST_DEFENCE = 20  # words of a question that only names section 45

_IS = frozenset(("is", "are", "was", "were"))


def is_asked(heard: Heard, found: Sequence[Wording], known: frozenset[str], *, main: bool) -> bool:
    """Whether the list is what is asked about.

    Args:
        heard: the message.
        found: the offences named in it.
        known: every stem that offences are named with.
        main: whether one of them is more than an attempt or helping.
    """
    stray = [word for word in heard.plain if _is_stray(word, known)]
    if LIST in heard.marks:
        if OTHERWISE.intersection(heard.plain) or len(stray) > STRAY:
            return False
        return bool(found) or _names_something(heard, stray, known)
    if stray or not main or ABOUT_DEFENCE.intersection(heard.plain):
        return False
    return DEFENCE not in heard.marks or _is_about_an_offence(heard, found)


def _is_stray(word: str, known: frozenset[str]) -> bool:
    return word[0] != "@" and word not in ROUND and stem(word) not in known


def _names_something(heard: Heard, stray: Sequence[str], known: frozenset[str]) -> bool:
    """Whether something that is no known offence is asked for: "is … on schedule 4"."""
    plain = heard.plain
    if any(map(is_act, plain)) and any(map(is_section, plain)):
        return True
    at = plain.index(LIST)
    if plain[0] in _IS and at > 1:
        subject = plain[1:at]
    elif len(plain) > 3 and plain[0] == "does" and at == 1 and plain[2] in COVERS:
        subject = plain[3:]
    else:
        return False
    named = [word for word in subject if word not in ROUND and stem(word) != CHILD]
    return any(word in stray or stem(word) in known or is_act(word) for word in named)


def _is_about_an_offence(heard: Heard, found: Sequence[Wording]) -> bool:
    """Where only section 45 is named: whether the rest is an offence and nothing more."""
    used = frozenset(token for wording in found for token in wording.tokens)
    return len(heard.plain) <= LONGEST_DEFENCE and used.isdisjoint(map(stem, ROLES))


def is_about_the_test(heard: Heard, found: Sequence[Wording]) -> bool:
    """Whether a child's or an adult's section 45 is asked about, and the list is not named."""
    used = frozenset(token for wording in found for token in wording.tokens)
    aged = any(word in AGES and stem(word) not in used for word in heard.plain)
    return aged and heard.marks == {DEFENCE}
