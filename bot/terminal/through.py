"""Going through what officers asked in vain, one group after another, at a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from bot.feedback.clusters import clusters, report
from bot.feedback.kept import Kept
from bot.terminal.ask import index_of
from bot.terminal.settle import settle
from content.loader import load
from content.retrieval.weights import OUTSIDE

PROMPT = (
    "a accept as drafted · w other wording · c other concept · n not covered · r reject · "
    "s skip · q stop > "
)
Told = Callable[[dict[str, Any]], list[str]]


def go_through(options: argparse.Namespace, url: str, kept: tuple[Kept, ...], told: Told) -> int:
    """Show each group and settle it as is typed; 0, also when it is stopped early.

    Raises ContentError. What cannot be taken over is said, and asked for again.
    """
    index = index_of(options, load(options.content))
    waiting = clusters(kept)
    for place, cluster in enumerate(waiting, 1):
        print("\n".join(("", f"{place} of {len(waiting)}", *told(report(cluster, index)))))
        try:
            while not _settled(options, url, kept, cluster.id):
                pass
        except (EOFError, KeyboardInterrupt):
            print("\nStopped. What was settled stays so.")
            return 0
    print("\nThat was all.")
    return 0


def _settled(options: argparse.Namespace, url: str, kept: tuple[Kept, ...], group: str) -> bool:
    """Ask once what becomes of a group. Whether that is done with. Raises EOFError to stop."""
    typed = input(PROMPT).strip().lower()
    match typed:
        case "q":
            raise EOFError
        case "s":
            return True
        case "r":
            found = {"reject": group}
        case "a":
            found = {"accept": group}
        case "w" | "n":
            concept = {"concept": OUTSIDE} if typed == "n" else {}
            found = {"accept": group, "wording": input("Wording > ")} | concept
        case "c":
            concept = {"concept": input("Concept > ").strip()}
            found = {"accept": group, "wording": input("Wording > ")} | concept
        case _:
            return False
    # An empty line keeps the words of the draft.
    named = {name: text for name, text in found.items() if text}
    return settle(argparse.Namespace(**vars(options) | named), url, kept) == 0
