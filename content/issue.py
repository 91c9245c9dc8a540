"""What a check found wrong in a content file, and the error that carries it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: a failure stops publication, a warning does not."""

    FAIL = "fail"
    WARN = "warn"


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One problem, placed so that an author can go straight to it.

    Attributes:
        file: path of the content file, relative to the content folder.
        line: line number, from 1.
        rule: short name of the rule that was broken, e.g. "duplicate-key".
        message: what is wrong, in plain words.
        fix: what to do about it, or "".
        level: fail or warn.
    """

    file: str
    line: int
    rule: str
    message: str
    fix: str = ""
    level: Level = Level.FAIL

    def __str__(self) -> str:
        advice = f" {self.fix}" if self.fix else ""
        return f"{self.file}:{self.line}: {self.level.value}: [{self.rule}] {self.message}{advice}"


class ContentError(Exception):
    """Content cannot be used. Carries every problem found, not only the first."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(sorted(issues))
        super().__init__("\n".join(str(issue) for issue in self.issues))
