"""Which scenario an officer is given: by what they ask for, by role, by what they got wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from content.scenario import Role, Scenario, Theme
from dialogs.training.course import digest
from dialogs.training.marking import Marked

_AS_AT = re.compile(r"\bas at (\d{4}-\d{2}-\d{2})\Z")
_MISSED = ("wrong", "what i got wrong", "what i missed", "missed", "what i got wrong last time")
_POSTS = {"response": Role.RESPONSE, "control_room": Role.CONTROL_ROOM, "custody": Role.CUSTODY}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to train on.

    Attributes:
        scenario: that very one, or "".
        theme, role: about this, or for this.
        missed: something like what they got wrong last time.
        as_at: the past day whose rules are to be shown beside today's.
    """

    scenario: str = ""
    theme: Theme | None = None
    role: Role | None = None
    missed: bool = False
    as_at: date | None = None


def called(one: Theme | Role) -> str:
    """A theme or role as officers read it: "County lines"."""
    return one.value.replace("-", " ").capitalize()


def read(said: str, known: Mapping[str, Scenario]) -> Wanted | None:
    """What was typed after "train"; None if it is nothing that there is to train on.

    Raises ValueError for a day that does not exist.
    """
    found = _AS_AT.search(said)
    as_at = date.fromisoformat(found[1]) if found else None
    words = said[: found.start()].strip() if found else said
    if words in ("", "me"):
        return Wanted(as_at=as_at)
    if words in _MISSED:
        return Wanted(missed=True, as_at=as_at)
    for theme in Theme:
        if words == called(theme).casefold():
            return Wanted(theme=theme, as_at=as_at)
    for role in Role:
        if words == called(role).casefold():
            return Wanted(role=role, as_at=as_at)
    for name, scenario in known.items():
        if words in (name.replace("-", " "), name, scenario.title.casefold()):
            return Wanted(scenario=name, as_at=as_at)
    return None


def role_of(posts: Iterable[str]) -> Role | None:
    """The role whose cases suit somebody's post best, if one does."""
    plain = [post.casefold().replace("-", "_").replace(" ", "_") for post in posts]
    own = {role.value.replace("-", "_"): role for role in Role} | _POSTS
    return next((own[post] for post in plain if post in own), None)


def give(
    known: Mapping[str, Scenario],
    wanted: Wanted,
    past: tuple[Marked, ...],
    posts: Iterable[str],
    seed: str,
) -> Scenario | None:
    """The scenario to give; None if there is none like that.

    What suits and was not played yet comes first, then what was played longest ago. Of equals
    the ``seed`` decides.
    """
    if wanted.scenario:
        return known.get(wanted.scenario)
    last = {one.scenario: one.at.isoformat() for one in sorted(past, key=lambda one: one.at)}
    role = wanted.role or role_of(posts)
    fitting = [one for one in known.values() if _fits(one, wanted, past, known)]

    def turn(one: Scenario) -> tuple[bool, str, bool, str]:
        name = one.scenario
        return (
            wanted.as_at is not None and not any(d.rule for d in one.decisions),
            last.get(name, ""),
            role is not None and role not in one.roles,
            digest(seed, name),
        )

    return min(fitting, key=turn, default=None)


def _fits(
    one: Scenario, wanted: Wanted, past: tuple[Marked, ...], known: Mapping[str, Scenario]
) -> bool:
    if wanted.theme is not None and wanted.theme not in one.themes:
        return False
    if wanted.role is not None and wanted.role not in one.roles:
        return False
    return not wanted.missed or bool(_themes_missed(past, known) & set(one.themes))


def _themes_missed(past: tuple[Marked, ...], known: Mapping[str, Scenario]) -> set[Theme]:
    """What the last exercise was about in which something was missed."""
    wrong = [one for one in past if one.missed and one.scenario in known]
    last = max(wrong, key=lambda one: one.at, default=None)
    return set(known[last.scenario].themes) if last else set()
