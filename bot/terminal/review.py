"""The command for the content owner: what officers asked in vain, and drafts to mend it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Any

from bot import environment
from bot.feedback.kept import KEPT, Feedback, Kept
from bot.settings import SettingsError
from bot.storage.database import DatabaseError, StoreUnavailable
from bot.terminal.guides import common, today

NOTHING = "Nothing has been kept yet."


def add(commands: Any) -> None:
    """Add the command to the parser's own."""
    review = commands.add_parser("review", help="what officers asked in vain, with drafts")
    common(review)
    review.set_defaults(run=_review)


def _review(options: argparse.Namespace) -> int:
    from bot.feedback.clusters import clusters, ratings, report  # noqa: PLC0415
    from content.loader import load  # noqa: PLC0415
    from content.search import Index  # noqa: PLC0415

    try:
        kept = asyncio.run(_kept(environment.load().database_url, datetime.now(UTC)))
    except (DatabaseError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    index = Index.build(load(options.content), today(options))
    data = {
        "kept_days": KEPT.days,
        "clusters": [report(cluster, index) for cluster in clusters(kept)],
        "answers": ratings(kept),
    }
    print(json.dumps(data, ensure_ascii=False, indent=2) if options.json else _words(data))
    return 0


async def _kept(url: str, at: datetime) -> tuple[Kept, ...]:
    """What a database holds; nothing if it is not there. The database is not brought up to date."""
    from bot.storage.opening import existing_database  # noqa: PLC0415

    database = await existing_database(url)
    if database is None:
        return ()
    try:
        return await Feedback(database).kept(at)
    except StoreUnavailable:
        raise
    except DatabaseError:
        return ()  # from before feedback was kept
    finally:
        await database.close()


def _words(data: dict[str, Any]) -> str:
    if not data["clusters"] and not data["answers"]:
        return NOTHING
    lines = [f"Kept for {data['kept_days']} days. Words stand as kept: put them into order."]
    for number, cluster in enumerate(data["clusters"], 1):
        lines += ["", *_cluster(number, cluster)]
    if data["answers"]:
        lines += ["", "Answers:"]
        lines += [f"  {n}: 👍 {c['good']}  👎 {c['bad']}" for n, c in data["answers"].items()]
    return "\n".join(lines)


def _cluster(number: int, cluster: dict[str, Any]) -> list[str]:
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
        f"{number}. {' · '.join(cluster['shared'])}",
        f"   {cluster['misses']} misses, {cluster['bad']} 👎, {cluster['from']} to "
        f"{cluster['until']}{f'; {roles}' if roles else ''}",
        f"   asked: {asked}",
        f"   nearest then: {', '.join(cluster['nearest']) or 'none'}",
        f"   today: {now['decision']} {', '.join(now['answers'])}".rstrip(),
        f"   draft wording  {wording}",
        f"   draft gold row {json.dumps(cluster['gold'], ensure_ascii=False)}",
    ]
