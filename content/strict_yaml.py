"""YAML read strictly: what the author sees is what the program gets, with a line for everything.

Plain YAML 1.1 turns ``no`` into false, keeps the last of two equal keys and lets an alias grow into
gigabytes. Here each of those is a problem with a file and a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from content.issue import ContentError, Issue

MAX_BYTES = 512 * 1024
MAX_DEPTH = 24

# The C parser ships in the wheels; the pure one reads the same language, only slower.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_YAML_1_1_BOOLEAN = re.compile(r"(?i)(y|n|yes|no|on|off|true|false)\Z")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A content file as plain data.

    Attributes:
        file: its path relative to the content folder.
        data: the top-level mapping.
        lines: line number, from 1, of every key and list item, by path.
    """

    file: str
    data: dict[str, Any]
    lines: Mapping[Path_, int]

    def line(self, loc: Path_) -> int:
        """The line of the deepest part of ``loc`` in the file; unknown parts are skipped."""
        here: Path_ = ()
        for part in loc:
            if (*here, part) in self.lines:
                here = (*here, part)
        return self.lines.get(here, 1)


def read(path: Path, root: Path) -> Document:
    """Read one file strictly.

    Raises ContentError, with every problem found, if the file lies outside ``root`` (by a symbolic
    link, say), is too large, is not UTF-8, or breaks a rule of this module.
    """
    file = str(path.relative_to(root))
    return parse(file, _text(path, root, file))


def parse(file: str, text: str) -> Document:
    """Parse YAML text strictly; ``file`` is only used in messages. Raises ContentError."""
    builder = _Builder(file)
    try:
        data = builder.document(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        raise ContentError([*builder.issues, _syntax(file, error)]) from error
    if not isinstance(data, dict):
        builder.problem(1, "not-a-mapping", "The file must be a list of `key: value` lines.")
    if builder.issues:
        raise ContentError(builder.issues)
    return Document(file, data, builder.lines)


def _text(path: Path, root: Path, file: str) -> str:
    if not path.resolve().is_relative_to(root.resolve()):
        raise ContentError(
            [Issue(file, 1, "outside-folder", "The file is outside the content folder.")]
        )
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ContentError(
            [Issue(file, 1, "unreadable", f"Cannot be read: {error.strerror}.")]
        ) from error
    if len(raw) > MAX_BYTES:
        raise ContentError([Issue(file, 1, "too-large", f"Larger than {MAX_BYTES // 1024} KB.")])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        issue = Issue(file, line, "not-utf-8", "Not plain UTF-8 text.", "Save the file as UTF-8.")
        raise ContentError([issue]) from error


def _syntax(file: str, error: yaml.YAMLError) -> Issue:
    mark = getattr(error, "problem_mark", None)
    line = getattr(mark, "line", 0) + 1
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    fix = "Use spaces, not tabs." if "\\t" in repr(what) else "Check the indentation and quotes."
    return Issue(file, line, "yaml-syntax", f"Not valid YAML: {what}.", fix)


@dataclass(slots=True)
class _Builder:
    """Builds plain data from the parser's events, noting lines and problems as it goes."""

    file: str
    issues: list[Issue] = field(default_factory=list)
    lines: dict[Path_, int] = field(default_factory=dict)

    def problem(self, line: int, rule: str, message: str, fix: str = "") -> None:
        self.issues.append(Issue(self.file, line, rule, message, fix))

    def document(self, events: Iterator[Any]) -> Any:
        data, documents = None, 0
        for event in events:
            if type(event) is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    line = getattr(event.start_mark, "line", 0) + 1
                    self.problem(line, "many-documents", "Only one document per file.")
                value = self.node(next(events), events, ())
                data = value if documents == 1 else data
        return data

    def node(self, event: Any, events: Iterator[Any], path: Path_) -> Any:
        line = event.start_mark.line + 1
        self.lines.setdefault(path, line)
        if len(path) > MAX_DEPTH:
            raise ContentError(
                [*self.issues, Issue(self.file, line, "too-deep", "Nested too deeply.")]
            )
        if isinstance(event, yaml.AliasEvent):
            self.problem(line, "alias", "Aliases (*name) are not allowed.", "Write it out.")
            return None
        if event.anchor:
            self.problem(line, "anchor", "Anchors (&name) are not allowed.", "Write it out.")
        if event.tag and event.tag != "!":
            self.problem(line, "tag", "Tags (!name) are not allowed.", "Write the plain value.")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, path)
        return self.scalar(event, line)

    def mapping(self, events: Iterator[Any], path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = event.start_mark.line + 1
            key = self.key(event, events, path, line)
            if key in result:
                self.problem(line, "duplicate-key", f"'{key}' is there twice.", "Keep one.")
            self.lines[(*path, key)] = line
            result[key] = self.node(next(events), events, (*path, key))
        return result

    def key(self, event: Any, events: Iterator[Any], path: Path_, line: int) -> str:
        value = self.node(event, events, (*path, "<key>"))
        if not isinstance(value, str):
            self.problem(line, "key-not-text", "A key must be text.", "Put it in quotes.")
        return str(value)

    def sequence(self, events: Iterator[Any], path: Path_) -> list[Any]:
        result: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            result.append(self.node(event, events, (*path, len(result))))
        return result

    def scalar(self, event: Any, line: int) -> Any:
        text: str = event.value
        # The C parser marks a plain scalar with an empty style, the pure one with none.
        return text if event.style else self.plain(text, line)

    def plain(self, text: str, line: int) -> Any:
        if text in ("true", "false"):
            return text == "true"
        if _YAML_1_1_BOOLEAN.match(text):
            fix = f'Write "{text}" in quotes, or true or false.'
            self.problem(line, "yaml-boolean", f"Some programs read {text} as true or false.", fix)
            return text
        if text in ("", "~", "null"):
            return None
        if _NUMBER.match(text):
            return int(text)
        if _DECIMAL.match(text):
            return float(text)
        return self.date(text, line) if _DATE.match(text) else text

    def date(self, text: str, line: int) -> date | str:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.problem(line, "wrong-date", f"{text} is not a real date.", "Write year-month-day.")
            return text
