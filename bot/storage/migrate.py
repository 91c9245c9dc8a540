"""Brings a database to the schema this version needs, one numbered file at a time.

A statement in a migration file ends with ``;`` at the end of a line and nowhere else does a line
end so. A file that has been released is never edited: a change is a new file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.storage.database import (
    Database,
    DatabaseError,
    MigrationError,
    Rows,
    Statement,
    Steps,
    StoreUnavailable,
)

MIGRATIONS = Path(__file__).parent / "migrations"

_FILE_NAME = re.compile(r"(\d{4})_(\w+)\.sql")
_BOOK = """create table if not exists migrations (
    number integer primary key, name text not null, checksum text not null, applied_at text not null
)"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: its number (from 1), its name and its SQL."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the SQL, the same whatever line ends the file was checked out with."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Its statements, in order, without comment lines."""
        text = re.sub(r"^\s*--.*$", "", self.sql, flags=re.MULTILINE)
        parts = re.split(r";\s*$", text, flags=re.MULTILINE)
        return tuple(Statement(part.strip()) for part in parts if part.strip())


def read_migrations(folder: Path = MIGRATIONS) -> tuple[Migration, ...]:
    """The migrations in a folder, in order. Raises MigrationError if one is missing or misnamed."""
    found = [_read(path) for path in sorted(folder.glob("*.sql"))]
    if not found or [each.number for each in found] != list(range(1, len(found) + 1)):
        raise MigrationError(f"The migrations in {folder} are not numbered 0001, 0002 and so on.")
    return tuple(found)


async def migrate(database: Database, known: Sequence[Migration]) -> None:
    """Applies what is missing, each in its own transaction; safe to run in two places at once.

    Raises MigrationError when the database is newer than this version, when a migration it has
    was edited since, or when one fails (the database then stays as it was before that one).
    """
    while await database.alone(_apply_next(known)):
        pass


async def outstanding(database: Database, known: Sequence[Migration]) -> Sequence[Migration]:
    """The migrations that a database lacks. Changes nothing. Raises MigrationError and the rest."""
    return await database.read(_lacking(known))


def _lacking(known: Sequence[Migration]) -> Steps[Sequence[Migration]]:
    try:
        rows = yield Statement("select number, name, checksum from migrations order by number")
    except StoreUnavailable:
        raise
    except DatabaseError:  # nothing was ever applied, so there is no book
        return known
    _refuse_strangers(rows, known)
    return known[len(rows) :]


def _read(path: Path) -> Migration:
    match = _FILE_NAME.fullmatch(path.name)
    if match is None:
        raise MigrationError(f"{path.name} is not named like 0001_first.sql.")
    return Migration(int(match[1]), match[2], path.read_text(encoding="utf-8"))


def _apply_next(known: Sequence[Migration]) -> Steps[bool]:
    yield Statement(_BOOK)
    rows = yield Statement("select number, name, checksum from migrations order by number")
    _refuse_strangers(rows, known)
    if len(rows) == len(known):
        return False
    following = known[len(rows)]
    for statement in following.statements:
        try:
            yield statement
        except DatabaseError as error:
            name = f"Migration {following.number} ({following.name})"
            raise MigrationError(f"{name} failed and was taken back: {error}") from error
    now = datetime.now(UTC).isoformat()
    yield Statement(
        "insert into migrations (number, name, checksum, applied_at) values (?, ?, ?, ?)",
        (following.number, following.name, following.checksum, now),
    )
    return True


def _refuse_strangers(rows: Rows, known: Sequence[Migration]) -> None:
    if len(rows) > len(known):
        number, name, _ = rows[-1]
        raise MigrationError(
            f"The database is newer than this version of the bot: it has migration {number} "
            f"({name}), this version knows {len(known)}. Install the version that wrote it, or "
            "restore the backup taken before the update."
        )
    for (number, name, checksum), migration in zip(rows, known, strict=False):
        if (number, checksum) != (migration.number, migration.checksum):
            raise MigrationError(
                f"Migration {number} ({name}) has been edited since this database applied it. "
                "Put the released file back; a change to the schema is a new file."
            )
