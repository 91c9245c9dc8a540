"""The file of an SQLite database: making it, opening it, and what can go wrong with it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

from bot.storage.database import DatabaseError, StoreUnavailable, Taken

_CAUSES = {
    sqlite3.SQLITE_BUSY: "another program is holding it",
    sqlite3.SQLITE_LOCKED: "another program is holding it",
    sqlite3.SQLITE_PROTOCOL: "another program is holding it",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk could not be read or written",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
    sqlite3.SQLITE_READONLY: "the file may only be read",
    sqlite3.SQLITE_PERM: "the file may not be opened",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
}
_UNIQUE = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)


def connect(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that waits ``patience`` seconds for others. Raises StoreUnavailable."""
    try:
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    except sqlite3.Error as error:
        raise explain(error) from error
    try:
        connection.execute("pragma foreign_keys = on")
        # FULL: what was acknowledged is on the disk, not only with the operating system.
        connection.execute("pragma synchronous = full")
    except sqlite3.Error as error:
        connection.close()
        raise explain(error) from error
    return connection


def write_ahead(connection: sqlite3.Connection, deadline: float) -> None:
    """Turns the write-ahead log on, by ``deadline`` on the monotonic clock.

    The file remembers it. SQLite does not wait here for others that do the same to a new file,
    so this does.
    """
    mode = ""
    while not mode:
        try:
            (mode,) = connection.execute("pragma journal_mode = wal").fetchone()
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise explain(error) from error
            sleep(0.01)
    if mode != "wal":
        raise StoreUnavailable("The database needs a local disk: a write-ahead log failed.")


def create(path: Path) -> None:
    """Makes the file for its owner only, before SQLite makes it for all. Raises StoreUnavailable.

    An existing file is not touched: closing a handle on it would drop the locks that another
    connection of this process holds.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreUnavailable(f"The database {path} cannot be made: {error.strerror}.") from error


def identity(path: Path) -> tuple[int, int]:
    """What tells this file from one put in its place. Raises StoreUnavailable when it is gone."""
    try:
        found = path.stat()
    except OSError as error:
        raise StoreUnavailable("The database file was moved away while it was in use.") from error
    return found.st_dev, found.st_ino


def explain(error: Exception) -> DatabaseError:
    """What happened, in words for force IT, without the statement or its values."""
    if isinstance(error, DatabaseError):
        return error
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    explained: DatabaseError
    if code in _UNIQUE:
        explained = Taken(f"A value is there already ({name}).")
    elif cause := _CAUSES.get(code & 0xFF):
        explained = StoreUnavailable(f"The database is unavailable: {cause} ({name}).")
    else:
        explained = DatabaseError(f"The database refused a statement ({name}).")
    explained.__cause__ = error
    return explained
