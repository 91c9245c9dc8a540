"""Linking: the guides that a start guide runs, laid out as the one release to be walked.

The ``run`` and ``each`` steps are flattened into sections of step ids, and for every step the one
condition is worked out under which it applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from content.condition import ALWAYS, All, Any_, Condition, steps_in
from content.guide import Guide, Section
from content.outcome import Outcome
from content.release import Edition, Lane, Placed, Release, Visited, Watch
from content.statement import Source, Statement
from content.steps import Do, Each, Group, Run


class LinkError(Exception):
    """Guides do not fit together. ``problems`` are (file, message) pairs."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{file}: {message}" for file, message in self.problems))


def link(
    start: str,
    editions: Mapping[str, Edition],
    sources: Mapping[str, Source],
    local: Mapping[str, str] | None = None,
    overlay: str = "",
) -> Release:
    """Link the start guide with the guides it runs. Raises LinkError with every misfit."""
    linker = _Linker(editions)
    linker.begin(editions[start])
    linker.refuse_circles()
    if linker.problems:
        raise LinkError(linker.problems)
    used = {name: editions[name] for name in linker.used}
    slots = {k: slot for edition in used.values() for k, slot in edition.guide.local.items()}
    watches = tuple(
        Watch(alert, name, edition.guide.subject == "person")
        for name, edition in used.items()
        for alert in edition.guide.alerts
    )
    return Release(
        start=start,
        editions=used,
        lanes=tuple(linker.finished()),
        placed=linker.placed,
        watches=watches,
        sources=sources,
        slots=slots,
        local=dict(local or {}),
        overlay=overlay,
    )


class _Linker:
    """Collects lanes and placed steps while walking the guides once."""

    def __init__(self, editions: Mapping[str, Edition]) -> None:
        self.editions = editions
        self.used: dict[str, None] = {}
        self.placed: dict[str, Placed] = {}
        self.lanes: dict[str, tuple[Section | Each, bool, dict[str, None]]] = {}
        self.problems: list[tuple[str, str]] = []
        self.running: list[str] = []
        self.attending: set[str] = set()

    def begin(self, start: Edition) -> None:
        guide = start.guide
        self.used[guide.guide] = None
        self.running.append(guide.guide)
        self.sections(guide)
        self.running.pop()
        self.follow(guide)

    def sections(self, guide: Guide) -> None:
        for section in guide.sections or (_only_section(guide),):
            self.lane(section, personal=False)
            self.walk(section.steps, section.id, guide.guide, personal=False, when=())

    def follow(self, guide: Guide) -> None:
        """Lay out the sections of the guide that follows this one."""
        name = guide.start.then if guide.start else None
        if name is None:
            return
        if name not in self.editions or name == guide.guide:
            self.problem(guide.guide, f"is followed by the guide '{name}', which is not in force")
            return
        own = set(self.lanes)
        self.used[name] = None
        self.running.append(name)
        self.sections(self.editions[name].guide)
        self.running.pop()
        if guide.start and guide.start.reported:
            personal = {lane for lane, (_, each, _) in self.lanes.items() if each}
            self.attending = (set(self.lanes) - own) | personal

    def lane(self, section: Section | Each, *, personal: bool) -> None:
        self.lanes.setdefault(section.id, (section, personal, {}))

    def finished(self) -> Iterable[Lane]:
        for name, (section, personal, steps) in self.lanes.items():
            opening = isinstance(section, Section) and section.opening
            later = name in self.attending
            yield Lane(name, section.title, personal, opening, tuple(steps), later)

    def walk(
        self,
        steps: Iterable[Visited | Outcome | Run],
        lane: str,
        guide: str,
        *,
        personal: bool,
        when: tuple[Condition, ...],
    ) -> None:
        for step in steps:
            if isinstance(step, Run):
                self.run(step, lane, guide, personal=personal, when=_joined(when, step.when))
                continue
            self.place(step, lane, guide, personal=personal, when=_joined(when, step.when))
            if isinstance(step, Each):
                self.lane(step, personal=True)
                inner = _joined(when, step.when)
                self.walk(step.steps, step.id, guide, personal=True, when=inner)

    def run(
        self, step: Run, lane: str, guide: str, *, personal: bool, when: tuple[Condition, ...]
    ) -> None:
        edition = self.editions.get(step.run)
        if edition is None:
            self.problem(guide, f"runs the guide '{step.run}', which is not in force")
            return
        if step.run in self.running:
            self.problem(guide, f"runs '{step.run}', which runs it in turn")
            return
        if edition.guide.subject == "person" and not personal:
            self.problem(guide, f"runs '{step.run}', a guide about a person, outside `each`")
            return
        self.used[step.run] = None
        self.running.append(step.run)
        self.walk(_body(edition.guide), lane, step.run, personal=personal, when=when)
        self.running.pop()

    def place(
        self,
        step: Visited | Outcome,
        lane: str,
        guide: str,
        *,
        personal: bool,
        when: tuple[Condition, ...],
    ) -> None:
        condition = when[0] if len(when) == 1 else All(when)
        before = self.placed.get(step.id)
        if before is None:
            self.placed[step.id] = Placed(step, guide, lane, personal, condition)
        elif before.step is step or before.guide == guide:
            both = Any_((before.when, condition))
            self.placed[step.id] = Placed(step, guide, before.section, before.personal, both)
        else:
            self.problem(guide, f"step id '{step.id}' is also used by the guide '{before.guide}'")
            return
        self.lanes[lane][2][step.id] = None

    def problem(self, guide: str, message: str) -> None:
        self.problems.append((self.editions[guide].file, message))

    def refuse_circles(self) -> None:
        settled: set[str] = set()
        for name in self.placed:
            self.settle(name, settled, ())

    def settle(self, name: str, settled: set[str], path: tuple[str, ...]) -> None:
        if name in settled or name not in self.placed:
            return
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            self.problem(self.placed[name].guide, f"conditions go round in a circle: {circle}")
            settled.add(name)
            return
        for needed in _needs(self.placed[name]):
            self.settle(needed, settled, (*path, name))
        settled.add(name)


def _needs(placed: Placed) -> set[str]:
    """The steps whose answers decide whether this one applies."""
    found = {leaf.step for leaf in steps_in(placed.when)}
    if isinstance(placed.step, Do):
        for item in placed.step.do.values():
            found |= {leaf.step for leaf in steps_in(item.when)}
    return found


def _joined(when: tuple[Condition, ...], own: Condition) -> tuple[Condition, ...]:
    return when if own == ALWAYS else (*when, own)


def _body(guide: Guide) -> tuple[Visited | Outcome | Run, ...]:
    if guide.sections:
        return tuple(step for section in guide.sections for step in section.steps)
    return guide.steps


def _only_section(guide: Guide) -> Section:
    """The one section of a guide that has only steps, so that any guide can be played alone."""
    if guide.subject == "scene":
        begun = guide.start is not None
        return Section(id=guide.guide, title=guide.title, opening=begun, steps=guide.steps)
    roster = Each(
        id="people",
        title="People",
        each="person",
        ask="How many people?",
        groups={"people": Group(label="People", start=1)},
        steps=guide.steps,
        say=(Statement(text="People are numbered. Never type a name."),),
    )
    return Section(id="roster", title="People", opening=True, steps=(roster,))
