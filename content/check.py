"""Checking a content folder: every problem at once, each with file, line and what to do.

The rules are in ``content.checks``, one file per group. Nothing here changes the content.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from content.checks import (
    citations,
    coverage,
    danger,
    fitted,
    frozen,
    ids,
    links,
    local,
    phrasings,
    quizzes,
    reach,
    reading_age,
    scenarios,
    shape,
    starts,
    understood,
    windows,
    wording,
)
from content.checks.folder import survey
from content.issue import Issue, Level

_RULES = (
    windows.check,
    citations.check,
    wording.check,
    reading_age.check,
    ids.check,
    links.check,
    shape.check,
    starts.check,
    reach.check,
    coverage.check,
    local.check,
    scenarios.check,
    quizzes.check,
    frozen.check,
    phrasings.check,
    understood.check,
    fitted.check,
    danger.check,
)


def check_folder(root: Path, on: date, force: str = "") -> list[Issue]:
    """Every problem of a content folder on a day, sorted by file and line; none if it is good.

    ``force`` is the force about to go live: its required slots must be filled. Never raises over
    what the files say.
    """
    folder = survey(root, on, force)
    found = set(folder.loading)
    for rule in _RULES:
        found.update(rule(folder))
    return sorted(found)


def failed(issues: list[Issue]) -> bool:
    """Whether any of the problems stops publication."""
    return any(issue.level is Level.FAIL for issue in issues)
