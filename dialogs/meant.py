"""Wording that can only mean one answer: "she refused" for "Declines", "17" for "Under 18".

Whole messages only; a likeness is never an answer. What has consequences is read back all the same,
because it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from content.steps import Option

ADULT_FROM = 18

_WHO = r"(?:(?:he|she|they|victim|vic|i think (?:he|she|they))(?:s|re| is| are| has| have)? )?"
_IT = r"(?:he|she|they|it|there)"
# What an option's label is as far as its comma, and the whole messages that can only mean it.
_SENSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("yes", re.compile(rf"(?:yes|yeah|yep|yup|aye)(?: {_IT} (?:is|are|does|do|has|have|did))?")),
    (
        "no",
        re.compile(rf"(?:no|nope|nah)(?: {_IT} (?:is not|isnt|arent|doesnt|dont|hasnt|havent))?"),
    ),
    (
        "declines",
        re.compile(
            rf"{_WHO}(?:just )?(?:refused|refuses|refusing|declined|declining|said no|says no|"
            r"saying no|not interested|does not consent|doesnt consent|wont consent|wont agree)"
        ),
    ),
    (
        "agrees",
        re.compile(
            rf"{_WHO}(?:just )?(?:agreed|agreeing|consents|consented|said yes|says yes|saying yes|"
            r"given consent|gave consent|happy to)"
        ),
    ),
    (
        "not sure",
        re.compile(r"(?:im |i am )?(?:not sure|unsure|dont know|dunno|no idea|idk|cant tell)"),
    ),
)
_YEARS = re.compile(
    rf"(?:yes |no )?{_WHO}(?:only |about |actually |just )?(\d{{1,2}})"
    r"(?: ?(?:yo|yrs?|years?))?(?: old)?"
)
_NAMED = {"adult": "adult", "child": "child", "under 18": "child", "not sure": "unsure"}


def meant(said: str, options: Mapping[str, Option]) -> str | None:
    """The key of the one option that words can only mean; None if there is none."""
    bare = said.replace("'", "").replace("\u2019", "")
    senses = [label for label, pattern in _SENSES if pattern.fullmatch(bare)]
    found = [key for key, option in options.items() if _before_comma(option.label) in senses]
    return found[0] if len(found) == 1 else None


def _before_comma(label: str) -> str:
    """What "Yes, now" and "Yes" have in common."""
    return label.casefold().partition(",")[0]


def of_age(said: str) -> str | None:
    """Whether words say an adult, a child or not sure, as the answers about age are called."""
    years = _YEARS.fullmatch(said.replace("'", "").replace("\u2019", ""))
    if years:
        return "adult" if int(years[1]) >= ADULT_FROM else "child"
    return _NAMED.get(re.sub(r"^(an?|actually|really|only) ", "", said))
