"""Databases filled fast with what officers leave behind, for measuring on.

One encounter is really walked. Its rows are then copied under other ids, officers and times, spread
over the days for which encounters are kept; replies only over theirs.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from benchmarks.officers import activity
from bot.conversation.turn import Turns
from bot.guidance import Guidance
from bot.storage.opening import path_of
from bot.storage.retention import Keep
from bot.storage.store import open_store
from bot.storage.times import stamp

WALK = ("start", "2", "1", "add adult", "add adult", "1", "2", "next", "1", "summary")
OFFICERS = 20_000
CLOSED = 3  # one encounter in so many was never closed
BATCH = 5_000  # encounters at a time
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "encounters": (
        *("id", "code", "owner", "conversation", "pin", "opened_at"),
        *("revision", "closed", "updated_at"),
    ),
    "events": ("encounter", "seq", "at", "by", "kind", "command", "person", "step", "value"),
    "conversations": ("key", "encounter", "state", "version", "updated_at"),
    "turns": (
        *("key", "conversation", "at", "by", "replies", "invoke"),
        *("sent", "delivered", "answered"),
    ),
    "reminders": ("encounter", "person", "address", "due_at"),
}
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Pattern:
    """What one walk leaves: the encounter's pin and events, and the replies of each turn."""

    pin: str
    events: tuple[Row, ...]
    replies: tuple[str, ...]


async def pattern(url: str, guidance: Guidance, now: datetime) -> Pattern:
    """The pattern, walked on an empty database at this address."""
    store = await open_store(url)
    turns, said = Turns(store, guidance, clock=lambda: now), []
    for number, text in enumerate(WALK):
        sent = json.loads(activity("http://127.0.0.1:1/", "pattern", number, text))
        said.append(json.dumps(list((await turns.handle(sent)).replies)))
    (row,) = await store.recent("pattern", 1)
    encounter = await store.encounter(row.id)
    await store.close()
    assert encounter is not None
    events = ((e.kind.value, e.person, e.step, json.dumps(e.value)) for e in encounter.log)
    return Pattern(json.dumps(encounter.pin.to_json()), tuple(events), tuple(said))


async def fill(url: str, pattern: Pattern, encounters: int, now: datetime) -> None:
    """Put so many encounters, with all that belongs to them, into a database of this version."""
    for first in range(0, encounters, BATCH):
        some = range(first, min(first + BATCH, encounters))
        rows = {name: list(_rows(name, some, pattern, encounters, now)) for name in COLUMNS}
        if url.startswith("postgres"):
            await _copy(url, rows)
        else:
            _insert(url, rows)
    if url.startswith("postgres"):
        connection = await asyncpg.connect(url)
        await connection.execute("analyze")
        await connection.close()


def _insert(url: str, tables: Mapping[str, Sequence[Row]]) -> None:
    with sqlite3.connect(path_of(url)) as connection:
        connection.execute("pragma synchronous = off")
        connection.execute("pragma cache_size = -500000")
        for name, rows in tables.items():
            columns = COLUMNS[name]
            marks = ", ".join("?" for _ in columns)
            connection.executemany(
                f"insert into {name} ({', '.join(columns)}) values ({marks})", rows
            )
    connection.close()


async def _copy(url: str, tables: Mapping[str, Sequence[Row]]) -> None:
    connection = await asyncpg.connect(url)
    for name, rows in tables.items():
        await connection.copy_records_to_table(name, records=rows, columns=COLUMNS[name])
    await connection.close()


def _rows(
    table: str, numbers: Iterable[int], like: Pattern, of: int, now: datetime
) -> Iterator[Row]:
    keep = Keep()
    for number in numbers:
        age = keep.left * (number / of)
        closed = int(number % CLOSED != 0)
        if closed and age > keep.closed:
            age = keep.closed * (number % 97 / 97)
        yield from _MAKERS[table](_Copy(number, like, now - age, closed, age < keep.turns))


@dataclass(frozen=True)
class _Copy:
    number: int
    like: Pattern
    at: datetime
    closed: int
    lately: bool

    @property
    def id(self) -> str:
        return hashlib.md5(str(self.number).encode(), usedforsecurity=False).hexdigest()

    @property
    def owner(self) -> str:
        return f"officer-{self.number % OFFICERS}"

    @property
    def chat(self) -> str:
        return f"msteams a:{self.id}"

    def time(self, turn: int) -> str:
        return stamp(self.at.astimezone(UTC) + timedelta(seconds=20 * turn))


def _encounter(one: _Copy) -> Iterator[Row]:
    length = len(one.like.events)
    code = f"{one.number:X}"  # longer than those that are read out, so never one of them
    began, ended = one.time(0), one.time(length)
    yield one.id, code, one.owner, one.chat, one.like.pin, began, length, one.closed, ended


def _events(one: _Copy) -> Iterator[Row]:
    for seq, (kind, person, step, value) in enumerate(one.like.events, 1):
        command = f"{one.id}{seq:x}"
        yield one.id, seq, one.time(seq), one.owner, kind, command, person, step, value


def _conversation(one: _Copy) -> Iterator[Row]:
    state = json.dumps({"encounter": one.id, "welcomed": True, "shown": "board"})
    yield one.chat, one.id, state, len(one.like.replies), one.time(len(one.like.replies))


def _turns(one: _Copy) -> Iterator[Row]:
    for number, replies in enumerate(one.like.replies if one.lately else ()):
        key = hashlib.sha256(f"{one.id}{number}".encode()).hexdigest()
        yield key, one.chat, one.time(number), one.owner, replies, None, 1, 1, 0


def _reminder(one: _Copy) -> Iterator[Row]:
    if one.number % 20 == 0:
        due = None if one.closed else stamp(one.at + timedelta(days=100))
        yield one.id, one.owner, json.dumps({"conversation": {"id": one.chat}}), due


_MAKERS = {
    "encounters": _encounter,
    "events": _events,
    "conversations": _conversation,
    "turns": _turns,
    "reminders": _reminder,
}
