"""What the store asks of a database, whichever one is underneath, and how that can fail.

A piece of work is a generator: it yields statements and is sent back their rows. It knows nothing
of threads or connections, so a driver may run it beside others in one transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

T = TypeVar("T")
Value: TypeAlias = "None | int | str"
Rows: TypeAlias = Sequence[Sequence[Any]]
AGAIN = 3  # times that interrupted work is asked again


class Statement(NamedTuple):
    """One SQL statement, in words that SQLite 3.35 and PostgreSQL both understand.

    Attributes:
        sql: the text, with ``?`` for each value and no ``?`` anywhere else.
        values: as many as there are marks.
    """

    sql: str
    values: tuple[Value, ...] = ()


Steps: TypeAlias = Generator[Statement, Rows, T]


class DatabaseError(Exception):
    """The database did not do as asked. The message is for force IT and holds no stored data."""


class StoreUnavailable(DatabaseError):
    """The database cannot be used now: disk full, locked, damaged, closed.

    Nothing was written, unless it is ``Uncertain``.
    """


class Interrupted(StoreUnavailable):
    """The work was stopped half way. Nothing was written; asked again, it may well succeed."""


class Uncertain(StoreUnavailable):
    """The answer to a commit got lost. It may or may not have been written: look."""


class MigrationError(DatabaseError):
    """The database's schema is not one this version can use or bring up to date."""


class Taken(DatabaseError):
    """A value that must be unique is there already."""


class Database(Protocol):
    """Runs steps. A failing statement is raised inside the steps, which must then let go."""

    @property
    def generation(self) -> int:
        """Another number means that what was read before may no longer be true.

        Another server has taken over, which may lack the last of what the one before it told.
        """

    async def read(self, steps: Steps[T]) -> T:
        """The result of steps that change nothing.

        Each statement sees at least all that was acknowledged before this call; two statements
        need not see the same moment.
        """

    async def write(self, steps: Steps[T]) -> T:
        """The result of steps that all happen or, when anything is raised, do not.

        Returns once they are on disk. A caller that is cancelled does not stop them. Raises
        Interrupted or Uncertain where the connection is one that can be lost; see ``persist``.
        """

    async def alone(self, steps: Steps[T]) -> T:
        """As ``write``, for steps that change the schema.

        No other such steps run meanwhile, of this process or another, however long they take.
        """

    async def close(self) -> None:
        """Finishes what was asked before, then lets go of the database."""


async def persist(write: Callable[[Steps[T]], Awaitable[T]], make: Callable[[], Steps[T]]) -> T:
    """The result of writing what ``make`` makes, asked again while that is safe and may help."""
    for _ in range(AGAIN):
        try:
            return await write(make())
        except Interrupted:
            continue
    return await write(make())
