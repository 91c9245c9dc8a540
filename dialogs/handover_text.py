"""The handover as plain text to paste into another system."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from content.outcome import Topic
from dialogs.answers import REASONS
from dialogs.asking import title
from dialogs.clock import hour, shown
from dialogs.encounter import Mode
from dialogs.handover import Decided, Handover, Part, cites
from dialogs.reporting import handover_lines, history, mark
from dialogs.view import Finding, Task, View
from dialogs.wording import name, names


def text(handover: Handover) -> str:
    """The handover: what concerns all, then each person's part, then the scene's."""
    seen = handover.view
    alerts = [f"! {alert.said.text}" for alert in seen.alerts]
    lines = [*_heading(handover), *alerts, "", *handover_lines(seen), ""]
    lines += list(_crimes(handover))
    scene, *people = handover.parts
    for part in (*people, scene):
        lines += [*_part_lines(part), ""]
    lines += list(_aside(seen))
    lines += ["", *_guidance(seen)]
    return "\n".join(lines).strip()


def _heading(handover: Handover) -> Iterator[str]:
    seen = handover.view
    if seen.encounter.pin.mode is Mode.TRAINING:
        yield "TRAINING, NOT LIVE"
    yield f"Handover {seen.encounter.code}, opened {shown(seen.encounter.opened_at)}"
    count = len(handover.people)
    if not count:
        yield "No people listed yet."
        return
    ages = [part.value(Topic.AGE) for part in handover.people]
    adults = ages.count("adult")
    noun = "person" if count == 1 else "people"
    yield f"{count} {noun}: {adults} adult, {count - adults} under 18 or not sure."


def _part_lines(part: Part) -> Iterator[str]:
    yield name(part.person).upper()
    yield from (
        f"- {finding.label}{mark(finding.told_by)}{_unsure(finding)}"
        for finding in part.findings
        if finding.topic is not Topic.THRIVE  # told at the head
    )
    # A checklist nobody has opened yet is named once, below, unless part of it is due by a time.
    left = [task for task in part.outstanding if task.started or task.due]
    if left:
        yield "Outstanding:"
        yield from (f"- {task.label}{_due(task)}" for task in left)
    if part.impossible:
        yield "Not possible:"
        yield from (f"- {task.label} ({_reason(task)})" for task in part.impossible)
    if part.done:
        yield "Done:"
        yield from (f"- {task.label}{_when(task)}" for task in part.done)
    if part.unasked:
        yield f"Not yet answered: {', '.join(part.unasked)}."
    if part.decided:
        yield "Decisions:"
        yield from (f"- {hour(d.at)} {d.title}: {_as_given(d)}" for d in part.decided)


def _as_given(decided: Decided) -> str:
    told = history(decided.answer, decided.before, decided.was)
    return f"{told}{mark(decided.told_by)}"


def _unsure(finding: Finding) -> str:
    return " (confirm locally)" if finding.said.confirm_locally else ""


def _due(task: Task) -> str:
    if isinstance(task.due, datetime):
        return f" (by {shown(task.due)})"
    return f" ({task.due})" if task.due else ""


def _when(task: Task) -> str:
    return f" ({hour(task.at)})" if task.at else ""


def _reason(task: Task) -> str:
    return REASONS.get(task.state.partition(":")[2], "no reason given")


def _crimes(handover: Handover) -> Iterator[str]:
    counted: dict[str, list[str | None]] = {}
    for part in handover.parts:
        for finding in part.findings:
            if finding.topic is Topic.CRIME:
                counted.setdefault(finding.label, []).append(part.person)
    if counted:
        yield "CRIMES TO RECORD"
        yield from (f"- {len(who)} × {label}: {_whose(who)}" for label, who in counted.items())
        yield ""


def _whose(who: list[str | None]) -> str:
    people = [person for person in who if person is not None]
    return names(people) if people else name(None)


def _aside(seen: View) -> Iterator[str]:
    kept = [title(seen, key) for key in seen.dormant if key[0] not in seen.facts.removed]
    if kept:
        yield f"Answered earlier, no longer used: {', '.join(kept)}."
    if seen.facts.removed:
        yield f"Taken out: {', '.join(name(person) for person in seen.facts.removed)}."


def _guidance(seen: View) -> Iterator[str]:
    editions = seen.release.editions.values()
    yield "Guidance: " + ", ".join(f"{e.guide.guide} {e.guide.version}" for e in editions)
    cited = {cite.source: None for cite in cites(seen)}
    named = (seen.release.sources[source] for source in cited)
    yield "Sources: " + "; ".join(f"{source.title} ({source.edition})" for source in named)
