"""When to remind and of what, worked out from the log alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from dialogs.asking import title
from dialogs.commands import Answer, Close, ReadHandover, Refusal, Remind, Reopen
from dialogs.encounter import Mode
from dialogs.reminders import AFTER, BEFORE, MOST, Quiet, next_moment, outstanding, reminder
from dialogs.view import view
from dialogs.wish import ALWAYS, DAY, OFF, asked, wish
from tests.journey import STARTED, Journey, release

HOUR = timedelta(hours=1)
NIGHT = Quiet(time(22), time(7))


@pytest.fixture
def journey() -> Journey:
    """An adult who agrees to the NRM, so that a form and a crime record are due."""
    begun = Journey(release()).answers(danger="none", place="home", people={"adult": 1, "young": 0})
    return begun.person("person1", account="done", consent="agrees")


def moments(journey: Journey) -> list[timedelta]:
    """Every time a reminder is due, from the start, if nothing more happens."""
    found, after = [], STARTED
    while (following := next_moment(journey.view, after)) is not None:
        found.append(following - STARTED)
        after = following
    return found


def test_what_is_left_is_told_without_anything_about_anyone(journey: Journey) -> None:
    left = outstanding(journey.view)
    assert any(line.startswith("Person 1 ") and "as soon as you can" in line for line in left)
    assert left[-1].startswith("Handover")
    assert all(len(line) < 100 for line in left)


def test_what_is_done_is_not_told(journey: Journey) -> None:
    def about_the_form() -> list[str]:
        form = next(task for task in journey.view.tasks if task.item == "nrm-form")
        heading = title(journey.view, form.key)
        return [line for line in outstanding(journey.view) if line.startswith(heading)]

    assert about_the_form()
    journey.answer("person1/nrm-report", {"nrm-form": "done"})
    assert about_the_form() == []


def test_the_handover_is_told_until_it_is_read_or_the_encounter_closed(journey: Journey) -> None:
    assert any("Handover" in line for line in outstanding(journey.view))
    assert isinstance(journey.try_(ReadHandover()), Refusal)
    journey.do(Remind(DAY)).do(ReadHandover())
    assert isinstance(journey.try_(ReadHandover()), Refusal)
    assert not any("Handover" in line for line in outstanding(journey.view))


def test_a_closed_encounter_needs_no_reminder(journey: Journey) -> None:
    journey.do(Close())
    assert (outstanding(journey.view), moments(journey)) == ((), [])
    journey.do(Reopen())
    assert moments(journey)


def test_training_is_never_reminded_of(journey: Journey) -> None:
    pin = replace(journey.encounter.pin, mode=Mode.TRAINING)
    training = view(journey.release, replace(journey.encounter, pin=pin))
    assert next_moment(training, STARTED) is None


def test_what_is_to_be_done_soon_is_told_ever_more_seldom(journey: Journey) -> None:
    assert {hours * HOUR for hours in AFTER} <= set(moments(journey))
    assert moments(journey)[-1] == max(AFTER) * HOUR


def test_a_deadline_is_told_ahead_and_when_it_comes(journey: Journey) -> None:
    due = next(task.due for task in journey.view.tasks if isinstance(task.due, datetime))
    wanted = {due - hours * HOUR - STARTED for hours in BEFORE}
    assert {one for one in wanted if one > timedelta()} <= set(moments(journey))


def test_one_reminder_of_a_deadline_is_by_day_before_it() -> None:
    for hour in range(24):
        due = datetime(2026, 11, 23, hour, tzinfo=UTC)
        assert any(NIGHT.until(due - ahead * HOUR) < due for ahead in BEFORE)


def test_nothing_left_means_nothing_to_say(journey: Journey) -> None:
    journey.do(Remind(DAY)).do(ReadHandover())
    for task in journey.view.tasks:
        if task.open and task.due:
            person, step = task.key
            journey.answer(f"{person}/{step}" if person else step, {task.item: "done"})
    assert (outstanding(journey.view), moments(journey)) == ((), [])


def test_the_reminder_is_short_and_names_the_code(journey: Journey) -> None:
    for _ in range(6):
        journey.add("adult")
    shown = reminder(journey.view)
    assert journey.encounter.code in shown.title
    assert len(shown.lines) <= MOST + 1


# --- asking for them


def test_whoever_asked_last_says_how(journey: Journey) -> None:
    assert (asked(journey.encounter), wish(journey.encounter, "officer-1")) == (False, OFF)
    journey.do(Remind(DAY))
    assert wish(journey.encounter, "officer-1") == DAY
    assert wish(journey.encounter, "officer-2") == OFF
    journey.do(Remind(ALWAYS)).do(Remind(OFF))
    assert (asked(journey.encounter), wish(journey.encounter, "officer-1")) == (True, OFF)


@pytest.mark.parametrize("how", [OFF, "", "weekly"])
def test_nothing_is_recorded_for_what_is_already_so_or_unknown(journey: Journey, how: str) -> None:
    assert isinstance(journey.try_(Remind(how)), Refusal)


def test_reminders_leave_everything_else_where_it_is(journey: Journey) -> None:
    journey.do(Answer("person1", "consent", "declines", pressed=False))
    before = journey.view
    assert before.facts.proposal is not None
    journey.do(Remind(DAY))
    assert journey.view.facts.proposal == before.facts.proposal
    journey.dismiss().undo()
    assert wish(journey.encounter, "officer-1") == DAY
    assert journey.view.stop(("person1", "consent")) is not None


# --- quiet hours


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(22, 21, 59), at(22, 21, 59)),
        (at(22, 22), at(23, 7)),
        (at(23, 0), at(23, 7)),
        (at(23, 6, 59), at(23, 7)),
        (at(23, 7), at(23, 7)),
        # British Summer Time: the wall shows an hour more.
        (at(1, 21, 0, month=7), at(2, 6, 0, month=7)),
        (at(1, 20, 59, month=7), at(1, 20, 59, month=7)),
        # The nights in which the clock changes.
        (at(28, 23, month=3), at(29, 6, month=3)),
        (at(24, 22, month=10), at(25, 7, month=10)),
    ],
)
def test_the_night_is_that_of_the_clock_on_the_wall(now: datetime, then: datetime) -> None:
    assert NIGHT.until(now) == then


def test_quiet_hours_may_be_in_the_day_or_none() -> None:
    lunch = Quiet(time(12), time(13))
    assert lunch.until(at(22, 12, 30)) == at(22, 13)
    assert lunch.until(at(22, 13)) == at(22, 13)
    assert Quiet(time(0), time(0)).until(at(22, 0)) == at(22, 0)
