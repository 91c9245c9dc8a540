"""The file of Schedule 4: every offence on the list, common ones that are not, and their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictBool, TypeAdapter, ValidationError

from content.issue import ContentError, Issue
from content.model import Model, Slug, Words
from content.statement import Cites
from content.strict_yaml import Document, read

FILE = "schedule-4.yaml"

_SECTIONS = re.compile(r"\bss?(\d+)([A-Z]?)(?:-(\d+))?|, (\d+)([A-Z]?)")
_ACT = re.compile(r"(.+ Act) (\d{4})\Z")
_Day = Annotated[date, Field(strict=True)]
_Wordings = Annotated[tuple[Words, ...], Field(min_length=1)]


class Entry(Model):
    """An offence, and whether it is on the list.

    Attributes:
        act, section: where it is found; "" if it has no Act of its own.
        paragraph: of Schedule 4, or "" for an offence that is not on the list.
        excluded_since: the day it joined the list; None for an offence that is not on it.
        only_with_listed: attempts, conspiracy and helping, which follow the main offence.
        trap: what is easily confused with it.
        words: what officers call it.
    """

    id: Slug
    group: Words
    act: str = ""
    section: str = ""
    paragraph: str = ""
    offence: Words
    excluded_since: _Day | None = None
    only_with_listed: StrictBool = False
    confirm_locally: StrictBool = False
    trap: Words | None = None
    words: _Wordings

    @property
    def listed(self) -> bool:
        """Whether it is on the list."""
        return self.excluded_since is not None

    @cached_property
    def sections(self) -> frozenset[str]:
        """The sections of its Act, as words: "s66b"; empty for common law and schedules."""
        if self.section.startswith("Sch"):
            return frozenset()
        return frozenset(_sections(re.sub(r"\([^)]*\)", "", self.section)))

    @property
    def short_act(self) -> str:
        """The name of its Act without the year, or ""."""
        found = _ACT.fullmatch(self.act)
        return found[1] if found else ""


def _sections(text: str) -> Iterator[str]:
    for first, letter, last, more, more_letter in _SECTIONS.findall(text):
        numbers = range(int(first or more), int(last or first or more) + 1)
        yield from (f"s{number}{(letter or more_letter).lower()}" for number in numbers)


class Unclear(Model):
    """Words that fit several offences, or only part of one.

    ``only`` says that other forms of the same thing are not among the listed ones.
    """

    words: _Wordings
    entries: Annotated[tuple[Slug, ...], Field(min_length=1)]
    only: StrictBool = False


class Citations(Model):
    """What each kind of statement about an entry rests on."""

    listed: Cites
    traps: Cites
    added: Cites
    not_listed: Annotated[Cites, Field(alias="not-listed")]


class Caution(Model):
    """What is always said beside a verdict."""

    listed: Words
    not_listed: Annotated[Words, Field(alias="not-listed")]
    changes: Words
    changes_confirm_locally: StrictBool = False


class ListFile(Model):
    """The list as its file has it; see ``content/schedule-4.yaml``."""

    list: Slug
    title: Words
    read_on: _Day
    review_by: _Day
    sources: tuple[Slug, ...]
    cite: Citations
    caution: Caution
    listed: tuple[Entry, ...]
    not_listed: Annotated[tuple[Entry, ...], Field(alias="not-listed")]
    depends: tuple[Unclear, ...] = ()


def read_list(root: Path) -> ListFile:
    """Read the list of a content folder. Raises ContentError with every problem and its line."""
    document = read(root / FILE, root)
    try:
        file = TypeAdapter(ListFile).validate_python(document.data)
    except ValidationError as error:
        raise ContentError(_shape(document, error)) from error
    problems = list(_problems(document, file))
    if problems:
        raise ContentError(problems)
    return file


def _shape(document: Document, error: ValidationError) -> Iterator[Issue]:
    for problem in error.errors(include_url=False, include_input=False):
        where = ".".join(map(str, problem["loc"])) or "the file"
        line = document.line(tuple(problem["loc"]))
        yield Issue(document.file, line, "schema", f"{where}: {problem['msg']}.")


def _problems(document: Document, file: ListFile) -> Iterator[Issue]:
    """What the shape alone does not show: ids, dates, and words with two meanings."""

    def issue(loc: tuple[str | int, ...], rule: str, message: str, fix: str) -> Issue:
        return Issue(document.file, document.line(loc), rule, message, fix)

    unclear = {word for group in file.depends for word in group.words}
    ids: set[str] = set()
    meant: dict[str, bool] = {}
    for place, entry in _placed(file):
        if entry.id in ids:
            yield issue(
                (*place, "id"), "duplicate-id", f"'{entry.id}' is there twice.", "Keep one."
            )
        if entry.listed is not (place[0] == "listed"):
            fix = "An offence on the list has a date, any other has none."
            yield issue(place, "excluded-since", f"'{entry.id}' is under the wrong heading.", fix)
        for word in sorted(set(entry.words) - unclear):
            if meant.setdefault(word, entry.listed) is not entry.listed:
                fix = "Put it under `depends` with both offences."
                yield issue((*place, "words"), "two-answers", f"'{word}' is also the other.", fix)
        ids.add(entry.id)
    for at, group in enumerate(file.depends):
        for wanted in sorted(set(group.entries) - ids):
            message, fix = f"There is no '{wanted}'.", "Use the id of an entry."
            yield issue(("depends", at, "entries"), "unknown-entry", message, fix)


def _placed(file: ListFile) -> Iterator[tuple[tuple[str, int], Entry]]:
    for name, entries in (("listed", file.listed), ("not-listed", file.not_listed)):
        yield from (((name, at), entry) for at, entry in enumerate(entries))
