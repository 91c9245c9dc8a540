"""What was found, as plain data for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Protocol

from content.found import Found, Hit, named
from content.retrieval.decision import Decision
from content.schedule.listing import ListFile
from content.schedule.told import told
from content.schedule.verdict import NAME, Verdict
from content.search import LIST, Index

DECISIONS: dict[Decision, Decision] = {"language": "decline", "empty": "decline"}


class Said(Protocol):
    """Something said to an officer."""

    @property
    def text(self) -> str:
        """Ready to show."""

    @property
    def confirm_locally(self) -> bool:
        """Whether the sources leave the point open."""


def plain(found: Found, index: Index, history: date | None = None) -> dict[str, Any]:
    """What was found: the decision, and the answers best first.

    ``history`` is the earlier day whose guidance was asked, if it is not today's.

    ``decision`` is answer, offer, decline or emergency; ``reason`` says why a message was declined:
    not-covered, or in another language, or empty. The answers of a decline are only the nearest,
    except that another language gets the guidance on interpreters.
    """
    decision = DECISIONS.get(found.decision, found.decision)
    reason = found.decision if found.decision in DECISIONS else "not-covered"
    return {
        "decision": decision,
        "reason": reason if decision == "decline" else None,
        "several": found.several,
        "answers": [*_verdict(found.verdict, index, history), *map(_answer, found.hits)],
    }


def _answer(hit: Hit) -> dict[str, Any]:
    answer = hit.answer
    return {
        "id": answer.id,
        "covers": list(answer.covers),
        "guide": hit.edition.guide.guide,
        "version": hit.edition.guide.version,
        "score": hit.score,
        "text": _text((*answer.say, *answer.then, *answer.why)),
        "sources": list(hit.sources()),
    }


def _verdict(
    verdict: Verdict | None, index: Index, history: date | None
) -> Iterator[dict[str, Any]]:
    """What the list of Schedule 4 says, in the same form; its version is the day it was read."""
    if verdict is None or index.schedule is None:
        return
    file: ListFile = index.schedule.file
    words = told(verdict, file, history)
    lines = (*words.said, *words.more)
    yield {
        "id": NAME,
        "covers": [LIST],
        "guide": NAME,
        "version": file.read_on.isoformat(),
        "score": 1.0,
        "text": "\n".join(filter(None, (f"{words.title}.", _text(lines), words.check))),
        "sources": list(named((cite for line in lines for cite in line.cites), index.register)),
    }


def _text(statements: Iterable[Said]) -> str:
    doubt = " (confirm locally)"
    return "\n".join(s.text + doubt * s.confirm_locally for s in statements)
