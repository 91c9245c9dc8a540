"""What was worked out of encounters in the last turns, kept for the next turn of each.

All of it follows from the guidance and the log alone, and it is used again only for the very same
log: what somebody else appended meanwhile is never missed.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from content.release import Release
from dialogs.board import screen
from dialogs.encounter import Encounter
from dialogs.screen import Screen
from dialogs.view import View, view

MOST = 80_000  # steps of sections that are remembered in all; one in about four applies


@dataclass(frozen=True)
class Known:
    """Where an encounter stands, and the screen for it once that was asked for."""

    view: View

    @cached_property
    def screen(self) -> Screen:
        """What to show."""
        return screen(self.view)

    @property
    def size(self) -> int:
        """How many steps its sections have, which is an upper bound of those that apply."""
        return sum(len(lane.lane.steps) for lane in self.view.lanes)

    def fits(self, release: Release, encounter: Encounter, viewer: str) -> bool:
        """Whether working it out anew would give the same."""
        seen = self.view
        return seen.release is release and seen.viewer == viewer and seen.encounter == encounter


def work_out(
    release: Release, encounter: Encounter, viewer: str, before: Known | None = None
) -> Known:
    """Where an encounter stands, which may have been worked out before."""
    if before is not None and before.fits(release, encounter, viewer):
        return before
    return Known(view(release, encounter, viewer))


class Memory:
    """The encounters last worked out, for each who looked."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[tuple[str, str], Known] = OrderedDict()

    def of(self, encounter: Encounter | None, viewer: str) -> Known | None:
        """What was worked out last of this encounter, which may have changed since."""
        return self._kept.get((encounter.id, viewer)) if encounter else None

    def keep(self, known: Known) -> None:
        """Remember it instead of what was known of the encounter before."""
        key = known.view.encounter.id, known.view.viewer
        before = self._kept.pop(key, None)
        self._size -= before.size if before else 0
        self._kept[key] = known
        self._size += known.size
        while self._kept and self._size > self._most:
            _, oldest = self._kept.popitem(last=False)
            self._size -= oldest.size
