"""The command that plays every scenario and says what of the guidance they reach."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bot.content_check import finder
from bot.terminal.guides import common, today
from content.library import Library
from content.loader import load
from content.retrieval.understanding import load as load_understanding
from content.scenario import Scenario, Situation
from content.scenario_files import Script, load_scenarios
from dialogs.rehearsal.cover import uncovered, wanted
from dialogs.rehearsal.every import play_every, points, visited, walked
from dialogs.rehearsal.run import Played


def add(commands: Any) -> None:
    """Add the command to the parser's own."""
    parser = commands.add_parser("scenarios", help="play every scenario; say what they reach")
    common(parser)
    parser.set_defaults(run=_scenarios)


def _scenarios(options: argparse.Namespace) -> int:
    library, on = load(options.content), today(options)
    scripts = load_scenarios(library.sources, options.content)
    scenarios = {name: script.scenario for name, script in scripts.items()}
    find = finder(library, load_understanding(options.content))
    plays = play_every(scenarios.values(), library, find, on)
    data = _report(library, scripts, plays, on)
    print(json.dumps(data, ensure_ascii=False, indent=2) if options.json else _words(data))
    return 1 if data["problems"] else 0


def _report(
    library: Library, scripts: Mapping[str, Script], plays: Mapping[str, Played], on: date
) -> dict[str, Any]:
    problems = [
        str(scripts[name].issue(problem.loc, "scenario", problem.message))
        for name, played in plays.items()
        for problem in played.problems
    ]
    return {
        "situations": _situations(scripts, plays),
        "problems": problems,
        "guides": list(_guides(library, plays, on)),
        "unreached": [str(point) for point in uncovered(walked(library, on), points(plays))],
    }


def _situations(scripts: Mapping[str, Script], plays: Mapping[str, Played]) -> list[dict[str, Any]]:
    """The scenarios of each situation, and those among them that do not hold."""
    found: dict[Situation, list[Scenario]] = {situation: [] for situation in Situation}
    for script in scripts.values():
        found[script.scenario.situation].append(script.scenario)
    return [
        {
            "situation": situation.value,
            "scenarios": [one.scenario for one in here],
            "broken": [one.scenario for one in here if plays[one.scenario].problems],
        }
        for situation, here in found.items()
    ]


def _guides(library: Library, plays: Mapping[str, Played], on: date) -> Iterator[dict[str, Any]]:
    """For each guide in force, what of it there is to reach and how many scenarios come by."""
    reached, taken = visited(plays, library), points(plays)
    for edition in library.on(on).values():
        there = wanted([edition])
        yield {
            "guide": edition.guide.guide,
            "version": edition.guide.version,
            "points": dict(sorted(Counter(point.kind for point in there).items())),
            "reached": len(there & taken),
            "of": len(there),
            "scenarios": sorted(reached.get(edition.file, ())),
        }


def _words(data: dict[str, Any]) -> str:
    lines = ["Scenarios"]
    for row in data["situations"]:
        state = f"do not hold: {', '.join(row['broken'])}" if row["broken"] else "all hold"
        lines.append(f"  {row['situation']:20}{len(row['scenarios']):4}  {state}")
    lines += ["", "Guides in force"]
    for row in data["guides"]:
        name = f"{row['guide']} {row['version']}"
        steps = f"{row['reached']} of {row['of']} reached" if row["of"] else "answers only"
        lines.append(f"  {name:24}{steps:20}  {_scenario_count(row['scenarios'])}")
    if data["unreached"]:
        lines += ["", "Not reached", *(f"  {line}" for line in data["unreached"])]
    return "\n".join([*lines, *([""] if data["problems"] else []), *data["problems"]])


def _scenario_count(names: list[str]) -> str:
    return f"{len(names)} scenario{'' if len(names) == 1 else 's'}" if names else "NO SCENARIO"
