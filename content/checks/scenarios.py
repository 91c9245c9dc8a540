"""Whether the scenarios can be loaded."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.folder import Folder
from content.issue import ContentError, Issue
from content.scenario_files import load_scenarios


def check(folder: Folder) -> Iterator[Issue]:
    """What is wrong with scenario files as files; ``bot.content_check`` plays them."""
    try:
        scripts = load_scenarios(folder.library.sources, folder.root)
    except ContentError as error:
        yield from error.issues
        return
    known = {answer.id for edition in folder.editions for answer in edition.guide.answers}
    for script in scripts.values():
        for place, decision in enumerate(script.scenario.decisions):
            if decision.rule is not None and decision.rule not in known:
                message = f"No guide has an answer called '{decision.rule}'."
                yield script.issue(("decisions", place, "rule"), "unknown-rule", message)
