"""A picture of a guide, as text that Mermaid draws.

Steps follow one another from top to bottom. A step with a condition hangs on the step that decides
about it, and the arrow says when; without a condition it follows whatever came before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from content.authoring.plain_words import when_words
from content.condition import ALWAYS, All, Condition, steps_in
from content.guide import Alert
from content.outcome import Outcome
from content.release import Lane, Placed, Release
from content.steps import Ask, Do, Each, Say

_SHAPES: Mapping[type, tuple[str, str]] = {
    Ask: ("{{", "}}"),
    Do: ("[/", "/]"),
    Say: ("[", "]"),
    Each: ("[[", "]]"),
    Outcome: ("([", "])"),
}
# Mermaid has its own entities; anything else of these would end the label.
_ESCAPES = str.maketrans(
    {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\n": " "}
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STANDS_FOR = {"person": "the person", "people": "people", "count": "several"}


def mermaid(release: Release) -> str:
    """The picture of a start guide with every guide it runs, as a Mermaid flowchart."""
    return "\n".join(["flowchart TD", *_Picture(release).lines()]) + "\n"


class _Picture:
    def __init__(self, release: Release) -> None:
        self.release = release
        self.steps = {name: placed.step for name, placed in release.placed.items()}

    def lines(self) -> Iterator[str]:
        for lane in self.release.lanes:
            yield f"  subgraph {_id('lane', lane.id)}[{_label(self.lane_title(lane))}]"
            for name in lane.steps:
                yield f"    {self.node(name, self.release.placed[name])}"
            yield "  end"
        for lane in self.release.lanes:
            yield from self.arrows(lane)
        if self.release.roster:
            roster = self.release.roster
            yield f'  {_id("step", roster)} -->|"for each person"| {_id("lane", roster)}'
        for watch in self.release.watches:
            yield from self.alert(watch.alert)

    def lane_title(self, lane: Lane) -> str:
        return f"{lane.title} (each person)" if lane.personal else lane.title

    def node(self, name: str, placed: Placed) -> str:
        step = placed.step
        opens, closes = _SHAPES[type(step)]
        return f"{_id('step', name)}{opens}{_label(_says(step))}{closes}"

    def arrows(self, lane: Lane) -> Iterator[str]:
        """The way through a lane. Steps that may be skipped are left on the side."""
        before: list[str] = []
        for name in lane.steps:
            placed = self.release.placed[name]
            deciding = self.deciding(placed.when)
            if deciding:
                words = _label(when_words(_flat(placed.when), self.steps))
                arrow = f"-->|{words}| {_id('step', name)}"
                yield from (f"  {_id('step', step)} {arrow}" for step in deciding)
            elif not isinstance(placed.step, Outcome):
                yield from (f"  {_id('step', b)} --> {_id('step', name)}" for b in before)
                before = []
            if not isinstance(placed.step, Outcome):
                before.append(name)

    def deciding(self, when: Condition) -> list[str]:
        """The steps in the picture that decide whether a condition holds."""
        named = dict.fromkeys(leaf.step for leaf in steps_in(when))
        return [step for step in named if step in self.release.placed]

    def alert(self, alert: Alert) -> Iterator[str]:
        yield f"  {_id('alert', alert.id)}>{_label(alert.say)}]"
        words = when_words(alert.when, self.steps)
        for step in self.deciding(alert.when):
            yield f"  {_id('step', step)} -.->|{_label(words)}| {_id('alert', alert.id)}"


def _says(step: Ask | Do | Say | Each | Outcome) -> str:
    match step:
        case Ask(ask=ask, title=title) | Each(ask=ask, title=title):
            return f"{title}: {ask}"
        case Outcome(label=label):
            return label
        case _:
            return step.title


def _flat(when: Condition) -> Condition:
    """The condition without the empty parts that linking joins it with."""
    if isinstance(when, All):
        parts = tuple(part for part in map(_flat, when.parts) if part != ALWAYS)
        return parts[0] if len(parts) == 1 else All(parts)
    return when


def _id(kind: str, name: str) -> str:
    # A hyphen could be read as the start of an arrow.
    return f"{kind}_{name.replace('-', '_')}"


def _label(text: str) -> str:
    shown = _PLACEHOLDER.sub(lambda found: _STANDS_FOR.get(found[1], "…"), text)
    return f'"{shown.translate(_ESCAPES)}"'
