"""Clocks: what they may do to the bot, and which are believed."""

from __future__ import annotations

import inspect
import time
from datetime import UTC, datetime, timedelta

from bot.channel.outbound import Outbound
from bot.pace import Pace
from bot.steady import JUMP, SETTLED, Steady
from tests.bot.fakes import Clock

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


def test_what_runs_out_in_this_process_goes_by_a_clock_that_cannot_be_set() -> None:
    for made in (Pace, Outbound, Steady):
        assert inspect.signature(made).parameters["clock"].default is time.monotonic


def test_a_clock_is_believed_unless_it_has_jumped_in_the_last_day() -> None:
    machine = Clock()
    steady = Steady(machine)
    assert steady(NOW)
    machine.now += 3600
    assert steady(NOW + timedelta(hours=1) + JUMP)  # it drifts
    assert not steady(NOW - timedelta(hours=1))
    machine.now += SETTLED.total_seconds() - 1
    settled = NOW - timedelta(hours=1) + SETTLED
    assert not steady(settled)
    machine.now += 1
    assert steady(settled)
