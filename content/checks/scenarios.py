"""Whether the scenarios can be loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from content.checks import choices
from content.checks.choices import Offer
from content.checks.folder import Folder
from content.decision import Decision
from content.issue import ContentError, Issue
from content.scenario_files import Script, load_scenarios


def check(folder: Folder) -> Iterator[Issue]:
    """What is wrong with scenario files as files; ``bot.content_check`` plays them."""
    try:
        scripts = load_scenarios(folder.library.sources, folder.root)
    except ContentError as error:
        yield from error.issues
        return
    known = {answer.id for edition in folder.editions for answer in edition.guide.answers}
    for script in scripts.values():
        yield from _rules(script, known)
        yield from choices.told(script.document, tuple(_offers(script)))


def _rules(script: Script, known: Collection[str]) -> Iterator[Issue]:
    for place, decision in enumerate(script.scenario.decisions):
        if decision.rule is not None and decision.rule not in known:
            message = f"No guide has an answer called '{decision.rule}'."
            yield script.issue(("decisions", place, "rule"), "unknown-rule", message)


def _offers(script: Script) -> Iterator[Offer]:
    for place, decision in enumerate(script.scenario.decisions):
        if decision.choose is not None:
            yield _offer(place, decision, decision.choose)


def _offer(place: int, decision: Decision, right: str) -> Offer:
    here = ("decisions", place)
    wrong = (((*here, "instead", n, "say"), one.say) for n, one in enumerate(decision.instead))
    return Offer(decision.stage, (((*here, "choose"), right), *wrong))
