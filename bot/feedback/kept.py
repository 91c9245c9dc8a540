"""What officers made of the answers, kept without their words.

A question is reduced to those of its words that the guidance itself uses. Equal ones of a day are
counted together. There is no id of a person or a chat, and no time of day, so a row leads back
to nobody. Rows expire after ``KEPT``.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial

from bot.observing import metrics
from bot.storage.database import (
    Database,
    DatabaseError,
    Rows,
    Statement,
    Steps,
    Value,
    persist,
)

KEPT = timedelta(days=90)
MOST_WORDS = 12  # of one question
NEAREST = 3  # answers named beside it
ROLES = frozenset(
    ("control_room", "custody", "detective", "front_counter", "neighbourhood", "pcso", "response",
     "roads", "trainer")
)  # fmt: skip

_WORD = re.compile(r"[a-z]{2,20}\Z")
_log = logging.getLogger(__name__)


class Kind(StrEnum):
    """What is kept: a question without an answer, or what was thought of one."""

    MISS = "miss"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing to keep. Made by ``heard``, which scrubs.

    Attributes:
        words: known words of the question, each once; never a number or a name.
        nearest: "answer@version", best first; of a rated answer, itself.
        content: fingerprint of all guidance in force.
        role: one of ``ROLES`` or "".
    """

    kind: Kind
    words: tuple[str, ...]
    nearest: tuple[str, ...]
    content: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as kept: what was heard, on which day (ISO 8601), how often, and if it was settled."""

    heard: Heard
    day: str
    times: int
    settled: bool = False


def heard(
    kind: Kind,
    words: Iterable[str],
    nearest: Sequence[str],
    versions: Mapping[str, str],
    role: str,
) -> Heard:
    """Something to keep, scrubbed: plain words only, a role only if it is a known one.

    Args:
        kind: what it is.
        words: words of the guidance's vocabulary that the question has.
        nearest: "answer@version", best first.
        versions: every guide in force, with its version.
        role: as the channel gave it.
    """
    plain = list(dict.fromkeys(word for word in words if _WORD.match(word)))
    named = ",".join(f"{guide}={version}" for guide, version in sorted(versions.items()))
    content = hashlib.sha256(named.encode()).hexdigest()[:12]
    known = role if role in ROLES else ""
    return Heard(kind, tuple(plain[:MOST_WORDS]), tuple(nearest[:NEAREST]), content, known)


class Feedback:
    """The table of what was heard, beside the store in the same database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, told: Sequence[Heard], at: datetime) -> None:
        """Keep what was heard in a turn. A failure is logged and never raised."""
        if not told:
            return
        for one in told:
            metrics.FEEDBACK.labels(one.kind.value).inc()
        try:
            await persist(self._database.write, partial(_add, told, at))
        except DatabaseError as error:
            _log.warning("feedback was not kept: %s", type(error).__name__)

    async def kept(self, at: datetime) -> tuple[Kept, ...]:
        """Every row that has not expired, the oldest first. Raises DatabaseError."""
        rows = await self._database.read(_kept(_day(at)))
        return tuple(_row(row) for row in rows)

    async def settle(self, told: Iterable[Heard], at: datetime) -> None:
        """Mark questions as settled in a review, for as long as one is kept. Raises DatabaseError.

        The same words of the same kind count as settled, whenever they were asked.
        """
        pairs = {(one.kind.value, " ".join(one.words)) for one in told}
        await persist(self._database.write, partial(_settle, sorted(pairs), _day(at + KEPT)))

    async def purge(self, at: datetime) -> int:
        """Delete what has expired, and count it. Raises DatabaseError."""
        return await persist(self._database.write, partial(_purge, _day(at)))


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()


def _add(told: Sequence[Heard], at: datetime) -> Steps[None]:
    day, expires = _day(at), _day(at + KEPT)
    yield from _purge(day)
    for one in told:
        values: tuple[Value, ...] = (
            one.kind.value, " ".join(one.words), " ".join(one.nearest), one.content, one.role, day,
        )  # fmt: skip
        yield Statement(
            "insert into feedback (kind, words, nearest, content, role, day, times, expires) "
            "values (?, ?, ?, ?, ?, ?, 1, ?) "
            "on conflict (kind, words, nearest, content, role, day) "
            "do update set times = feedback.times + 1",
            (*values, expires),
        )


def _purge(day: str) -> Steps[int]:
    rows = yield Statement("delete from feedback where expires <= ? returning kind", (day,))
    yield Statement("delete from settled where expires <= ?", (day,))
    return len(rows)


def _settle(pairs: Sequence[tuple[str, str]], expires: str) -> Steps[None]:
    for kind, words in pairs:
        yield Statement(
            "insert into settled (kind, words, expires) values (?, ?, ?) "
            "on conflict (kind, words) do update set expires = excluded.expires",
            (kind, words, expires),
        )


def _kept(day: str) -> Steps[Rows]:
    return (
        yield Statement(
            "select f.kind, f.words, f.nearest, f.content, f.role, f.day, f.times, "
            "coalesce(s.expires, '') from feedback f "
            "left join settled s on s.kind = f.kind and s.words = f.words and s.expires > ? "
            "where f.expires > ? order by f.day, f.kind, f.words, f.nearest, f.content, f.role",
            (day, day),
        )
    )


def _row(row: Sequence[object]) -> Kept:
    kind, words, nearest, content, role, day, times, settled = row
    told = Heard(
        Kind(str(kind)), tuple(str(words).split()), tuple(str(nearest).split()), str(content),
        str(role),
    )  # fmt: skip
    return Kept(told, str(day), int(str(times)), bool(settled))
