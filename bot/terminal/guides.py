"""The commands for people who write guidance: check, diff, map, publish, schema."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.environment import content_dir
from content.library import Unavailable
from content.link import link
from content.loader import load
from content.release import Edition, Release


def add(commands: Any) -> None:
    """Add the commands to the parser's own."""
    check = commands.add_parser("check", help="check every content file, and play every scenario")
    check.add_argument("--force", default="", help="a force about to go live: no slot may be empty")
    common(check)
    check.set_defaults(run=_check)
    diff = commands.add_parser("diff", help="say what changed between two versions of a guide")
    diff.add_argument("guide")
    diff.add_argument("old", metavar="A", help="a version, for example 2026.1")
    diff.add_argument("new", metavar="B", help="a later version")
    common(diff)
    diff.set_defaults(run=_diff)
    map_ = commands.add_parser("map", help="draw a guide as a Mermaid picture")
    one_guide(map_)
    common(map_)
    map_.set_defaults(run=_map)
    publish = commands.add_parser("publish", help="publish a version; it never changes after that")
    publish.add_argument("guide", nargs="?")
    publish.add_argument("version", nargs="?")
    publish.add_argument("--marked", action="store_true", help="all files that say published")
    common(publish)
    publish.set_defaults(run=_publish)
    schema = commands.add_parser("schema", help="write the schema that editors complete from")
    schema.add_argument("--output", type=Path, help="the file; by default the content folder's own")
    schema.set_defaults(run=_schema)


def one_guide(parser: argparse.ArgumentParser) -> None:
    """Add what says which guide, and which version of it, is meant."""
    parser.add_argument("guide", help="id of the guide, for example encounter")
    parser.add_argument("--version", help="a version, for example of a draft: 2026.2")


def chosen(options: argparse.Namespace) -> tuple[Release, date]:
    """The guide meant, linked, and the day whose guidance it is.

    A version that is not yet in force is taken as on its first day. Raises as the library does.
    """
    library, day = load(options.content), today(options)
    if not options.version:
        return library.release(options.guide, day), day
    edition = _version(library.editions.get(options.guide, ()), options.guide, options.version)
    day = max(day, edition.guide.effective.from_)
    editions = {**library.on(day), options.guide: edition}
    return link(options.guide, editions, library.sources), day


def common(parser: argparse.ArgumentParser) -> None:
    """Add the options that most commands share."""
    parser.add_argument("--json", action="store_true", help="print data instead of text")
    parser.add_argument(
        "--as-at", type=date.fromisoformat, metavar="DATE", help="guidance of a day"
    )
    parser.add_argument(
        "--content", type=Path, default=content_dir(), help="another content folder than is served"
    )


def today(options: argparse.Namespace) -> date:
    """The day whose guidance is meant."""
    return options.as_at or datetime.now(UTC).date()


def _check(options: argparse.Namespace) -> int:
    from bot.content_check import check  # noqa: PLC0415  others need no rules
    from content.check import failed  # noqa: PLC0415

    issues = check(options.content, today(options), options.force)
    if options.json:
        _data([asdict(issue) for issue in issues])
    else:
        print("\n".join(str(issue) for issue in issues) or "All content checks passed.")
    return 1 if failed(issues) else 0


def _diff(options: argparse.Namespace) -> int:
    from content.authoring.diff import changes, report  # noqa: PLC0415

    editions = load(options.content).editions.get(options.guide, ())
    old, new = (_version(editions, options.guide, name) for name in (options.old, options.new))
    if options.json:
        _data([asdict(change) for change in changes(old.guide, new.guide)])
    else:
        print(report(old.guide, new.guide))
    return 0


def _version(editions: tuple[Edition, ...], guide: str, name: str) -> Edition:
    for edition in editions:
        if edition.guide.version == name:
            return edition
    there_are = ", ".join(edition.guide.version for edition in editions) or "none"
    raise Unavailable(f"The guide '{guide}' has no version {name}. There are: {there_are}.")


def _map(options: argparse.Namespace) -> int:
    from content.authoring.map import mermaid  # noqa: PLC0415

    release, _ = chosen(options)
    picture = mermaid(release)
    if options.json:
        _data({"guide": options.guide, "mermaid": picture})
    else:
        print(picture, end="")
    return 0


def _publish(options: argparse.Namespace) -> int:
    from bot.content_check import check  # noqa: PLC0415
    from content.authoring.publish import Refused, publish, publish_marked  # noqa: PLC0415

    if options.marked is bool(options.guide):
        print("Name a guide, or say --marked.", file=sys.stderr)
        return 2
    try:
        if options.marked:
            done = publish_marked(options.content, today(options), check)
        else:
            named = (options.content, options.guide, options.version)
            done = [publish(*named, today(options), check)]
    except Refused as refused:
        print(f"Not published.\n{refused}", file=sys.stderr)
        return 1
    if options.json:
        _data([{"guide": one.guide.guide, "version": one.guide.version} for one in done])
    else:
        print("\n".join(str(one) for one in done) or "Nothing is waiting to be published.")
    return 0


def _schema(options: argparse.Namespace) -> int:
    from content.authoring.schema import FILE, text  # noqa: PLC0415

    path = options.output or FILE
    path.write_text(text(), encoding="utf-8")
    print(f"Wrote {path}.")
    return 0


def _data(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
