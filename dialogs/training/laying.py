"""A scenario laid out as stages to decide, on the path that the guidance itself takes.

The scenario is played once through the real engine. Where it is at each stage, what has come out
by then and what the guidance concludes are read off that one encounter, so an exercise can never
say anything else than the guidance of its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from content.decision import Decision
from content.release import Release
from content.scenario import Scenario
from dialogs.asking import title
from dialogs.rehearsal.play import key_of
from dialogs.rehearsal.run import Played, play
from dialogs.standing import Finding, Warned
from dialogs.training.course import Course, Option, Stage, edition, option_id, stage_id
from dialogs.view import View, view
from dialogs.wording import name as called

ASK = "What do you do?"


def lay(scenario: Scenario, release: Release | None, on: date) -> Course:
    """Lay a scenario out on a release, both as of the day ``on``.

    A stage whose question the release does not ask has no revision, and can be decided all the
    same. Raises ValueError if the scenario has no choices to decide among.
    """
    if not scenario.trains:
        raise ValueError(f"'{scenario.scenario}' has nothing to decide")
    played = play(scenario, release, lambda text, day: (), on)
    encounter = played.view.encounter if played.view else None
    stages = tuple(_stages(scenario, played))
    telling = _Telling(scenario, played)
    told = tuple(replace(stage, told=telling.until(stage)) for stage in stages)
    rest = tuple(telling.everything())
    return Course(scenario, edition(scenario), on, encounter, release, told, rest)


def _stages(scenario: Scenario, played: Played) -> Iterator[Stage]:
    for number, decision in enumerate(scenario.decisions, 1):
        revision = played.cards.get(key_of(decision.at)) if decision.at else None
        yield Stage(
            id=stage_id(decision.stage),
            number=number,
            title=decision.stage,
            ask=decision.ask or ASK,
            told=(),
            asked=_asked(played, decision, revision),
            options=tuple(_options(decision)),
            decision=decision,
            revision=revision,
            concluded=tuple(_concluded(decision, played)),
        )


def _options(decision: Decision) -> Iterator[Option]:
    right = decision.choose or ""
    yield Option(option_id(right), right, right=True)
    for wrong in decision.instead:
        yield Option(
            id=option_id(wrong.say),
            say=wrong.say,
            seen=wrong.seen,
            why=wrong.why or "",
            answer=wrong.answer,
        )


def _asked(played: Played, decision: Decision, revision: int | None) -> str:
    if decision.at is None or revision is None or played.view is None:
        return ""
    return title(_at(played.view, revision), key_of(decision.at))


def _concluded(decision: Decision, played: Played) -> Iterator[Finding | Warned]:
    for name in decision.holds:
        if played.view is None or name not in played.held:
            continue
        then = _at(played.view, played.held[name])
        person, id_ = key_of(name)
        found: Iterable[Finding | Warned] = (
            *(f for f in then.findings if f.id == id_ and person in (None, f.person)),
            *(w for w in then.alerts if w.id == id_),
        )
        yield from found


def _at(seen: View, revision: int) -> View:
    return view(seen.release, replace(seen.encounter, log=seen.encounter.log[:revision]))


def _of(person: str | None, text: str) -> str:
    """What comes out about one of several people says about whom."""
    return f"{called(person)}: {text}" if person else text


class _Telling:
    """Tells each thing that comes out once, by the time the question is asked that brings it."""

    def __init__(self, scenario: Scenario, played: Played) -> None:
        cards, several = played.cards, len(scenario.expect.people) > 1
        known = [
            (cards.get(key_of(name)), _of(key_of(name)[0] if several else None, text))
            for name, text in scenario.reveal.items()
        ]
        asked = [(revision, text) for revision, text in known if revision is not None]
        self.left = sorted(asked, key=lambda pair: pair[0])

    def until(self, stage: Stage) -> tuple[str, ...]:
        """What comes out from the stage before to this one."""
        revision = stage.revision
        if revision is None:
            return ()
        told = tuple(text for asked, text in self.left if asked <= revision)
        self.left = [(asked, text) for asked, text in self.left if asked > revision]
        return told

    def everything(self) -> Iterator[str]:
        """What has not come out yet."""
        yield from (text for _, text in self.left)
