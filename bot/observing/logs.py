"""Log lines: one JSON object each where a machine reads them, plain where a person does.

A line says when, how grave, which part of the bot, what happened and in which turn. Of an exception
it keeps the kind and the places in the code, never the message: that may quote what was typed.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from bot.observing import pseudonym

TEXT, JSON_LINES = "text", "json"
FORMATS = (TEXT, JSON_LINES)
LEVELS = ("debug", "info", "warning", "error")

_about: ContextVar[dict[str, str]] = ContextVar("about")
_turns = logging.getLogger("bot.turns")


def configure(form: str, level: str, key: str) -> None:
    """Log to standard error in this form; only the bot's own lines may be of a lower level."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == JSON_LINES else Plain())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(level.upper())
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    pseudonym.use(key)


@contextmanager
def about(**names: str) -> Iterator[None]:
    """Every line inside carries these names."""
    token = _about.set({name: value for name, value in names.items() if value})
    try:
        yield
    finally:
        _about.reset(token)


def turn(kind: str, outcome: str, seconds: float) -> None:
    """The line of one turn, on level debug: officers' turns are counted, not listed."""
    if _turns.isEnabledFor(logging.DEBUG):
        _turns.debug("turn: %s %s in %.1f ms", kind, outcome, seconds * 1000)


class JsonLines(logging.Formatter):
    """A record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "time": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_about.get({}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = _where(record)
        return json.dumps(line)


class Plain(logging.Formatter):
    """A record as a person reads it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        names = "".join(f" {name}={value}" for name, value in _about.get({}).items())
        error = f" {_where(record)}" if record.exc_info and record.exc_info[0] else ""
        return f"{at} {record.levelname:7} {record.name}: {record.getMessage()}{error}{names}"


def _where(record: logging.LogRecord) -> str:
    """The kind of an exception and where it came from, inmost last."""
    assert record.exc_info
    kind, _, trace = record.exc_info
    frames = traceback.extract_tb(trace)[-5:]
    places = " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames)
    return f"{kind.__name__ if kind else ''} at {places}"
