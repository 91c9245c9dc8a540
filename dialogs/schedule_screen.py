"""The screen that says whether an offence is on Schedule 4, or which offences it may be."""

from __future__ import annotations

from datetime import date

from content.days import long_day
from content.schedule.listing import ListFile
from content.schedule.told import Line, told
from content.schedule.verdict import Verdict
from dialogs.screen import Choice, Screen
from dialogs.wording import Said


def schedule_screen(
    found: Verdict,
    file: ListFile,
    history: date | None = None,
    nav: tuple[Choice, ...] = (),
) -> Screen:
    """What the list says, with what is easily confused, since when, and its sources.

    ``history`` is the earlier day that questions are asked as at; ``nav`` is folded away.
    """
    words = told(found, file, history)
    return Screen(
        kind="schedule",
        title=words.title,
        said=tuple(map(_said, words.said)),
        lines=(f"**{words.check}**",) if words.check else (),
        more=tuple(map(_said, words.more)),
        nav=nav,
        progress=f"Schedule 4 as read on {long_day(file.read_on)}",
    )


def _said(line: Line) -> Said:
    return Said(line.text, line.cites, line.confirm_locally)
