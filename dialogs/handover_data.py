"""The handover as data, for other systems and for tests. No names, no free text."""

from __future__ import annotations

from datetime import datetime

from content.outcome import Topic
from dialogs.event import Json
from dialogs.facts import Key
from dialogs.handover import Decided, Handover, Part, cites
from dialogs.reporting import as_json, teller, thrive
from dialogs.view import Finding, Task, View


def to_json(handover: Handover) -> dict[str, Json]:
    """The handover as data. No names, no free text."""
    seen = handover.view
    encounter = seen.encounter
    scene, *people = handover.parts
    return {
        "code": encounter.code,
        "mode": encounter.pin.mode.value,
        "opened_at": encounter.opened_at.isoformat(),
        "complete": seen.complete,
        "alerts": [
            {"id": a.id, "level": a.level, "people": list(a.people), "text": a.said.text}
            for a in seen.alerts
        ],
        "scene": _json_part(seen, scene),
        "people": [_json_part(seen, part) for part in people],
        "crimes_to_record": [
            {"person": part.person, "crime": f.value, "label": f.label}
            for part in handover.parts
            for f in part.findings
            if f.topic is Topic.CRIME
        ],
        "dormant": [_slash(key) for key in seen.dormant],
        "removed": list(seen.facts.removed),
        **_reported(seen),
        "guidance": {e.guide.guide: e.guide.version for e in seen.release.editions.values()},
    }


def _reported(seen: View) -> dict[str, Json]:
    """Where facts are reported: by whom, when someone took over, and what THRIVE comes to."""
    if not seen.release.reported:
        return {}
    factors = thrive(seen)
    return {
        "reported_by": teller(seen),
        "taken_over": [at.isoformat() for at in seen.facts.attending.values()],
        "thrive": {factor: factors[factor] or None for factor in factors},
    }


def _json_part(seen: View, part: Part) -> dict[str, Json]:
    return {
        "person": part.person,
        **_conclusions(part),
        "findings": [_json_finding(finding) for finding in part.findings],
        "outstanding": [_json_task(task) for task in part.outstanding],
        "not_possible": [_json_task(task) for task in part.impossible],
        "done": [_json_task(task) for task in part.done],
        "unanswered": list(part.unasked),
        "decisions": [_json_decision(decided) for decided in part.decided],
        "citations": _citations(seen, part),
    }


def _conclusions(part: Part) -> dict[str, Json]:
    """The stable word of each topic."""
    return {
        "age_group": part.value(Topic.AGE),
        "nrm": part.value(Topic.NRM),
        "duty_to_notify": part.value(Topic.DTN),
        "child": part.value(Topic.CHILD),
        "section_45": _section_45(part),
        "section_45_all": [f.value for f in part.findings if f.topic is Topic.S45],
        "safeguarding": part.value(Topic.SAFEGUARDING),
        "crimes": [f.value for f in part.findings if f.topic is Topic.CRIME],
    }


def _section_45(part: Part) -> str | None:
    """One word for section 45: where one of several offences is excluded, that is the one."""
    values = [f.value for f in part.findings if f.topic is Topic.S45]
    return "excluded" if "excluded" in values else next(iter(values), None)


def _json_finding(finding: Finding) -> dict[str, Json]:
    return {
        "id": finding.id,
        "topic": finding.topic.value,
        "value": finding.value,
        "label": finding.label,
        "rule": finding.said.text,
        "reported_by": finding.told_by or None,
    }


def _json_decision(decided: Decided) -> dict[str, Json]:
    return {
        "step": _slash(decided.key),
        "answer": decided.answer,
        "at": decided.at.isoformat(),
        "reported_by": decided.told_by or None,
        "reported": as_json(decided.before, decided.was),
    }


def _citations(seen: View, part: Part) -> list[Json]:
    """What the part rests on, each place once."""
    places = {f"{cite.source}#{cite.where}": cite for cite in cites(seen, part.person)}
    return [
        {
            "source": cite.source,
            "where": cite.where,
            "title": seen.release.sources[cite.source].title,
            "edition": seen.release.sources[cite.source].edition,
        }
        for cite in places.values()
    ]


def _json_task(task: Task) -> dict[str, Json]:
    due = task.due.isoformat() if isinstance(task.due, datetime) else task.due
    return {
        "task": f"{task.key[1]}.{task.item}",
        "label": task.label,
        "state": task.state,
        "due": due,
        "at": task.at.isoformat() if task.at else None,
    }


def _slash(key: Key) -> str:
    person, step = key
    return f"{person}/{step}" if person else step
