"""Whether every statement rests on a source, and every source is in the register."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import process

from content.checks.folder import Folder
from content.checks.walk import Loc, claims, parts
from content.issue import Issue
from content.release import Edition
from content.statement import Cite

_NEAR = 85  # of 100: how alike two source names are before one is taken for a slip
_WHERE = "Add it to sources.yaml with its edition, or cite another."


def check(folder: Folder) -> Iterator[Issue]:
    """Statements without a source, unknown sources, and a header that does not match the text."""
    for edition in folder.editions:
        yield from _uncited(folder, edition)
        yield from _header(folder, edition)


def _uncited(folder: Folder, edition: Edition) -> Iterator[Issue]:
    for claim in claims(edition.guide):
        if not claim.cites:
            message = f"“{_short(claim.text)}” has no source."
            fix = "Add `cite`, here or on the whole step or answer."
            yield folder.issue(edition, claim.loc, "no-citation", message, fix)


def _header(folder: Folder, edition: Edition) -> Iterator[Issue]:
    listed = edition.guide.sources
    cited = [(loc, p.source) for loc, p in parts(edition.guide) if isinstance(p, Cite)]
    told: set[str] = set()
    for loc, source in cited:
        if source in listed or source in told:
            continue
        told.add(source)
        message = f"'{source}' is cited but is not in the header's `sources`."
        yield folder.issue(edition, loc, "sources-header", message, "Add it to `sources`.")
        yield from _unknown(folder, edition, loc, source)
    for number, source in enumerate(listed):
        place = ("sources", number)
        yield from _unknown(folder, edition, place, source)
        if source not in {name for _, name in cited}:
            message = f"'{source}' is in `sources` but nothing cites it."
            yield folder.issue(edition, place, "sources-header", message, "Take it out.")


def _unknown(folder: Folder, edition: Edition, loc: Loc, source: str) -> Iterator[Issue]:
    if source not in folder.library.sources:
        near = process.extractOne(source, list(folder.library.sources), score_cutoff=_NEAR)
        meant = f" Is '{near[0]}' meant?" if near else ""
        message = f"'{source}' is not in sources.yaml.{meant}"
        yield folder.issue(edition, loc, "unknown-source", message, _WHERE)


def _short(text: str) -> str:
    return text if len(text) <= 50 else text[:47].rstrip() + "…"
