"""What Schedule 4 says about the offence of a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from content.schedule.listing import Entry

Standing = Literal["listed", "not-listed", "depends", "unknown"]

NAME = "schedule-4"  # what a verdict is called where an answer has its id


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the list says about a question.

    Attributes:
        standing: of everything named; "depends" if the words do not settle it, "unknown" if they
            name nothing on file.
        entries: the offences meant, or those that may be, only a few.
        helping: an attempt, conspiracy or helping was named, which follows the main offence.
    """

    standing: Standing
    entries: tuple[Entry, ...] = ()
    helping: Entry | None = None
