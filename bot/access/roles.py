"""Who has which role, from files that a force's directory can write.

A folder holds one CSV file for each role, named after it: ``trainer.csv``. Each is what exporting a
directory group's members gives: a header with a column ``id``, and an object id in every row. Other
columns are not read. A file may be missing, which means nobody.
"""

from __future__ import annotations

import csv
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bot.access.people import Role

EVERY = 30.0  # seconds between looks at the folder
COLUMNS = ("id", "objectid", "object id")  # as the usual exports head it

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_GIVEN = tuple(role for role in Role if role is not Role.OFFICER)
_log = logging.getLogger(__name__)

Roles = Mapping[str, frozenset[Role]]
_Stamp = frozenset[tuple[str, int, int]]


class RolesError(Exception):
    """The files cannot be used. The message says every reason, and quotes no id."""


def read(folder: Path) -> Roles:
    """Every object id named, in small letters, with its roles. Raises RolesError."""
    found: dict[str, frozenset[Role]] = {}
    problems: list[str] = []
    if not folder.is_dir():
        raise RolesError(f"{folder} is not a folder.")
    for file in sorted(folder.glob("*.csv")):
        try:
            role = _role(file)
            for id_ in _ids(file):
                found[id_] = found.get(id_, frozenset()) | {role}
        except (RolesError, OSError, ValueError, csv.Error) as error:
            problems.append(f"{file.name}: {error}")
    if problems:
        raise RolesError("\n".join(problems))
    return found


def _role(file: Path) -> Role:
    if file.stem not in _GIVEN:
        raise RolesError(f"no such role; files are named {', '.join(_GIVEN)}.")
    return Role(file.stem)


def _ids(file: Path) -> Iterator[str]:
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    skipped = 1 if lines and lines[0].startswith("#TYPE") else 0  # by an older PowerShell
    rows = csv.reader(lines[skipped:])
    head = [name.strip().lower() for name in next(rows, [])]
    place = next((head.index(name) for name in COLUMNS if name in head), None)
    if place is None:
        raise RolesError("the first line names no column id.")
    for number, row in enumerate(rows, skipped + 2):
        if not any(map(str.strip, row)):
            continue
        id_ = row[place].strip().lower() if place < len(row) else ""
        if not _GUID.fullmatch(id_):
            raise RolesError(f"line {number} has no object id.")
        yield id_


class RoleFiles:
    """The roles in a folder, read again soon after its files change."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._looked = clock()
        self._stamp = _stamp(folder)
        self._roles = read(folder)

    def of(self, id_: str) -> frozenset[Role]:
        """The roles given to an object id; none are given to most."""
        if self._clock() - self._looked >= EVERY:
            self._looked = self._clock()
            self._look()
        return self._roles.get(id_, frozenset())

    def _look(self) -> None:
        """Take up changed files. Those that cannot be used are logged, and change nothing."""
        try:
            now = _stamp(self._folder)
            if now != self._stamp:
                self._stamp = now
                self._roles = read(self._folder)
        except (RolesError, OSError) as error:
            _log.error("changed roles refused, those before them hold: %s", error)


def _stamp(folder: Path) -> _Stamp:
    stats = ((file.name, file.stat()) for file in folder.glob("*.csv"))
    return frozenset((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
