"""Going through a review at a terminal: a real one, with nobody's hands on the keys."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator

import pytest

from content.loader import FOLDER
from tests.bot import test_review
from tests.bot.test_review import MATCH, WORDING, Desk

PATIENCE = 60.0  # seconds

desk, url = test_review.desk, test_review.url


class Terminal:
    """The review command at a terminal."""

    def __init__(self, desk: Desk) -> None:
        self.keys, theirs = pty.openpty()
        folders = ["--content", str(desk.content), "--questions", str(desk.questions)]
        command = [sys.executable, "app.py", "review", *folders]
        self.process = subprocess.Popen(
            command, cwd=FOLDER.parent, stdin=theirs, stdout=theirs, stderr=theirs
        )
        os.close(theirs)
        self.said = ""

    def until(self, text: str) -> str:
        """What is said until a text comes."""
        while text not in self.said:
            assert select.select([self.keys], [], [], PATIENCE)[0], self.said
            self.said += os.read(self.keys, 4096).decode()
        before, _, self.said = self.said.partition(text)
        return before

    def type(self, text: str) -> None:
        """Answer the next prompt."""
        self.until(" > ")
        os.write(self.keys, f"{text}\n".encode())

    def close(self) -> None:
        """Hang up."""
        self.process.kill()
        self.process.wait()
        os.close(self.keys)


@pytest.fixture
def terminal(desk: Desk) -> Iterator[Terminal]:
    found = Terminal(desk)
    yield found
    found.close()


def test_every_group_is_settled_as_is_typed(desk: Desk, terminal: Terminal) -> None:
    terminal.type("what")
    terminal.type("c")
    terminal.type("consent-refuse")
    terminal.type(WORDING)
    terminal.until("Did you mean")
    terminal.type("w")
    terminal.type(WORDING)
    terminal.until("Accepted")
    terminal.type("n")
    terminal.type("who plays in the match on saturday")
    terminal.until("Accepted")
    terminal.type("r")
    terminal.until("That was all")
    assert terminal.process.wait(PATIENCE) == 0
    assert desk.shown() == []
    assert sorted(desk.added())[0] == "consent-refused"
    assert len(desk.added()) == 2


@pytest.mark.parametrize("stop", ["q", "\x04"])
def test_it_can_be_skipped_and_stopped_and_the_rest_waits(
    desk: Desk, terminal: Terminal, stop: str
) -> None:
    shown = desk.shown()
    terminal.type("s")
    terminal.type("r")
    terminal.until("Rejected")
    terminal.type(stop)
    terminal.until("Stopped")
    assert terminal.process.wait(PATIENCE) == 0
    assert desk.shown() == [shown[0], shown[2]]
    assert " ".join(MATCH) not in dict(desk.shown()).values()
