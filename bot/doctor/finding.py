"""One thing the doctor found, good or bad."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is. Only FAIL keeps the bot from doing its work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding. Its texts hold no secret.

    Attributes:
        check: which check found it, a fixed name.
        said: what is so.
        todo: what to do about it; "" when all is well.
    """

    level: Level
    check: str
    said: str
    todo: str = ""


def ok(check: str, said: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, check, said)


def warn(check: str, said: str, todo: str) -> Finding:
    """It works, and something should be done."""
    return Finding(Level.WARN, check, said, todo)


def fail(check: str, said: str, todo: str) -> Finding:
    """It does not work."""
    return Finding(Level.FAIL, check, said, todo)
