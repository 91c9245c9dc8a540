"""Who is in an encounter: listing people at once, adding one, taking one out."""

from __future__ import annotations

from content.steps import Each
from dialogs.answers import Invalid, normal
from dialogs.commands import Answer, Refusal
from dialogs.deciding import Deciding, Decision, no_person
from dialogs.event import Event, Json, Kind


def listed(at: Deciding, step: Each, command: Answer) -> Decision:
    """Everyone, from how many there are of each group. Only while nobody is there."""
    if at.view.facts.people:
        return Refusal("already", "People are already listed. Use “add person” to add one.")
    try:
        counts = normal(step, command.value)
    except Invalid as error:
        return Refusal("invalid", str(error))
    wanted = counts if isinstance(counts, dict) else {}
    groups = [group for group, many in wanted.items() for _ in range(int(str(many)))]
    return tuple(_person(at, step, group, number) for number, group in enumerate(groups, 1))


def add(at: Deciding, group: str) -> Decision:
    """One more person of a group."""
    release = at.view.release
    step = release.placed[release.roster].step if release.roster else None
    if not isinstance(step, Each):
        return Refusal("no-people", "This guide is not about people.")
    if group not in step.groups:
        return Refusal("invalid", "Say which kind of person to add.")
    if len(at.view.facts.people) >= step.max:
        return Refusal("full", f"There are at most {step.max} people in one encounter.")
    return (_person(at, step, group, at.view.facts.highest + 1),)


def remove(at: Deciding, person: str) -> Decision:
    """One person fewer."""
    if person not in at.view.facts.people:
        return no_person(person)
    return (at.event(Kind.PERSON_REMOVED, person),)


def _person(at: Deciding, step: Each, group: str, number: int) -> Event:
    facts: dict[str, Json] = dict(step.groups[group].set)
    return at.event(Kind.PERSON_ADDED, f"person{number}", value=facts)
