"""The command that looks for what is wrong before officers do."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.terminal.package import FILE

if TYPE_CHECKING:
    from bot.doctor.finding import Finding


def add(commands: Any) -> None:
    """Add the command to the parser of the command line."""
    doctor = commands.add_parser("doctor", help="say what is wrong with the settings, and the cure")
    doctor.add_argument("--package", type=Path, default=FILE, help=f"the app package ({FILE})")
    doctor.add_argument("--offline", action="store_true", help="ask only the database")
    doctor.add_argument("--json", action="store_true", help="print data instead of words")
    doctor.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from bot.doctor.examine import examine  # noqa: PLC0415
    from bot.doctor.finding import Level  # noqa: PLC0415

    found = asyncio.run(examine(os.environ, options.package, offline=options.offline))
    failed = sum(finding.level is Level.FAIL for finding in found)
    if options.json:
        data = {"ok": not failed, "findings": [asdict(finding) for finding in found]}
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        print(*_lines(found), sep="\n")
        print(f"\n{failed} to put right." if failed else "\nNothing keeps the bot from its work.")
    return 1 if failed else 0


def _lines(found: Sequence[Finding]) -> list[str]:
    lines = []
    for finding in found:
        lines.append(f"{finding.level.upper():4}  {finding.check}: {finding.said}")
        if finding.todo:
            lines.append(f"      Do: {finding.todo}")
    return lines
