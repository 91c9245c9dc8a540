"""The command for figures of training: as words, as CSV, or as a picture."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import environment
from bot.settings import Settings, SettingsError
from bot.storage.database import DatabaseError
from bot.training.courses import questions_of, scenarios_of
from content.days import long_day
from content.loader import load
from dialogs.training.figures.charts import charts
from dialogs.training.figures.forms import wordings
from dialogs.training.figures.found import Found
from dialogs.training.figures.picture import NOTHING, picture
from dialogs.training.figures.tables import table
from dialogs.training.menus import MARK

EARLIER = "The database is of an earlier version. Start the bot once: that brings it up to date."


def add(commands: Any) -> None:
    """Add the command to the parser's own."""
    figures = commands.add_parser("figures", help="what was chosen in training")
    figures.add_argument("--tenant", help="id of the organisation; without it all together")
    how = figures.add_mutually_exclusive_group()
    how.add_argument("--csv", action="store_true", help="every count that may be told, as CSV")
    how.add_argument("--picture", type=Path, metavar="FILE.svg", help="write charts to this file")
    figures.set_defaults(run=_figures)


def _figures(options: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    try:
        settings = environment.load()
        found = asyncio.run(_found(settings, options.tenant))
    except (DatabaseError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    library, root = load(settings.content_dir), settings.content_dir
    current = wordings(scenarios_of(library, root).values(), questions_of(library, root))
    if options.csv:
        print(table(found, current), end="")
    elif options.picture:
        return _write(options.picture, picture(charts(found, current), _note(now)))
    else:
        print("\n".join(_words(found, current)))
    return 0


def _note(now: datetime) -> str:
    return f"As on {long_day(now.date())}. Counts only; no group under five is told."


def _write(path: Path, words: str) -> int:
    try:
        path.write_text(words, encoding="utf-8")
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"Written to {path}.")
    return 0


def _words(found: Found, current: frozenset[str]) -> list[str]:
    lines = [f"{MARK}: counts only, and no group under five"]
    for chart in charts(found, current):
        lines += ["", chart.title]
        lines += [f"  {bar.label}: {bar.value}" for bar in chart.bars]
    return lines if len(lines) > 1 else [*lines, NOTHING]


async def _found(settings: Settings, tenant: str | None) -> Found:
    from bot.storage.figures import Figures  # noqa: PLC0415
    from bot.storage.migrate import outstanding, read_migrations  # noqa: PLC0415
    from bot.storage.opening import existing_database  # noqa: PLC0415

    database = await existing_database(settings.database_url)
    if database is None:
        raise DatabaseError("There is no database yet, so nobody has trained.")
    try:
        if await outstanding(database, read_migrations()):
            raise DatabaseError(EARLIER)
        figures = Figures(database)
        await figures.tell()
        return await figures.found(tenant)
    finally:
        await database.close()
