"""What figures are made of, as it was found, and the tables that it adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from content.scenario import Theme
from dialogs.training.figures.forms import Form, Forms
from dialogs.training.figures.releasing import OTHERS, Kind, Told
from dialogs.training.figures.shares import Share, share
from dialogs.training.picking import called
from dialogs.training.room import ENOUGH

NO_TEAM = "No team named"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many chose an option of a wording in a month, in sessions of a team or alone."""

    kind: Kind
    team: str
    month: str
    form: str
    option: str
    count: int


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is over, as its own trainer saw it.

    Attributes:
        began: the day, as "2026-11-22".
        counts: how many chose an option, by (wording, option).
    """

    id: str
    began: str
    team: str
    named: bool
    counts: Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """Everything about one organisation, or about all.

    Attributes:
        told: the groups that were ever told.
        tallies: what shares are worked out from; never shown as counts.
        own: the sessions of whoever asks, the latest first.
        forms: every wording that is named.
    """

    told: tuple[Told, ...] = ()
    tallies: tuple[Tally, ...] = ()
    own: tuple[Session, ...] = ()
    forms: Forms = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """What was chosen at a stage as it was worded, as far as it may be told.

    Attributes:
        older: it is worded otherwise now, or no longer asked.
        counts: by option; None is left out.
        others: wrong choices not told apart.
    """

    form: Form
    kind: Kind | None
    older: bool
    counts: dict[str, int | None]
    others: int

    @property
    def right(self) -> int:
        """How many were right."""
        return self.counts[self.form.right] or 0

    @property
    def answered(self) -> int:
        """How many there are in all."""
        return sum(count or 0 for count in self.counts.values()) + self.others


Row = tuple[str, Share]


def stages(found: Found, current: Iterable[str], kind: Kind | None = None) -> tuple[Stage, ...]:
    """Every wording that was answered: of one kind, or of sessions and first goes together."""
    now = frozenset(current)
    sums: dict[str, Counter[str]] = {}
    for one in found.told:
        if one.kind is kind or (kind is None and one.kind is not Kind.AGAIN):
            sums.setdefault(one.form, Counter())[one.option] += one.count
    made = (_stage(found.forms[form], kind, form not in now, sums[form]) for form in sums)
    return tuple(sorted(made, key=lambda one: (one.form.case, one.older, one.form.stage)))


def missed(of: Iterable[Stage]) -> tuple[Stage, ...]:
    """Stages as they are worded now at which somebody was wrong, the most missed first."""
    some = (one for one in of if not one.older and one.right < one.answered)
    return tuple(sorted(some, key=lambda one: one.right / one.answered))


def themes(found: Found) -> tuple[Row, ...]:
    """How many were right, by theme."""
    return tuple(_themed(found, _first(found)))


def teams(found: Found) -> tuple[Row, ...]:
    """How many were right in sessions, by the team that they were held for."""
    rooms = [one for one in found.tallies if one.kind is Kind.ROOM]
    return tuple(_rows(found, rooms, lambda one: (one.team or NO_TEAM,)))


def months(found: Found) -> tuple[Row, ...]:
    """How many were right, by month."""
    return tuple(_rows(found, _first(found), lambda one: (one.month,)))


def before_after(found: Found) -> tuple[tuple[str, Row, Row], ...]:
    """By theme: sessions in the first month and the last, and first and second goes alone."""
    return (*_over_time(found), *_gone_again(found))


def _over_time(found: Found) -> Iterator[tuple[str, Row, Row]]:
    rooms = [one for one in found.tallies if one.kind is Kind.ROOM]
    for theme in Theme:
        of = [one for one in rooms if theme.value in found.forms[one.form].themes]
        rows = tuple(_rows(found, of, lambda one: (one.month,)))
        if len(rows) > 1:
            yield f"{called(theme)}, sessions", rows[0], rows[-1]


def _gone_again(found: Found) -> Iterator[tuple[str, Row, Row]]:
    second = [one for one in found.tallies if one.kind is Kind.AGAIN]
    again = dict(_themed(found, second))
    names = {one.form for one in second}
    first = [one for one in found.tallies if one.kind is Kind.ALONE and one.form in names]
    for name, before in _themed(found, first):
        if name in again:
            yield f"{name}, alone", ("first go", before), ("second go", again[name])


def _first(found: Found) -> list[Tally]:
    return [one for one in found.tallies if one.kind is not Kind.AGAIN]


def _themed(found: Found, tallies: Iterable[Tally]) -> Iterator[Row]:
    names = {theme.value: called(theme) for theme in Theme}

    def of(one: Tally) -> tuple[str, ...]:
        return tuple(names[theme] for theme in found.forms[one.form].themes if theme in names)

    yield from _rows(found, tallies, of)


def _rows(
    found: Found, tallies: Iterable[Tally], of: Callable[[Tally], tuple[str, ...]]
) -> Iterator[Row]:
    """The share of each group, in the order of their names; those that may not be told left out."""
    right: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for one in tallies:
        for name in of(one):
            answered[name] += one.count
            right[name] += one.count if one.option == found.forms[one.form].right else 0
    for name in sorted(answered):
        told = share(right[name], answered[name])
        if told is not None:
            yield name, told


def _stage(form: Form, kind: Kind | None, older: bool, sums: Counter[str]) -> Stage:
    others = sums.pop(OTHERS, 0)
    counts: dict[str, int | None] = {option: sums[option] for option, _ in form.options}
    if others:  # what is not told apart may be any of those that nobody else was told of
        wrong = [option for option in counts if option != form.right and not counts[option]]
        counts |= dict.fromkeys(wrong)
    return Stage(form, kind, older, counts, others)


def session_shares(session: Session, forms: Forms) -> tuple[int, int]:
    """How many decisions of a session were right, and of how many.

    As on its card, a stage that fewer than five answered counts only with names.
    """
    right = answered = 0
    for form in {form for form, _ in session.counts}:
        count = sum(n for (at, _), n in session.counts.items() if at == form)
        if count >= ENOUGH or session.named:
            answered += count
            right += session.counts[form, forms[form].right]
    return right, answered
