"""The command for the content owner: what officers asked in vain, and drafts to mend it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import environment
from bot.feedback.kept import KEPT, Feedback, Kept
from bot.settings import SettingsError
from bot.storage.database import DatabaseError
from bot.terminal.ask import index_of
from bot.terminal.guides import common
from content.loader import FOLDER

if TYPE_CHECKING:
    from content.search import Index

NOTHING = "Nothing has been kept yet."
NONE_WAIT = "Nothing is waiting to be looked at."
QUESTIONS = FOLDER.parent / "tests" / "content" / "questions"
_HOW = "Take one over: --accept N --wording “…”; or do not show it again: --reject N."
_EARLIER = "The database is of an earlier version: start this version of the bot once, then look."


def add(commands: Any) -> None:
    """Add the command to the parser's own."""
    review = commands.add_parser("review", help="what officers asked in vain, with drafts")
    which = review.add_mutually_exclusive_group()
    which.add_argument("--accept", metavar="N", help="take over group N (or its name)")
    which.add_argument("--reject", metavar="N", help="do not show group N (or its name) again")
    review.add_argument("--concept", metavar="SLUG", help="what it asks about, or out-of-scope")
    review.add_argument("--wording", metavar="TEXT", help="how an officer would type it")
    review.add_argument(
        "--questions", type=Path, default=QUESTIONS, metavar="FOLDER", help="labelled questions"
    )
    common(review)
    review.set_defaults(run=_review)


def _review(options: argparse.Namespace) -> int:
    from bot.terminal.settle import settle  # noqa: PLC0415
    from content.loader import load  # noqa: PLC0415

    if (options.wording or options.concept) and not options.accept:
        print("--wording and --concept go with --accept N.", file=sys.stderr)
        return 2
    try:
        settings = environment.load()
        url = settings.database_url
        kept = asyncio.run(_kept(url, datetime.now(UTC)))
    except (DatabaseError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.accept or options.reject:
        return settle(options, url, kept)
    if not kept and not options.json:
        print(NOTHING)
        return 0
    if kept and not options.json and sys.stdin.isatty() and sys.stdout.isatty():
        from bot.terminal.through import go_through  # noqa: PLC0415

        return go_through(options, url, kept, _cluster)
    _print(options, kept, index_of(options, load(options.content)))
    return 0


def _print(options: argparse.Namespace, kept: tuple[Kept, ...], index: Index) -> None:
    from bot.feedback.clusters import clusters, ratings, report  # noqa: PLC0415

    data = {
        "kept_days": KEPT.days,
        "clusters": [report(cluster, index) for cluster in clusters(kept)],
        "answers": ratings(kept),
    }
    print(json.dumps(data, ensure_ascii=False, indent=2) if options.json else _words(data))


async def _kept(url: str, at: datetime) -> tuple[Kept, ...]:
    """What a database holds; nothing if it is not there. The database is not brought up to date.

    Raises DatabaseError if it cannot be read, or is of an earlier version.
    """
    from bot.storage.migrate import outstanding, read_migrations  # noqa: PLC0415
    from bot.storage.opening import existing_database  # noqa: PLC0415

    database = await existing_database(url)
    if database is None:
        return ()
    known = read_migrations()
    try:
        lacking = await outstanding(database, known)
        if lacking and len(lacking) < len(known):
            raise DatabaseError(_EARLIER)
        return () if lacking else await Feedback(database).kept(at)
    finally:
        await database.close()


def _words(data: dict[str, Any]) -> str:
    kept = f"Kept for {data['kept_days']} days. Words stand as kept: put them into order."
    lines = [kept if data["clusters"] else NONE_WAIT]
    for cluster in data["clusters"]:
        lines += ["", *_cluster(cluster)]
    lines += ["", _HOW] if data["clusters"] else []
    if data["answers"]:
        lines += ["", "Answers:"]
        lines += [f"  {n}: 👍 {c['good']}  👎 {c['bad']}" for n, c in data["answers"].items()]
    return "\n".join(lines)


def _cluster(cluster: dict[str, Any]) -> list[str]:
    roles = ", ".join(f"{role} {count}" for role, count in cluster["roles"].items())
    asked = "; ".join(f"{one['words']} ({one['times']})" for one in cluster["asked"][:5])
    now = cluster["today"]
    draft = cluster["phrasing"]
    wording = (
        f"{draft['file']}, under {draft['concept']} (for {draft['answer']}): {draft['asks']}"
        if draft
        else "none: nothing approved is near"
    )
    return [
        f"{cluster['number']}. {' · '.join(cluster['shared'])} ({cluster['id']})",
        f"   {cluster['misses']} misses, {cluster['bad']} 👎, {cluster['from']} to "
        f"{cluster['until']}{f'; {roles}' if roles else ''}",
        f"   asked: {asked}",
        f"   nearest then: {', '.join(cluster['nearest']) or 'none'}",
        f"   today: {now['decision']} {', '.join(now['answers'])}".rstrip(),
        f"   draft wording  {wording}",
        f"   draft gold row {json.dumps(cluster['gold'], ensure_ascii=False)}",
    ]
