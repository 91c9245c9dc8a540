"""Accepting or rejecting what a review shows: one group of questions at a time."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Any

from bot.feedback.clusters import NOT_COVERED, Cluster, clusters, report
from bot.feedback.kept import KEPT, Feedback, Heard, Kept, Kind, heard
from bot.storage.database import DatabaseError
from bot.storage.opening import existing_database
from bot.terminal.ask import index_of
from content.authoring.reviewed import NotTaken, Offered, Taken, take
from content.library import Library
from content.loader import load
from content.retrieval.weights import OUTSIDE
from content.search import Index
from dialogs.personal import personal

_NEXT = (
    "A running bot takes it up by itself. When you have been through the list: "
    "python -m content.retrieval.fit, then python app.py check."
)
_ONLY_WORDING = "No labelled question: what was asked is a wording or a labelled question already."


def settle(options: argparse.Namespace, url: str, kept: tuple[Kept, ...]) -> int:
    """Accept or reject a group; the exit status. Raises ContentError."""
    try:
        cluster = _chosen(options.accept or options.reject, clusters(kept))
        settled = [row.heard for row in cluster.rows]
        taken = None
        if options.accept:
            library = load(options.content)
            index = index_of(options, library)
            taken = _take(options, cluster, library, index)
            settled.append(_words(taken[0].wording, index))
    except NotTaken as problem:
        print(problem, file=sys.stderr)
        return 1
    _say(options, cluster, taken)
    try:
        asyncio.run(_mark(url, settled))
    except DatabaseError as error:
        print(f"The group could not be marked and will be shown again: {error}", file=sys.stderr)
        return 1
    return 0


def _chosen(name: str, found: list[Cluster]) -> Cluster:
    for cluster in found:
        if name in (str(cluster.number), cluster.id):
            return cluster
    there = ", ".join(str(cluster.number) for cluster in found) or "none"
    raise NotTaken(f"There is no group {name}. There are: {there}.")


def _take(
    options: argparse.Namespace, cluster: Cluster, library: Library, index: Index
) -> tuple[Offered, Taken]:
    """Write the wording and the labelled question. Raises NotTaken or ContentError."""
    draft: Any = report(cluster, index)
    concept = options.concept or (draft["phrasing"] or {}).get("concept")
    if not concept:
        raise NotTaken(f"Nothing approved is near. Say --concept SLUG, or --concept {OUTSIDE}.")
    wording = " ".join((cluster.wording if options.wording is None else options.wording).split())
    if held := personal(wording):
        raise NotTaken(f"The wording seems to hold {held[0].value}. Leave it out.")
    asked = tuple(dict.fromkeys(" ".join(row.heard.words) for row in cluster.rows))
    offered = Offered(concept, wording, asked, {**draft["gold"], "gold": _gold(concept, index)})
    return offered, take(options.content, library, options.questions, offered)


def _gold(concept: str, index: Index) -> str:
    """What a right answer is: the first that covers the concept."""
    covering = (answer for answer, _ in index.answers if concept in answer.covers)
    best = min(covering, key=lambda answer: answer.covers.index(concept), default=None)
    return f"{best.id}: {best.title}" if best else NOT_COVERED


def _words(wording: str, index: Index) -> Heard:
    """The wording as a question that was asked in vain: what is not covered stays so."""
    return heard(Kind.MISS, index.find(wording).tokens, (), {}, "")


async def _mark(url: str, told: list[Heard]) -> None:
    database = await existing_database(url)
    if database is None:
        return
    try:
        await Feedback(database).settle(told, datetime.now(UTC))
    finally:
        await database.close()


def _say(options: argparse.Namespace, cluster: Cluster, done: tuple[Offered, Taken] | None) -> None:
    if not options.json:
        print("\n".join([*(_taken(*done) if done else ()), *_settled(cluster, bool(done))]))
        return
    data: dict[str, Any] = {"group": cluster.id, "accepted": done is not None}
    if done:
        offered, taken = done
        data |= {"concept": offered.concept, "wording": offered.wording, "gold": taken.row}
        data["files"] = [str(taken.wordings), *([str(taken.questions)] if taken.row else [])]
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _taken(offered: Offered, taken: Taken) -> list[str]:
    told = [f"Wording of {offered.concept}: “{offered.wording}” ({taken.wordings})"]
    if taken.row is None:
        return [*told, _ONLY_WORDING]
    return [*told, f"Labelled question: “{taken.row['q']}” ({taken.questions})"]


def _settled(cluster: Cluster, accepted: bool) -> list[str]:
    done = "Accepted" if accepted else "Rejected"
    told = f"{done}: group {cluster.number} ({cluster.id}) is not shown again for {KEPT.days} days."
    return [told, _NEXT] if accepted else [told]
