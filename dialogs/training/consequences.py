"""What a wrong choice would have led to, by the guidance itself."""

from __future__ import annotations

from dataclasses import replace

from content.release import Release
from content.scenario_moves import Given
from dialogs.commands import Answer, Refusal, Stamp
from dialogs.decide import decide
from dialogs.encounter import Encounter, record
from dialogs.event import Event, Kind
from dialogs.facts import Key
from dialogs.rehearsal.play import as_json, key_of
from dialogs.standing import Finding
from dialogs.training.course import Course, Option, Stage
from dialogs.view import View, view


def consequences(course: Course, stage: Stage, option: Option) -> tuple[Finding, ...]:
    """What the guidance would conclude if a wrong choice had been answered, and does not.

    Empty where the choice is no answer to a question of the guidance, or makes no difference.
    """
    if course.encounter is None or course.release is None or option.answer is None:
        return ()
    key = key_of(stage.decision.at or "")
    log = course.encounter.log
    taken = next((n for n, event in enumerate(log) if _answers(event, key)), None)
    if stage.revision is None or taken is None:
        return ()
    before = replace(course.encounter, log=log[: stage.revision])
    then = _answered(course.release, before, key, option.answer)
    path = view(course.release, replace(course.encounter, log=log[: taken + 1]))
    had = {(finding.person, finding.id) for finding in path.findings}
    return tuple(f for f in then.findings if (f.person, f.id) not in had) if then else ()


def _answers(event: Event, key: Key) -> bool:
    return event.kind is Kind.ANSWERED and (event.person, event.step) == key


def _answered(release: Release, before: Encounter, key: Key, given: Given) -> View | None:
    seen = view(release, before)
    command = Answer(key[0], key[1], as_json(given), before.revision)
    outcome = decide(seen, command, Stamp(before.opened_at, before.owner, "instead"))
    if isinstance(outcome, Refusal):
        return None
    taken = (replace(e, kind=Kind.ANSWERED) if e.kind is Kind.PROPOSED else e for e in outcome)
    return view(release, record(before, taken))
