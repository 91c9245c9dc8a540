"""What there is to show of an encounter: sections, steps, conclusions, tasks, alerts.

Plain values. How they are worked out is in ``dialogs.view`` and ``dialogs.conclusions``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from content.outcome import Topic
from content.release import Lane, Visited
from content.statement import Cites
from dialogs.facts import Answered, Key
from dialogs.wording import Said


@dataclass(frozen=True, slots=True)
class Stop:
    """One applicable step of one lane.

    Attributes:
        key: (person, step id).
        step: what is asked, done or said there.
        answered: the answer in use, or None.
        open: something is still asked here.
    """

    key: Key
    step: Visited
    answered: Answered | None
    open: bool


@dataclass(frozen=True)
class LaneView:
    """A section as it stands, for the scene or for one person.

    Attributes:
        walk: gives its steps that apply, in order; asked once, when they are first wanted.
    """

    lane: Lane
    person: str | None
    walk: Callable[[], Iterable[Stop]] = field(compare=False, repr=False)

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """Its steps that apply."""
        return tuple(self.walk())

    @property
    def first_open(self) -> Stop | None:
        """Where this lane goes on, or None if nothing is open in it."""
        return next((stop for stop in self.stops if stop.open), None)

    @property
    def urgent(self) -> bool:
        """Whether something urgent is open in it."""
        return any(stop.open and stop.step.urgent for stop in self.stops)


@dataclass(frozen=True, slots=True)
class Finding:
    """A conclusion that holds now; ``told_by`` says who reported all it rests on, or is ""."""

    id: str
    person: str | None
    topic: Topic
    value: str
    label: str
    said: Said
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One item of a checklist as it stands.

    Attributes:
        key, item: where it is.
        state: "done", "later", "todo" or a reason it is not possible ("cannot:refused").
        due: a time (UTC) or words, or None.
        started: whether its checklist has been looked at.
    """

    key: Key
    item: str
    label: str
    state: str
    due: datetime | str | None
    at: datetime | None
    cites: Cites
    started: bool

    @property
    def open(self) -> bool:
        """Not yet done and not ruled out."""
        return self.state in ("todo", "later")


@dataclass(frozen=True, slots=True)
class Warned:
    """An alert that holds now, and whom it is about."""

    id: str
    level: str
    said: Said
    people: tuple[str, ...]
