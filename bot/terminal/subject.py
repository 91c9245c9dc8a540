"""The commands for one person's data: give it out, delete it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from bot import environment
from bot.settings import SettingsError
from bot.storage.database import DatabaseError
from bot.storage.subject import Subject


def add(commands: Any) -> None:
    """Add the commands to the parser's own."""
    export = commands.add_parser("export-user", help="print everything kept for one person")
    _person(export)
    export.set_defaults(run=_export)
    delete = commands.add_parser("delete-user", help="delete everything kept for one person")
    _person(delete)
    delete.add_argument("--yes", action="store_true", help="really delete; else only count")
    delete.set_defaults(run=_delete)


def _person(command: argparse.ArgumentParser) -> None:
    command.add_argument("person", metavar="ID", help="the person's object id in the directory")


def _export(options: argparse.Namespace) -> int:
    return _run(options.person, Subject.export)


def _delete(options: argparse.Namespace) -> int:
    if options.yes:
        return _run(options.person, Subject.delete)
    print("Nothing was deleted. This is what --yes deletes:", file=sys.stderr)
    return _run(options.person, _counted)


async def _counted(subject: Subject) -> dict[str, int]:
    kept = await subject.export()
    return {kind: len(rows) for kind, rows in kept.items() if isinstance(rows, list)}


def _run(person: str, what: Callable[[Subject], Awaitable[Any]]) -> int:
    try:
        print(json.dumps(asyncio.run(_asked(person, what)), ensure_ascii=False, indent=2))
    except (DatabaseError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _asked(person: str, what: Callable[[Subject], Awaitable[Any]]) -> Any:
    from bot.storage.opening import existing_database  # noqa: PLC0415

    database = await existing_database(environment.load().database_url)
    if database is None:
        raise DatabaseError("There is no database yet, so nothing is kept of anyone.")
    try:
        return await what(Subject(database, person))
    finally:
        await database.close()
