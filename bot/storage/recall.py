"""What the store reads, as SQL for any database, and the logs it remembers between reads.

A log only ever grows, so a remembered one is right as far as it goes: a read fetches the revision
and then just the events beyond it, whoever appended them.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.storage.database import DatabaseError, Statement, Steps
from bot.storage.records import Append, Conversation, EncounterSummary, Loaded, StoredTurn
from dialogs.encounter import Encounter, Pin, record
from dialogs.event import Event, Kind

TURN = "t.key, t.replies, t.invoke, t.sent, t.answered"
_ENCOUNTER = "e.id, e.code, e.owner, e.opened_at, e.pin, e.revision"
_KINDS = {kind.value: kind for kind in Kind}

EVENTS = 60_000  # remembered in all; 60 of them take about 35 kB


class Recall:
    """Reads encounters and keeps the ``size`` last used, fewer if they have many ``events``.

    Reads of one thread may take turns between statements; two threads must never share one. What it
    gives out is shared: do not change the values inside events.
    """

    def __init__(self, size: int, events: int = EVENTS) -> None:
        self._size = size
        self._most = events
        self._events = 0
        self._kept: OrderedDict[str, Encounter] = OrderedDict()

    def load(self, turn: str, conversation: str, encounter: str | None) -> Steps[Loaded]:
        """What a turn starts from, in one statement, or two when there are events to fetch."""
        (
            (*turn_row, state, version, id_, code, owner, opened_at, pin, revision),
        ) = yield Statement(
            f"select {TURN}, c.state, c.version, {_ENCOUNTER} "
            "from (select 1 as one) as anchor "
            "left join turns t on t.key = ? "
            "left join conversations c on c.key = ? "
            "left join encounters e on e.id = coalesce(?, c.encounter)",
            (turn, conversation, encounter),
        )
        return Loaded(
            turn_of(turn_row) if turn_row[0] is not None else None,
            Conversation(conversation, json.loads(state) if state else {}, version or 0),
            (yield from self.whole((id_, code, owner, opened_at, pin, revision))),
        )

    def kept(self, id_: str) -> Encounter | None:
        """The encounter as far as it is remembered."""
        return self._kept.get(id_)

    def encounter(self, id_: str) -> Steps[Encounter | None]:
        """The encounter with its log, or None."""
        return self._find("e.id = ?", id_)

    def by_code(self, code: str) -> Steps[Encounter | None]:
        """The open encounter with that code, or None."""
        return self._find("e.code = ? and e.closed = 0", code)

    def _find(self, which: str, value: str) -> Steps[Encounter | None]:
        rows = yield Statement(f"select {_ENCOUNTER} from encounters e where {which}", (value,))
        return (yield from self.whole(rows[0])) if rows else None

    def whole(self, row: Sequence[Any]) -> Steps[Encounter | None]:
        """The encounter of a row, with the events that are not remembered fetched."""
        id_, code, owner, opened_at, pin, revision = row
        if id_ is None:
            return None
        known = self._kept.get(id_) or Encounter(
            id_, code, owner, datetime.fromisoformat(opened_at), Pin.from_json(json.loads(pin))
        )
        if known.revision < revision:
            known = record(known, (yield from _events(id_, known.revision, revision)))
            if known.revision != revision:
                raise DatabaseError("The log of an encounter is not as long as it should be.")
        self._keep(known)
        # Another read may have remembered more since this one asked for the revision.
        return known if known.revision == revision else replace(known, log=known.log[:revision])

    def committed(self, opened: Encounter | None, appended: Append | None) -> None:
        """Remember what was just written, so that it need not be fetched."""
        if opened is not None:
            log, pin = map(as_read, opened.log), Pin.from_json(opened.pin.to_json())
            at = opened.opened_at.astimezone(UTC)
            self._keep(replace(opened, opened_at=at, pin=pin, log=tuple(log)))
        known = self._kept.get(appended.encounter) if appended else None
        if appended and known and known.revision == appended.expected:
            self._keep(record(known, map(as_read, appended.events)))

    def _keep(self, encounter: Encounter) -> None:
        before = self._kept.pop(encounter.id, None)
        if before is not None:
            self._events -= before.revision
            encounter = max(encounter, before, key=_revision)
        self._kept[encounter.id] = encounter
        self._events += encounter.revision
        while self._kept and (len(self._kept) > self._size or self._events > self._most):
            _, oldest = self._kept.popitem(last=False)
            self._events -= oldest.revision


def as_read(event: Event) -> Event:
    """The event as it would be read after it was written: in UTC, its value nobody else's."""
    at, value = event.at.astimezone(UTC), event.value
    if at is event.at and not isinstance(value, list | dict | tuple):
        return event
    return replace(event, at=at, value=json.loads(json.dumps(value)))


def _revision(encounter: Encounter) -> int:
    return encounter.revision


def encounters_of(owner: str) -> Steps[tuple[Encounter, ...]]:
    """All of the owner's encounters with their logs, the oldest first."""
    rows = yield Statement(
        f"select {_ENCOUNTER} from encounters e where e.owner = ? order by e.opened_at, e.id",
        (owner,),
    )
    nothing_kept, found = Recall(0), []
    for row in rows:
        encounter = yield from nothing_kept.whole(row)
        found += [encounter] if encounter else []
    return tuple(found)


def chat_of(encounter: str) -> Steps[str]:
    """The chat an encounter was begun in, or ""."""
    rows = yield Statement("select conversation from encounters where id = ?", (encounter,))
    return str(rows[0][0]) if rows else ""


def recent(owner: str, limit: int) -> Steps[tuple[EncounterSummary, ...]]:
    """The owner's encounters, the last changed first."""
    rows = yield Statement(
        "select id, code, opened_at, revision, closed, updated_at from encounters "
        "where owner = ? order by updated_at desc, id limit ?",
        (owner, limit),
    )
    return tuple(
        EncounterSummary(
            id_,
            code,
            datetime.fromisoformat(opened_at),
            revision,
            bool(closed),
            datetime.fromisoformat(updated_at),
        )
        for id_, code, opened_at, revision, closed, updated_at in rows
    )


def turn_of(row: Sequence[Any]) -> StoredTurn:
    """The turn in a row of ``TURN``."""
    key, replies, invoke, sent, answered = row
    return StoredTurn(
        key,
        tuple(json.loads(replies)),
        None if invoke is None else json.loads(invoke),
        bool(sent),
        bool(answered),
    )


def _events(encounter: str, after: int, until: int) -> Steps[tuple[Event, ...]]:
    rows = yield Statement(
        "select at, by, kind, command, person, step, value from events "
        "where encounter = ? and seq > ? and seq <= ? order by seq",
        (encounter, after, until),
    )
    values = json.loads(f"[{','.join(row[-1] for row in rows)}]")  # One parse, not hundreds.
    return tuple(
        Event(datetime.fromisoformat(at), by, _KINDS[kind], command, person, step, value)
        for (at, by, kind, command, person, step, _), value in zip(rows, values, strict=True)
    )
