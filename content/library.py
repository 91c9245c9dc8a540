"""The library: every version of every guide, and which of them is in force on a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from content.guide import Answer, Guide
from content.header import Status
from content.link import link
from content.model import Label, Model, Slug, Words
from content.release import Edition, Release
from content.schedule_four import ScheduleFour
from content.statement import Source
from content.strict_yaml import Document


class Overlay(Model):
    """What one force fills in.

    Attributes:
        local: only slots that guides mark ``local``.
        teams: what a training session may be held for, so that figures can be told by team.
    """

    force: Slug
    title: Words
    local: dict[Slug, Words]
    teams: Annotated[tuple[Label, ...], Field(max_length=40)] = ()

    @model_validator(mode="after")
    def _told_apart(self) -> Overlay:
        if len({team.casefold() for team in self.teams}) != len(self.teams):
            raise ValueError("two teams have the same name")
        return self


class NotInForce(Exception):
    """No version, or more than one, of a guide is in force on the day asked for."""

    def __init__(self, guide: str, on: date, found: int) -> None:
        self.guide, self.on, self.found = guide, on, found
        many = "No version" if found == 0 else f"{found} versions"
        super().__init__(f"{many} of the guide '{guide}' in force on {on.isoformat()}.")


class Unavailable(Exception):
    """An encounter is pinned to content that is not in this library."""


@dataclass(frozen=True)
class Library:
    """All loaded content. Immutable; a changed folder is loaded as a new library.

    Attributes:
        editions: every version by guide id, oldest first.
        documents: the parsed files, for line numbers, by path.
        sources: the register of sources.
        overlays: force overlays by force id, with their digests.
        schedule: the offences of Schedule 4, or None if the folder has no such file.
    """

    editions: Mapping[str, tuple[Edition, ...]]
    documents: Mapping[str, Document]
    sources: Mapping[str, Source]
    overlays: Mapping[str, tuple[Overlay, str]]
    schedule: ScheduleFour | None = None

    def in_force(self, guide: str, on: date) -> Edition:
        """The one published version in force on a day.

        Raises NotInForce if there is none or more than one. It never falls back to another version.
        """
        found = [
            edition for edition in self.editions.get(guide, ()) if is_in_force(edition.guide, on)
        ]
        if len(found) != 1:
            raise NotInForce(guide, on, len(found))
        return found[0]

    def on(self, day: date) -> dict[str, Edition]:
        """Every guide in force on a day. Raises NotInForce where two versions of one are."""
        present = (
            name
            for name, editions in self.editions.items()
            if any(is_in_force(edition.guide, day) for edition in editions)
        )
        return {name: self.in_force(name, day) for name in present}

    def release(self, start: str, on: date, force: str = "") -> Release:
        """The start guide, as in force on a day, linked with all it runs.

        Raises NotInForce or LinkError; KeyError for a force without an overlay.
        """
        self.in_force(start, on)
        return self._link(start, self.on(on), force)

    def reference(self, on: date, force: str = "") -> Release:
        """Everything in force on a day to look things up in, with nothing to walk."""
        editions = self.on(on)
        slots = {
            k: slot for edition in editions.values() for k, slot in edition.guide.local.items()
        }
        overlay, digest = self.overlays[force] if force else (None, "")
        return Release(
            start="",
            editions=editions,
            lanes=(),
            placed={},
            watches=(),
            sources=self.sources,
            slots=slots,
            local=overlay.local if overlay else {},
            overlay=f"{force}@{digest}" if force else "",
        )

    def pinned(self, start: str, guides: Mapping[str, str], overlay: str = "") -> Release:
        """The release an encounter is pinned to. Raises Unavailable if any of it is gone."""
        editions = {name: self.exactly(name, version) for name, version in guides.items()}
        force = overlay.partition("@")[0]
        return self._link(start, editions, force if force in self.overlays else "")

    def exactly(self, guide: str, name: str) -> Edition:
        """The version called ``version@digest``. Raises Unavailable."""
        for edition in self.editions.get(guide, ()):
            if edition.name == name:
                return edition
        raise Unavailable(f"Guide '{guide}' {name} is not in the content folder.")

    def answers(self, on: date) -> Iterator[tuple[Answer, Edition]]:
        """Every approved answer in force on a day, with the version it comes from."""
        for edition in self.on(on).values():
            for answer in edition.guide.answers:
                yield answer, edition

    def _link(self, start: str, editions: Mapping[str, Edition], force: str) -> Release:
        if not force:
            return link(start, editions, self.sources)
        overlay, digest = self.overlays[force]
        return link(start, editions, self.sources, overlay.local, f"{force}@{digest}")


def is_in_force(guide: Guide, on: date) -> bool:
    """Whether this version is published and its window covers the day."""
    window = guide.effective
    started = window.from_ <= on
    return (
        guide.status is Status.PUBLISHED and started and (window.until is None or on < window.until)
    )
