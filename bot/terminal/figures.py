"""The command for figures of training sessions: as words, or as CSV."""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys
from typing import Any

from bot import environment
from bot.settings import Settings, SettingsError
from bot.storage.database import DatabaseError
from bot.storage.room_figures import counted
from bot.training.courses import scenarios_of
from content.loader import load
from dialogs.training.figures import Counted, Line, lines, missed
from dialogs.training.menus import MARK

HEAD = ("kind", "scenario", "stage", "option", "right", "count", "answered")
HIDDEN = "left out"  # a count that could tell on someone


def add(commands: Any) -> None:
    """Add the command to the parser's own."""
    figures = commands.add_parser("figures", help="what was chosen in training sessions")
    figures.add_argument("--csv", action="store_true", help="every count, as CSV")
    figures.set_defaults(run=_figures)


def _figures(options: argparse.Namespace) -> int:
    try:
        settings = environment.load()
        found = asyncio.run(_counted(settings))
    except (DatabaseError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    known = scenarios_of(load(settings.content_dir), settings.content_dir)
    told = lines(found, known.values())
    if options.csv:
        _table(told)
    else:
        _words(told)
    return 0


def _table(told: tuple[Line, ...]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEAD)
    for one in told:
        count = HIDDEN if one.count is None else one.count
        right = "yes" if one.right else "no"
        out.writerow((MARK, one.scenario, one.stage, one.option, right, count, one.answered))


def _words(told: tuple[Line, ...]) -> None:
    print(f"{MARK}: decisions in sessions that are over, those most missed first")
    for one in missed(told):
        print(f"{one.count} of {one.answered} right: {one.stage} ({one.scenario})")
    if not told:
        print("No stage has been answered by five or more yet.")


async def _counted(settings: Settings) -> Counted:
    from bot.storage.opening import existing_database  # noqa: PLC0415

    database = await existing_database(settings.database_url)
    if database is None:
        raise DatabaseError("There is no database yet, so nobody has trained.")
    try:
        return await database.read(counted())
    finally:
        await database.close()
