"""Loading scenarios strictly: every problem with its file and line, nothing half-loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from content.issue import ContentError, Issue
from content.loader import FOLDER
from content.scenario import Scenario
from content.statement import Cite
from content.strict_yaml import Document, read

SCENARIOS = "scenarios"
Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class Script:
    """A scenario with the file it came from."""

    scenario: Scenario
    document: Document

    def issue(self, loc: Loc, rule: str, message: str, fix: str = "") -> Issue:
        """A problem at a place in the file."""
        return Issue(self.document.file, line_of(self.document, loc), rule, message, fix)


def load_scenarios(sources: Collection[str], root: Path = FOLDER) -> dict[str, Script]:
    """Every scenario of a content folder by id.

    ``sources`` are the ids of the register. Raises ContentError with every problem found.
    """
    scripts: dict[str, Script] = {}
    issues: list[Issue] = list(_ignored(root))
    for path in sorted((root / SCENARIOS).rglob("*.yaml")):
        try:
            script = read_scenario(read(path, root), sources)
        except ContentError as error:
            issues.extend(error.issues)
            continue
        if script.scenario.scenario in scripts:
            issues.append(script.issue(("scenario",), "duplicate-id", "This id is used twice."))
        scripts[script.scenario.scenario] = script
    if issues:
        raise ContentError(issues)
    return scripts


def read_scenario(document: Document, sources: Collection[str]) -> Script:
    """The scenario of a parsed file. Raises ContentError with every problem found."""
    try:
        scenario = Scenario.model_validate(document.data)
    except ValidationError as error:
        raise ContentError(_schema(document, error)) from error
    script = Script(scenario, document)
    if issues := [*_misplaced(script), *_unknown_sources(script, sources)]:
        raise ContentError(issues)
    return script


def line_of(document: Document, loc: Loc) -> int:
    """The line of a place, where answers may stand as ``person1/step`` or under ``person1``."""
    here: Loc = ()
    for part in loc:
        for deeper in ((part,), tuple(str(part).split("/"))):
            if (*here, *deeper) in document.lines:
                here = (*here, *deeper)
                break
    return document.line(here)


def _schema(document: Document, error: ValidationError) -> Iterator[Issue]:
    for problem in error.errors(include_url=False, include_input=False):
        loc = tuple(problem["loc"])
        if loc[:1] == ("then",):
            loc = (*loc[:2], *loc[3:])  # Without the kind of move, which is no level of the file.
        where = ".".join(str(part) for part in loc) or "the file"
        message = problem["msg"].removeprefix("Value error, ")
        yield Issue(document.file, line_of(document, loc), "schema", f"{where}: {message}.")


def _misplaced(script: Script) -> Iterator[Issue]:
    scenario = script.scenario
    wanted = f"{SCENARIOS}/{scenario.situation.value}/{scenario.scenario}.yaml"
    if Path(script.document.file) != Path(wanted):
        yield script.issue(("scenario",), "misplaced", f"Belongs in {wanted}.")


def _unknown_sources(script: Script, sources: Collection[str]) -> Iterator[Issue]:
    for loc, cite in _cites(script.scenario):
        if cite.source not in sources:
            message = f"'{cite.source}' is not in sources.yaml."
            yield script.issue(loc, "unknown-source", message)


def _cites(scenario: Scenario) -> Iterable[tuple[Loc, Cite]]:
    for number, cite in enumerate(scenario.cite):
        yield ("cite", number), cite
    for place, decision in enumerate(scenario.decisions):
        for number, cite in enumerate(decision.cite):
            yield ("decisions", place, "cite", number), cite


def _ignored(root: Path) -> Iterator[Issue]:
    for path in sorted((root / SCENARIOS).rglob("*")):
        if path.is_file() and path.suffix != ".yaml":
            file = str(path.relative_to(root))
            yield Issue(file, 1, "ignored-file", "Not read.", "Its name must end in .yaml.")
