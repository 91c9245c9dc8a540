"""What is in the log can be compared with a known id by whoever has the key, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.activity import log_id
from bot.command_line import main
from bot.observing import pseudonym
from tests.bot.fakes import message


@pytest.fixture(autouse=True)
def the_key_before() -> Iterator[None]:
    before = pseudonym._key[0]
    yield
    pseudonym._key[0] = before


def test_it_is_what_the_log_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOG_ID_KEY", "a key of the force")
    assert main(["log-id", "msteams|a:1xyz"]) == 0
    printed = capsys.readouterr().out.strip()
    assert printed == log_id(message())
    pseudonym.use("another key")
    assert printed != log_id(message())
    assert "1xyz" not in printed


def test_without_a_key_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LOG_ID_KEY", raising=False)
    assert main(["log-id", "x"]) == 1
    assert "LOG_ID_KEY" in capsys.readouterr().err
