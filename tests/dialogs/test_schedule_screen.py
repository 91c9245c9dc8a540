"""What is shown of a verdict on Schedule 4."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cards.text import plain
from dialogs.schedule_screen import schedule_screen
from dialogs.screen import Screen
from tests.journey import TODAY, published


def shown(question: str, history: date | None = None) -> Screen:
    schedule = published().schedule
    assert schedule is not None
    verdict = schedule.look_up(question)
    assert verdict is not None
    return schedule_screen(verdict, schedule.file, history)


def text(screen: Screen) -> str:
    return plain(screen, published().reference(TODAY))


def test_a_listed_offence_says_since_when_the_trap_and_the_source() -> None:
    said = text(shown("is robbery on schedule 4"))
    assert "Robbery, or assault meaning to rob: on Schedule 4" in said
    assert "shut out for acts from 31 Jul 2015" in said
    assert "Theft without force is not on the list" in said
    assert "Check the exact charge" in said
    assert "Schedule 4 as read on 7 Apr 2026" in said
    assert "Sources: Modern Slavery Act 2015 (Revised text as in force on 7 April 2026)" in said


def test_a_later_addition_says_that_it_was_not_shut_out_before() -> None:
    assert "from 12 Apr 2019, not before" in text(shown("upskirting schedule 4"))


def test_an_offence_that_is_not_listed_is_open_but_not_proved() -> None:
    said = text(shown("is theft on schedule 4"))
    assert "not on Schedule 4" in said
    assert "Section 45 can be considered" in said
    assert "not the same as proved" in said
    assert "Robbery is on the list" in said
    assert "shut out" not in said


def test_words_with_two_answers_give_both_and_neither_in_the_heading() -> None:
    screen = shown("is burglary on schedule 4")
    assert screen.title == "It depends on the exact charge"
    said = text(screen)
    assert "Burglary with intent to steal: not on the list" in said
    assert "Aggravated burglary: on the list" in said


def test_part_of_an_offence_is_not_taken_for_the_whole() -> None:
    said = text(shown("is dangerous driving on schedule 4"))
    assert "Death by dangerous driving: on the list" in said
    assert "Any other form of it: look it up in the Act" in said


def test_nothing_is_claimed_of_an_offence_that_is_not_on_file() -> None:
    said = text(shown("is jaywalking on schedule 4"))
    assert "does not make it open or shut out" in said
    assert "can be considered" not in said


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("attempted robbery s45", "Attempting it, conspiring in it or helping with it is shut out"),
        ("conspiracy to supply class a s45", "not shut out either"),
        ("helping with a burglary s45", "goes with the main offence"),
    ],
)
def test_an_attempt_or_help_follows_the_main_offence(question: str, told: str) -> None:
    assert told in text(shown(question))


def test_as_at_an_earlier_day() -> None:
    assert "not yet on Schedule 4" in shown("upskirting schedule 4", date(2018, 1, 1)).title
    assert shown("robbery schedule 4", date(2018, 1, 1)).title.startswith(
        "HISTORY, 1 Jan 2018: Rob"
    )
    assert "no section 45 yet" in shown("robbery schedule 4", date(2014, 1, 1)).title
    assert "depends" in shown("killed someone and strangulation s45", date(2018, 1, 1)).title


@pytest.mark.parametrize("question", ["is robbery on schedule 4", "is burglary on schedule 4"])
def test_every_statement_has_a_source(question: str) -> None:
    screen = shown(question)
    assert all(one.cites for one in (*screen.said, *screen.more))
