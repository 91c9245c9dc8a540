"""What figures of training are made of, as SQL for any database; see ``dialogs.training.figures``.

An answer that is in a figure is marked, so that it is told once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.storage.database import Rows, Statement, Steps
from dialogs.training.figures.forms import Form
from dialogs.training.figures.found import Found, Session, Tally
from dialogs.training.figures.releasing import Kind, Told, Unit, release
from dialogs.training.room import ENOUGH

LATEST = 20  # own sessions that a trainer is shown

_GOES = (
    "(select d.exercise, e.tenant, d.form, substr(d.at, 1, 7) as month, d.value, d.told, d.at, "
    "row_number() over (partition by e.owner, d.form order by d.at, d.exercise) as go "
    "from decisions d join exercises e on e.id = d.exercise where d.form <> '') g"
)
_KINDS = {1: Kind.ALONE, 2: Kind.AGAIN}


def keep(forms: Iterable[Form]) -> Steps[None]:
    """Keeps the words of some stages."""
    for form in forms:
        yield Statement(
            "insert into forms (id, words) values (?, ?) on conflict (id) do nothing",
            (form.id, form.to_json()),
        )


@dataclass(frozen=True, slots=True)
class Ready:
    """What can be told now.

    Attributes:
        times: how often anything was told before, so that nothing is told twice.
        told: the groups.
        units: what they are made of.
    """

    times: int
    told: tuple[Told, ...]
    units: tuple[Unit, ...]


def ready() -> Steps[Ready]:
    """What can be told of what was answered since. Changes nothing."""
    rows = yield Statement("select until from claims where name = 'figures'")
    times = int(rows[0][0]) if rows else 0
    words = yield Statement("select words from forms")
    forms = (Form.from_json(text) for (text,) in words)
    units = (*(yield from _rooms()), *(yield from _alone()))
    told, keys = release(units, {form.id: form.right for form in forms})
    return Ready(times, told, tuple(unit for unit in units if unit.key in keys))


def tell(ready: Ready) -> Steps[bool]:
    """Tells it, and marks what is told; False if somebody told something first."""
    rows = yield Statement(
        "insert into claims (name, until) values ('figures', ?) on conflict (name) "
        "do update set until = excluded.until where claims.until = ? returning name",
        (str(ready.times + 1), str(ready.times)),
    )
    if not rows:
        return False
    for one in ready.told:
        yield Statement(
            "insert into figures (tenant, kind, form, choice, month, people) "
            "values (?, ?, ?, ?, ?, ?)",
            (one.tenant, one.kind.value, one.form, one.option, one.month, one.count),
        )
    for unit in ready.units:
        yield _marked(unit)
    return True


def forget(before: str) -> Steps[None]:
    """Deletes the figures of months before that one."""
    yield Statement("delete from figures where month < ?", (before,))


def found(tenant: str | None, trainer: str) -> Steps[Found]:
    """Everything of one organisation, or of all, with the sessions of one trainer."""
    where, of = ("where tenant = ? ", (tenant,)) if tenant is not None else ("", ())
    rows = yield Statement(
        "select tenant, kind, form, choice, month, people from figures " + where, of
    )
    told = tuple(Told(t, Kind(kind), *rest) for t, kind, *rest in rows)
    rooms = yield from _room_tallies(tenant)
    alone = yield from _alone_tallies(tenant)
    own = (yield from _own(tenant or "", trainer)) if trainer else ()
    words = yield Statement("select words from forms")
    forms = {form.id: form for form in (Form.from_json(text) for (text,) in words)}
    return Found(told, (*rooms, *alone), own, forms)


def _rooms() -> Steps[tuple[Unit, ...]]:
    rows = yield Statement(
        "select a.room, r.tenant, a.form, r.trainer, substr(r.begun_at, 1, 7), r.updated_at, "
        "a.choice, count(*) from room_answers a join rooms r on r.id = a.room "
        "where r.over = 1 and a.told = 0 and a.form <> '' "
        "group by a.room, r.tenant, a.form, r.trainer, r.begun_at, r.updated_at, a.choice "
        "order by r.updated_at, a.room, a.form, a.choice"
    )
    counts: dict[tuple[str, str], Counter[str]] = {}
    of: dict[tuple[str, str], tuple[str, str, str]] = {}
    for room, tenant, form, trainer, month, _, choice, count in rows:
        counts.setdefault((room, form), Counter())[choice] = count
        of[room, form] = (tenant, trainer, month)
    units = []
    for (room, form), (tenant, trainer, month) in of.items():
        key = f"{room} {form}"
        units.append(Unit(key, tenant, Kind.ROOM, form, trainer, month, counts[room, form]))
    return tuple(units)


def _alone() -> Steps[tuple[Unit, ...]]:
    rows = yield Statement(
        f"select exercise, tenant, form, month, value, go from {_GOES} "
        "where go <= 2 and told = 0 order by at, exercise, form"
    )
    return tuple(
        Unit(
            f"{exercise} {form}", tenant, _KINDS[go], form, "", month, Counter([json.loads(value)])
        )
        for exercise, tenant, form, month, value, go in rows
    )


def _marked(unit: Unit) -> Statement:
    table, column = (
        ("room_answers", "room") if unit.kind is Kind.ROOM else ("decisions", "exercise")
    )
    id_, form = unit.key.split(" ")
    return Statement(f"update {table} set told = 1 where {column} = ? and form = ?", (id_, form))


def _room_tallies(tenant: str | None) -> Steps[list[Tally]]:
    where, of = ("and r.tenant = ? ", (tenant,)) if tenant is not None else ("", ())
    rows = yield Statement(
        "select r.team, substr(r.begun_at, 1, 7) as month, a.form, a.choice, count(*) "
        "from room_answers a join rooms r on r.id = a.room "
        "where r.over = 1 and a.form <> '' and (select count(*) from room_answers b "
        f"where b.room = a.room and b.form = a.form) >= {ENOUGH} {where}"
        "group by r.team, substr(r.begun_at, 1, 7), a.form, a.choice",
        of,
    )
    return [Tally(Kind.ROOM, *row) for row in rows]


def _alone_tallies(tenant: str | None) -> Steps[list[Tally]]:
    where, of = ("and tenant = ? ", (tenant,)) if tenant is not None else ("", ())
    rows = yield Statement(
        f"select go, month, form, value, count(*) from {_GOES} where go <= 2 {where}"
        "group by go, month, form, value",
        of,
    )
    people: Counter[tuple[int, str, str]] = Counter()
    for go, month, form, _, count in rows:
        people[go, month, form] += count
    return [
        Tally(_KINDS[go], "", month, form, json.loads(value), count)
        for go, month, form, value, count in rows
        if people[go, month, form] >= ENOUGH
    ]


def _own(tenant: str, trainer: str) -> Steps[tuple[Session, ...]]:
    rows = yield Statement(
        "select id, begun_at, team, named from rooms where over = 1 and tenant = ? "
        "and trainer = ? order by begun_at desc, id limit ?",
        (tenant, trainer, LATEST),
    )
    made = []
    for id_, begun_at, team, named in rows:
        chosen = yield Statement(
            "select form, choice, count(*) from room_answers where room = ? and form <> '' "
            "group by form, choice",
            (id_,),
        )
        made.append(Session(id_, begun_at[:10], team, bool(named), _counts(chosen)))
    return tuple(made)


def _counts(rows: Rows) -> Counter[tuple[str, str]]:
    return Counter({(form, choice): count for form, choice, count in rows})
