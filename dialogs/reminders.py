"""Reminders an officer asked for: what is outstanding, and when to say so.

Nothing here is guidance: what is to be done, and by when, comes from the checklists that apply. The
times of reminders are the bot's own choice, and nothing is ever due because of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from dialogs.asking import title
from dialogs.clock import UNITED_KINGDOM, shown
from dialogs.commands import Look, Remind
from dialogs.encounter import Mode
from dialogs.screen import Choice, Screen
from dialogs.standing import Task
from dialogs.view import View
from dialogs.wish import ALWAYS, DAY, OFF, handed_over

BEFORE = (12, 4, 1, 0)  # hours before a deadline; one of the first two is never at night
AFTER = (4, 12, 24, 48, 72)  # hours after the start, for what is to be done as soon as possible
MOST = 5  # lines of one reminder

AGREED: Mapping[str, str] = {
    DAY: "Reminders are on, not at night. “Stop reminders” ends them.",
    ALWAYS: "Reminders are on, at any hour. “Stop reminders” ends them.",
    OFF: "Reminders are off.",
}


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without reminders, by the clock on the wall in the United Kingdom; equal means none."""

    start: time = time(22)
    end: time = time(7)

    def until(self, now: datetime) -> datetime:
        """When a reminder may be sent: now, or at the end of these hours."""
        local = now.astimezone(UNITED_KINGDOM)
        if not self._holds(local.time()):
            return now
        day = local.date() + timedelta(days=int(local.time() >= self.end))
        return datetime.combine(day, self.end, UNITED_KINGDOM).astimezone(now.tzinfo)

    def _holds(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def outstanding(seen: View) -> tuple[str, ...]:
    """What is to be done and by when, a line for each checklist; the handover last.

    Only the titles of the guidance and "Person 2": nothing about anybody.
    """
    if seen.facts.closed:
        return ()
    lines: dict[str, str] = {}
    for task in _tasks(seen):
        by = f"by {shown(task.due)}" if isinstance(task.due, datetime) else str(task.due).lower()
        lines.setdefault(title(seen, task.key), by)
    told = tuple(f"{what}: {by}" for what, by in lines.items())
    return told if handed_over(seen.encounter) else (*told, "Handover: not read yet")


def next_moment(seen: View, after: datetime) -> datetime | None:
    """When to remind next, quiet hours left out of account; None when nothing is to be said."""
    if seen.facts.closed or seen.encounter.pin.mode is Mode.TRAINING:
        return None
    return min((moment for moment in _moments(seen) if moment > after), default=None)


def reminder(seen: View) -> Screen:
    """The reminder itself."""
    left = outstanding(seen)
    further = (f"… and {len(left) - MOST} more",) if len(left) > MOST else ()
    return Screen(
        kind="reminder",
        title=f"Reminder: encounter {seen.encounter.code}",
        lines=(*left[:MOST], *further),
        choices=(
            Choice("Carry on", Look(None, None), main=True),
            Choice("Stop reminders", Remind(OFF)),
        ),
        typed="Type “resume” to carry on, or “stop reminders”.",
    )


def choosing(seen: View, wished: str) -> Screen:
    """Whether to be reminded, and when."""
    choices = (
        Choice("Remind me, not at night", Remind(DAY), main=wished == OFF),
        Choice("Remind me at any hour", Remind(ALWAYS)),
        Choice("Stop reminders", Remind(OFF), main=wished != OFF),
    )
    state = {DAY: "On, not at night.", ALWAYS: "On, at any hour."}.get(wished, "Off.")
    offered = (one for one in choices if one.act != Remind(wished))
    return Screen(
        kind="remind",
        title=f"Reminders for {seen.encounter.code}",
        progress=state,
        lines=(
            "A short message here while something is outstanding: what, and by when.",
            "One can go astray. The board always shows what is left.",
        ),
        choices=(*offered, Choice("Back to the board", Look(None, None))),
    )


def _tasks(seen: View) -> Iterator[Task]:
    return (task for task in seen.tasks if task.open and task.due is not None)


def _moments(seen: View) -> Iterator[datetime]:
    soon = not handed_over(seen.encounter)
    for task in _tasks(seen):
        if isinstance(task.due, datetime):
            yield from (task.due - timedelta(hours=hours) for hours in BEFORE)
        else:
            soon = True
    if soon:
        yield from (seen.encounter.opened_at + timedelta(hours=hours) for hours in AFTER)
