"""Writing a walk down as a scenario file, for an author to finish."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from content.issue import ContentError, Issue
from dialogs.rehearsal.retell import retold
from dialogs.view import View

_HEAD = """\
# A walk through the guide "{guide}". `given` can be played again as it is.
# Still to write before it is a scenario: title, situation, roles, themes, basis, source, cite,
# brief, decisions and learning.
"""


@dataclass(frozen=True, slots=True)
class Dump:
    """Where a walk is to be written, and the day whose guidance it walked through."""

    path: Path
    day: date

    def write(self, seen: View) -> None:
        """Write it. Raises ContentError if there is such a file already, or none can be made."""
        data: dict[str, Any] = {"scenario": self.path.stem, **retold(seen)}
        data["as_of"] = self.day
        order = ("scenario", "guide", "as_of", "given", "expect")
        ordered = {key: data[key] for key in order}
        text = yaml.dump(ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
        try:
            with self.path.open("x", encoding="utf-8") as file:
                file.write(_HEAD.format(guide=data["guide"]) + text)
        except OSError as error:
            message = f"Cannot be written: {error.strerror}."
            raise ContentError([Issue(str(self.path), 1, "unwritable", message)]) from error


class _Dumper(yaml.SafeDumper):
    """Puts quotes round every word that some program may take for true or false."""


_Dumper.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^[yn]$", re.I), list("yYnN"))
