"""The commands of ``python app.py``. Everything but serving works without a server."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from content.issue import ContentError
from content.library import FOLDER, NotInForce, Unavailable, load
from content.release import LinkError

_EXPECTED = (ContentError, NotInForce, LinkError, Unavailable)


def main(argv: Sequence[str]) -> int:
    """Run one command. Returns the exit status: 0 good, 1 something was found, 2 misused."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        return int(options.run(options))
    except _EXPECTED as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description=__doc__)
    parser.set_defaults(run=_serve)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    commands.add_parser("serve", help="run the bot (what happens with no command)").set_defaults(
        run=_serve
    )
    play = commands.add_parser("play", help="walk through a guide in the terminal")
    play.add_argument("guide", help="id of the guide, for example encounter")
    play.add_argument("--answers", type=Path, help="YAML file of answers, keyed by step and person")
    _common(play)
    play.set_defaults(run=_play)
    ask = commands.add_parser("ask", help="look up a question")
    ask.add_argument("question")
    _common(ask)
    ask.set_defaults(run=_ask)
    evaluate = commands.add_parser("evaluate", help="measure the answers on a labelled set")
    evaluate.add_argument("file", type=Path, help="one JSON object per line")
    _common(evaluate)
    evaluate.set_defaults(run=_evaluate)
    check = commands.add_parser("check", help="check every content file")
    _common(check)
    check.set_defaults(run=_check)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print data instead of text")
    parser.add_argument(
        "--as-at", type=date.fromisoformat, metavar="DATE", help="guidance of a day"
    )
    parser.add_argument("--content", type=Path, default=FOLDER, help="another content folder")


def _today(options: argparse.Namespace) -> date:
    return options.as_at or datetime.now(UTC).date()


def _serve(options: argparse.Namespace) -> int:
    from bot.server import serve  # noqa: PLC0415  the other commands need no web server

    return serve()


def _play(options: argparse.Namespace) -> int:
    from bot.terminal import play, rehearsed  # noqa: PLC0415

    release = load(options.content).release(options.guide, _today(options))
    if options.answers is None:
        return play(release)
    return rehearsed(release, options.answers, as_json=options.json)


def _ask(options: argparse.Namespace) -> int:
    from content.search import Index  # noqa: PLC0415

    index = Index.build(load(options.content), _today(options))
    _show(index.find(options.question), as_json=options.json)
    return 0


def _show(found: Any, *, as_json: bool) -> None:
    from content.evaluate import row  # noqa: PLC0415

    data = row(found)
    print(json.dumps(data, ensure_ascii=False, indent=2) if as_json else _words(data))


def _words(data: dict[str, Any]) -> str:
    lines = [f"decision: {data['decision']}"]
    for answer in data["answers"]:
        lines += ["", f"{answer['id']} ({answer['guide']} {answer['version']})", answer["text"]]
        lines += [f"  {source}" for source in answer["sources"]]
    return "\n".join(lines)


def _evaluate(options: argparse.Namespace) -> int:
    from content.evaluate import evaluate, read_rows, report_text  # noqa: PLC0415

    index = _index(options)
    report = evaluate(index, read_rows(options.file))
    data = report.to_json()
    print(json.dumps(data, ensure_ascii=False, indent=2) if options.json else report_text(report))
    return 0


def _index(options: argparse.Namespace) -> Any:
    from content.search import Index  # noqa: PLC0415

    return Index.build(load(options.content), _today(options))


def _check(options: argparse.Namespace) -> int:
    from content.check import check_folder  # noqa: PLC0415

    issues = check_folder(options.content, _today(options))
    if options.json:
        rows = [
            {"file": i.file, "line": i.line, "rule": i.rule, "level": i.level.value,
             "message": i.message, "fix": i.fix}
            for i in issues
        ]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print("\n".join(str(issue) for issue in issues) or "All content checks passed.")
    return 1 if any(issue.level.value == "fail" for issue in issues) else 0
