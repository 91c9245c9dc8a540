"""Whether the scenarios can be loaded."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.folder import Folder
from content.issue import ContentError, Issue
from content.scenario_files import load_scenarios


def check(folder: Folder) -> Iterator[Issue]:
    """What is wrong with scenario files as files; playing them is for the tests."""
    try:
        load_scenarios(folder.library.sources, folder.root)
    except ContentError as error:
        yield from error.issues
