"""A release: one start guide linked with every guide it runs, ready to be walked.

``content.link`` makes it. A release never changes; encounters are pinned to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.condition import Condition
from content.guide import Alert, Guide
from content.header import Slot
from content.outcome import Outcome
from content.statement import Source
from content.steps import Ask, Do, Each, Say

Visited = Ask | Do | Say | Each


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of one guide as loaded.

    Attributes:
        guide: the typed content.
        digest: of the file and of the source entries it cites; part of every pin.
        file: path relative to the content folder.
    """

    guide: Guide
    digest: str
    file: str

    @property
    def name(self) -> str:
        """``version@digest``, as pins write it."""
        return f"{self.guide.version}@{self.digest}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A step in a release: what it is, whose it is, and when it applies.

    Attributes:
        step: the step.
        guide: id of the guide it comes from.
        section: id of the section it is walked in first.
        personal: whether it is answered once per person.
        when: its own condition joined with those of everything that runs it.
    """

    step: Visited | Outcome
    guide: str
    section: str
    personal: bool
    when: Condition


@dataclass(frozen=True, slots=True)
class Lane:
    """A section of a release, walked on its own: once for the scene, or once per person.

    Attributes:
        attending: it is for the officer who takes the encounter over, and for nobody before.
    """

    id: str
    title: str
    personal: bool
    opening: bool
    steps: tuple[str, ...]
    attending: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """An alert and whether it is watched for each person or for the whole encounter."""

    alert: Alert
    guide: str
    personal: bool


@dataclass(frozen=True)
class Release:
    """Everything a walk needs.

    Attributes:
        start: id of the start guide.
        editions: the version of every guide it runs, by guide id.
        lanes: sections in the order they are offered.
        placed: every step by id, in walking order.
        watches: alerts of all its guides.
        sources: every source it may cite.
        slots, local: the slots its guides declare, and what the force filled in.
        overlay: ``"force@digest"`` or "".
    """

    start: str
    editions: Mapping[str, Edition]
    lanes: tuple[Lane, ...]
    placed: Mapping[str, Placed]
    watches: tuple[Watch, ...]
    sources: Mapping[str, Source]
    slots: Mapping[str, Slot]
    local: Mapping[str, str]
    overlay: str = ""
    by_lane: Mapping[str, Lane] = field(init=False)
    roster: str | None = field(init=False)
    outcomes: tuple[tuple[str, Placed], ...] = field(init=False)

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "by_lane", {lane.id: lane for lane in self.lanes})
        set_(
            self,
            "roster",
            next((k for k, p in self.placed.items() if isinstance(p.step, Each)), None),
        )
        found = tuple((k, p) for k, p in self.placed.items() if isinstance(p.step, Outcome))
        set_(self, "outcomes", found)

    @property
    def title(self) -> str:
        """The start guide's title."""
        return self.editions[self.start].guide.title

    @property
    def reported(self) -> bool:
        """Whether what is answered was told by someone else, until an officer there confirms it."""
        guide = self.editions[self.start].guide if self.start else None
        return bool(guide and guide.start and guide.start.reported)

    @property
    def follows(self) -> bool:
        """Whether it has sections for the officer who takes the encounter over."""
        return any(lane.attending for lane in self.lanes)

    def lane_for(self, person: str | None, name: str) -> Lane | None:
        """The lane with this id, if it is walked for a person as asked, or the lane of a step.

        The list of people is a step of the scene and, under the same id, each person's lane.
        """
        lane = self.by_lane.get(name)
        if lane is not None and lane.personal is (person is not None):
            return lane
        placed = self.placed.get(name)
        return self.by_lane.get(placed.section) if placed else None

    def versions(self) -> dict[str, str]:
        """``{guide id: "version@digest"}``, for a pin."""
        return {name: edition.name for name, edition in self.editions.items()}
