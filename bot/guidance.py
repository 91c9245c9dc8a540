"""The guidance the bot serves: a library, a day, and the releases encounters are pinned to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from bot.training.courses import Courses
from content.found import Context, Found
from content.guide import Answer
from content.library import Library
from content.release import Edition, Release
from content.retrieval.understanding import Understanding
from content.search import Index
from content.starts import USUAL, starts
from dialogs.encounter import Pin
from dialogs.facts import fold
from dialogs.reading import Reading
from dialogs.starting import words

REMEMBERED = 64  # releases; a force runs a handful at a time
TEAMS = tuple(f"Team {letter}" for letter in "ABCDEFGH")
DAYS = 4  # today, yesterday around midnight, and a day or two of history


class Guidance:
    """A library seen by the bot, and what questions to it are understood by.

    Linking and indexing are remembered.
    """

    def __init__(
        self,
        library: Library,
        understanding: Understanding,
        force: str = "",
        pinned: Mapping[str, Release] | None = None,
        courses: Courses | None = None,
    ) -> None:
        self.library = library
        self.understanding = understanding
        self.force = force
        self.courses = courses or Courses({}, library)
        self._pinned: dict[str, Release] = dict(pinned or {})
        self._days: dict[date, Day] = {}

    @property
    def teams(self) -> tuple[str, ...]:
        """What a training session may be held for: the force's own list, else letters."""
        overlay = self.library.overlays.get(self.force)
        return (overlay[0].teams if overlay else ()) or TEAMS

    @property
    def kept(self) -> Mapping[str, Release]:
        """The releases that open encounters run on, to carry over to newer guidance."""
        return self._pinned

    def on(self, day: date) -> Day:
        """The guidance in force on a day. Raises NotInForce if two versions of one guide are."""
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= DAYS:
                self._days.pop(next(iter(self._days)))
            found = self._days[day] = Day(self.library, day, self.force, self.understanding)
        return found

    def pinned(self, pin: Pin) -> Release:
        """The release an encounter runs on. Raises Unavailable if any of it is gone."""
        release = self._pinned.get(pin.content)
        if release is None:
            if len(self._pinned) >= REMEMBERED:
                self._pinned.pop(next(iter(self._pinned)))
            release = self.library.pinned(pin.start, pin.guides, pin.overlay)
            self._pinned[pin.content] = release
        return release


class Day:
    """What is in force on one day: the encounter's release, and the answers to questions."""

    def __init__(
        self, library: Library, on: date, force: str, understanding: Understanding
    ) -> None:
        self.on = on
        self.schedule = library.schedule
        self._library = library
        self._force = force
        self._understanding = understanding
        self.answers: Mapping[str, tuple[Answer, Edition]] = {
            answer.id: (answer, edition) for answer, edition in library.answers(on)
        }
        self.reading = Reading(library.reference(on, force), fold(()))
        self.starts = starts(library, on)
        self.start_words = words(self.starts)
        self._begun: dict[str, Release] = {}

    @cached_property
    def _index(self) -> Index:
        """Made ready beside the start, or by the first question: the start does not wait for it."""
        return Index.build(self._library, self.on, self._understanding)

    @cached_property
    def release(self) -> Release:
        """The usual encounter's guides, linked. Raises NotInForce or LinkError."""
        return self.begun(USUAL)

    def begun(self, start: str) -> Release:
        """A start guide with all it runs, linked. Raises NotInForce or LinkError."""
        found = self._begun.get(start)
        if found is None:
            found = self._begun[start] = self._library.release(start, self.on, self._force)
        return found

    def link(self) -> None:
        """Link every start guide now, not in an officer's turn. Raises NotInForce or LinkError."""
        for start in (USUAL, *(guide.guide for guide in self.starts)):
            self.begun(start)

    def warm(self) -> None:
        """Take every wording apart, not in an officer's turn."""
        self._index.warm()

    def find(self, text: str, context: Context) -> Found:
        """Look a question up."""
        return self._index.find(text, context)

    def about(self, concept: str) -> Answer | None:
        """The first answer that covers a concept."""
        return next((a for a, _ in self.answers.values() if concept in a.covers), None)


def empty_slots(release: Release) -> list[str]:
    """The local slots of a release that the force must fill in and has not."""
    return sorted(
        k for k, slot in release.slots.items() if slot.required and k not in release.local
    )
