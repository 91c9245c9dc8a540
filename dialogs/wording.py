"""Guidance text made ready to show: placeholders filled, conditions applied, sources attached."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from content.release import Release
from content.statement import Cites, Statement
from content.steps import Ask
from dialogs.facts import number
from dialogs.reading import Reading

_PLACEHOLDER = re.compile(r"\{([a-z0-9.-]+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as shown.

    Attributes:
        text: ready to show, placeholders filled in.
        cites: what it rests on.
        confirm_locally: the sources leave the point open.
        heading: it stands over the statements that follow it.
    """

    text: str
    cites: Cites
    confirm_locally: bool = False
    heading: bool = False


def name(person: str | None) -> str:
    """How a person is called: "Person 2". Names are never used."""
    return "The scene" if person is None else f"Person {number(person)}"


def names(people: Iterable[str]) -> str:
    """Several people as an officer would say them: "Persons 1, 2 and 4 to 7"."""
    listed = list(people)
    if len(listed) == 1:
        return name(listed[0])
    *first, last = _runs(sorted(map(number, listed)))
    return f"Persons {', '.join(first)} and {last}" if first else f"Persons {last}"


def _runs(numbers: list[int]) -> list[str]:
    """Numbers in words, three or more in a row as "4 to 7"."""
    runs: list[list[int]] = []
    for one in numbers:
        if runs and runs[-1][-1] == one - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    said = ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run) for run in runs)
    return [word for words in said for word in words]


def fill(text: str, reading: Reading, person: str | None, people: tuple[str, ...] = ()) -> str:
    """The text with its placeholders filled in."""

    def value(match: re.Match[str]) -> str:
        word = match[1]
        if word == "person":
            return name(person)
        if word == "people":
            return names(people) if people else name(person)
        if word == "count":
            return str(len(people or reading.facts.people))
        kind, _, rest = word.partition(".")
        return slot(reading.release, rest) if kind == "local" else chosen(reading, person, rest)

    return _PLACEHOLDER.sub(value, text)


def slot(release: Release, name_: str) -> str:
    """What the force filled in, or a plain mark that it has not."""
    filled = release.local.get(name_)
    if filled is not None:
        return filled
    declared = release.slots.get(name_)
    return f"[{declared.label}]" if declared else f"[{name_}]"


def chosen(reading: Reading, person: str | None, step: str) -> str:
    """The labels chosen at a step, in words; "not known" if it has no answer in use."""
    placed = reading.release.placed.get(step)
    value = reading.value(person, step)
    if value is None or placed is None or not isinstance(placed.step, Ask):
        return "not known"
    if not placed.step.options:
        return str(value)
    picked = value if isinstance(value, list) else [value]
    labels = [placed.step.options[str(key)].label for key in picked if key in placed.step.options]
    return ", ".join(labels) or placed.step.none


def statements(
    listed: Iterable[Statement], cites: Cites, reading: Reading, person: str | None
) -> tuple[Said, ...]:
    """The statements that apply now; each cites its own source or, failing that, its step's."""
    return tuple(
        Said(fill(one.text, reading, person), one.cite or cites, one.confirm_locally)
        for one in listed
        if reading.holds(one.when, person)
    )
