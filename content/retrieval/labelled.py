"""Labelled sets: questions with the concepts that a right answer covers, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]


class BadRow(ValueError):
    """A line of a labelled set that cannot be read."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")


def bare(text: str) -> str:
    """The letters, digits and spaces of a question: what makes it the same as another."""
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter == " ").strip()


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file with one JSON object per line. Raises BadRow or OSError."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadRow(path, number, "not JSON") from error
        if not isinstance(row, dict) or not isinstance(row.get("q"), str):
            raise BadRow(path, number, "needs a question `q`")
        rows.append(row)
    return rows
