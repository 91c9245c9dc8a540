"""The guidance the bot serves: a library, a day, and the releases encounters are pinned to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from content.guide import Answer
from content.library import Library
from content.release import Edition, Release
from content.search import Context, Found, Index
from dialogs.encounter import Pin
from dialogs.facts import fold
from dialogs.reading import Reading

START = "encounter"
REMEMBERED = 64  # releases; a force runs a handful at a time


class Guidance:
    """A library seen by the bot, with the linking and indexing remembered."""

    def __init__(self, library: Library, force: str = "") -> None:
        self.library = library
        self.force = force
        self._pinned: dict[str, Release] = {}
        self._days: dict[date, Day] = {}

    def today(self, on: date) -> Day:
        """The guidance in force on a day. Raises NotInForce or LinkError."""
        day = self._days.get(on)
        if day is None:
            day = Day(self.library, on, self.force)
            self._days = {on: day}  # yesterday is never asked for again
        return day

    def pinned(self, pin: Pin) -> Release:
        """The release an encounter runs on. Raises Unavailable if any of it is gone."""
        key = f"{pin.start} {pin.overlay} {sorted(pin.guides.items())}"
        release = self._pinned.get(key)
        if release is None:
            if len(self._pinned) >= REMEMBERED:
                self._pinned.pop(next(iter(self._pinned)))
            release = self.library.pinned(pin.start, pin.guides, pin.overlay)
            self._pinned[key] = release
        return release


class Day:
    """What is in force on one day: the encounter's release, and the answers to questions."""

    def __init__(self, library: Library, on: date, force: str) -> None:
        self.on = on
        self.release = library.release(START, on, force)
        self.answers: Mapping[str, tuple[Answer, Edition]] = {
            answer.id: (answer, edition) for answer, edition in library.answers(on)
        }
        slots = {k: v for e in library.on(on).values() for k, v in e.guide.local.items()}
        # Answers may come from guides that no encounter runs, so they see every slot there is.
        self.reading = Reading(replace(self.release, slots=slots), fold(()))
        self._index = Index.build(library, on)

    def find(self, text: str, context: Context) -> Found:
        """Look a question up."""
        return self._index.find(text, context)

    def about(self, concept: str) -> Answer | None:
        """The first answer that covers a concept."""
        return next((a for a, _ in self.answers.values() if concept in a.covers), None)
