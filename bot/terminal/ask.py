"""The commands that answer questions: ask and evaluate."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cards import text
from bot.terminal.guides import common, today
from content.found import Found
from content.library import Library
from content.loader import load
from content.starts import USUAL
from dialogs import approved
from dialogs.facts import fold
from dialogs.reading import Reading

if TYPE_CHECKING:
    from content.search import Index

_LANGUAGE = "The bot only understands English. For someone who speaks another language:"


def add(commands: Any) -> None:
    """Add the commands to the parser's own."""
    ask = commands.add_parser("ask", help="look up a question")
    ask.add_argument("question")
    common(ask)
    ask.set_defaults(run=_ask)
    evaluate = commands.add_parser("evaluate", help="measure the answers on a labelled set")
    evaluate.add_argument("file", type=Path, help="one JSON object per line")
    common(evaluate)
    evaluate.set_defaults(run=_evaluate)


def _ask(options: argparse.Namespace) -> int:
    from content.retrieval.plain import plain  # noqa: PLC0415  others need no index

    library, day = load(options.content), today(options)
    index = index_of(options, library)
    found = index.find(options.question)
    history = day if day < datetime.now(UTC).date() else None
    data = plain(found, index, history)
    if history is not None:
        data = {"as_at": history.isoformat(), **data}
    if options.json:
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        print("\n".join((*_before(found, library, day), *_answers(data))))
    return 0


def index_of(options: argparse.Namespace, library: Library) -> Index:
    """The answers of the day and the folder that are meant. Raises ContentError or NotInForce."""
    from content.retrieval.understanding import load as understanding  # noqa: PLC0415
    from content.search import Index  # noqa: PLC0415

    return Index.build(library, today(options), understanding(options.content))


def _before(found: Found, library: Library, day: date) -> Iterator[str]:
    """The decision, and what goes before the answers: danger, another language, not covered."""
    reference = library.reference(day)
    if day < datetime.now(UTC).date():
        yield f"History: the guidance of {day.isoformat()}, not today's.\n"
    yield f"decision: {found.decision}"
    match found.decision:
        case "emergency":
            release = library.release(USUAL, day)
            yield f"\n{text.plain(approved.emergency(release, None), release)}"
        case "empty":
            yield "\nType a word or a question."
        case "language":
            yield f"\n{_LANGUAGE}"
        case "decline":
            shown = approved.not_covered(Reading(reference, fold(())))
            yield f"\n{text.plain(shown, reference)}"


def _answers(data: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    if data["reason"] == "not-covered":
        return lines
    for answer in data["answers"]:
        lines += ["", f"{answer['id']} ({answer['guide']} {answer['version']})", answer["text"]]
        lines += [f"  {source}" for source in answer["sources"]]
    return lines


def _evaluate(options: argparse.Namespace) -> int:
    from content.retrieval.evaluate import evaluate  # noqa: PLC0415
    from content.retrieval.labelled import BadRow, read_rows  # noqa: PLC0415
    from content.retrieval.report import report_text  # noqa: PLC0415

    try:
        rows = read_rows(options.file)
    except (BadRow, OSError, UnicodeError) as error:
        print(error, file=sys.stderr)
        return 1
    index = index_of(options, load(options.content))
    index.warm()  # As a running bot is; else the first questions would tell of the start.
    report = evaluate(index, rows)
    data = report.to_json()
    print(json.dumps(data, ensure_ascii=False, indent=2) if options.json else report_text(report))
    return 0
