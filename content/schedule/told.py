"""What the list of Schedule 4 says about an offence, in words, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from content.days import long_day
from content.schedule.listing import Entry, ListFile
from content.schedule.verdict import Verdict
from content.statement import Cites

CHECK = "Check the exact charge against the Act."
CONSIDER = "Section 45 can be considered."
LATER = "It depends on the day of the offence"
HELPING = {
    "listed": "Attempting it, conspiring in it or helping with it is shut out too.",
    "not-listed": "Attempting it or conspiring in it is not shut out either.",
    "depends": "Attempting, conspiring or helping goes with the main offence.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, what it rests on, and whether the sources leave it open."""

    text: str
    cites: Cites
    confirm_locally: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to say.

    Attributes:
        title: the verdict in a few words.
        said: what goes with it: since when, what is easily confused with it.
        check: what must be checked before relying on it, or "".
        more: where the offence is found, and what else to know.
    """

    title: str
    said: tuple[Line, ...]
    check: str = CHECK
    more: tuple[Line, ...] = ()


def told(found: Verdict, file: ListFile, history: date | None = None) -> Told:
    """Put a verdict in words; ``history`` is the earlier day that is asked about, if any."""
    began = min(entry.excluded_since for entry in file.listed if entry.excluded_since)
    if history is not None and history < began:
        title = f"HISTORY, {long_day(history)}: no section 45 yet"
        since = Line(f"Section 45 and Schedule 4 began on {long_day(began)}.", file.cite.listed)
        return Told(title, (since,), check="")
    return Told(
        _title(found) if history is None else _title_then(found, history),
        tuple(_said(found, file, began)),
        check="" if found.standing == "not-listed" else CHECK,
        more=tuple(_more(found, file)),
    )


def _title(found: Verdict) -> str:
    one = found.entries[0].offence if len(found.entries) == 1 else ""
    match found.standing:
        case "listed":
            return f"{one}: on Schedule 4" if one else "On Schedule 4"
        case "not-listed":
            return f"{one}: not on Schedule 4" if one else "Not on Schedule 4"
        case "depends":
            return "It depends on the exact charge"
        case "unknown":
            return "I cannot match that to one offence"


def _title_then(found: Verdict, day: date) -> str:
    """The heading as at an earlier day: an offence counts from when it joined the list."""
    late = any(entry.excluded_since and day < entry.excluded_since for entry in found.entries)
    if late and found.standing == "listed":
        one = len(found.entries) == 1
        told = f"{found.entries[0].offence}: not yet on Schedule 4" if one else LATER
    else:
        told = _title(found)
    return f"HISTORY, {long_day(day)}: {told}"


def _said(found: Verdict, file: ListFile, began: date) -> Iterator[Line]:
    match found.standing:
        case "listed" | "not-listed" if len(found.entries) == 1:
            yield from _one(found.entries[0], file, began)
        case "unknown":
            absent = "It is not named in the list I hold. That does not make it open or shut out."
            yield Line(absent, file.cite.not_listed, confirm_locally=True)
            yield from (_line(entry, file, began) for entry in found.entries)
        case _:
            yield from (_line(entry, file, began) for entry in found.entries)
    if found.standing == "depends" and all(entry.listed for entry in found.entries):
        yield Line("Any other form of it: look it up in the Act.", file.cite.traps)
    if found.helping is not None:
        yield Line(HELPING[found.standing], _cite(found.helping, file, began))
    if found.standing == "listed":
        yield Line(file.caution.listed, file.cite.listed)
    elif found.standing == "not-listed":
        yield Line(CONSIDER, _absent(file), found.entries[0].confirm_locally)
        yield Line(file.caution.not_listed, _absent(file))


def _one(entry: Entry, file: ListFile, began: date) -> Iterator[Line]:
    """Since when, and what is easily confused with it."""
    since = entry.excluded_since
    if since is not None:
        before = "" if since == began else ", not before"
        text = f"Section 45 is shut out for acts from {long_day(since)}{before}."
        yield Line(text, _cite(entry, file, began))
    if entry.trap is not None:
        yield Line(entry.trap, file.cite.traps, entry.confirm_locally)


def _line(entry: Entry, file: ListFile, began: date) -> Line:
    """One of several offences, with its own answer."""
    since = entry.excluded_since
    if entry.only_with_listed:
        text = f"{entry.offence}: only where the main offence is on the list."
    elif since is None:
        text = f"{entry.offence}: not on the list."
    elif since == began:
        text = f"{entry.offence}: on the list."
    else:
        text = f"{entry.offence}: on the list from {long_day(since)}."
    return Line(text, _cite(entry, file, began), entry.confirm_locally)


def _more(found: Verdict, file: ListFile) -> Iterator[Line]:
    began = min(entry.excluded_since for entry in file.listed if entry.excluded_since)
    for entry in found.entries:
        where = _where(entry)
        if where:
            yield Line(f"{entry.offence}: {where}.", _cite(entry, file, began))
        if entry.trap is not None and len(found.entries) > 1:
            yield Line(entry.trap, file.cite.traps, entry.confirm_locally)
    if len(found.entries) > 1:
        yield Line("Judge each offence by itself.", file.cite.traps)
    if found.standing == "depends":
        yield Line(file.caution.not_listed, _absent(file))
    confirm = file.caution.changes_confirm_locally
    yield Line(file.caution.changes, file.cite.added, confirm)


def _where(entry: Entry) -> str:
    """The Act and section, and the place in the list."""
    act = "" if entry.act.lower() == entry.section else entry.act
    parts = [" ".join(part for part in (act, entry.section) if part)]
    parts += [f"Schedule 4 paragraph {entry.paragraph}"] if entry.paragraph else []
    return "; ".join(part for part in parts if part)


def _cite(entry: Entry, file: ListFile, began: date) -> Cites:
    if entry.excluded_since is None:
        return _absent(file)
    return file.cite.listed if entry.excluded_since == began else file.cite.added


def _absent(file: ListFile) -> Cites:
    return file.cite.not_listed
