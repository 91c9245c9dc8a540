"""Changing one value in a YAML file and nothing else: comments, order and quotes stay."""

from __future__ import annotations

import copy
import re
from typing import Any

from content.issue import ContentError, Issue
from content.strict_yaml import Document, parse

_VALUE = r"(?P<key>\b{key}: *)(?P<old>\"[^\"]*\"|'[^']*'|[^,}}#\s]*)"


def revised(document: Document, text: str, loc: tuple[str, ...], value: str) -> str:
    """The text of a file with one plain value changed, or added after its neighbour.

    The result is read again and must differ in that one value. Raises ContentError if the file is
    written in a way that makes this unsafe.
    """
    lines = text.splitlines(keepends=True)
    where = loc if loc in document.lines else _neighbour(document, loc)
    number = document.lines[where] - 1
    found = re.search(_VALUE.format(key=where[-1]), lines[number])
    if found:
        lines[number] = _changed(lines[number], found, loc[-1] if where != loc else "", value)
    changed = "".join(lines)
    if _read(document.file, changed) != _wanted(document.data, loc, value):
        message = f"`{'.'.join(loc)}` cannot be changed safely."
        fix = f"Write it on a line of its own: {loc[-1]}: {value}"
        raise ContentError([Issue(document.file, number + 1, "revise", message, fix)])
    return changed


def _neighbour(document: Document, loc: tuple[str, ...]) -> tuple[str, ...]:
    """The first key of the mapping that the new key goes into."""
    inside = (key for key in document.lines if len(key) == len(loc) and key[:-1] == loc[:-1])
    return next((*loc[:-1], str(key[-1])) for key in inside if key[-1] != "<key>")


def _changed(line: str, found: re.Match[str], added: str, value: str) -> str:
    if not added:
        space = "" if found["key"].endswith(" ") else " "
        return line[: found.start("old")] + space + value + line[found.end("old") :]
    before, after = line[: found.end("old")], line[found.end("old") :]
    if "{" in line[: found.start("key")]:
        return f"{before}, {added}: {value}{after}"
    indent = line[: found.start("key")]
    return f"{before}{after.rstrip()}\n{indent}{added}: {value}\n"


def _read(file: str, text: str) -> dict[str, Any] | None:
    try:
        return parse(file, text).data
    except ContentError:
        return None


def _wanted(data: dict[str, Any], loc: tuple[str, ...], value: str) -> dict[str, Any]:
    wanted = copy.deepcopy(data)
    inner = wanted
    for part in loc[:-1]:
        inner = inner[part]
    inner[loc[-1]] = parse("value", f"value: {value}").data["value"]
    return wanted
