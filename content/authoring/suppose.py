"""The library as it would be were a draft published, to try the draft before it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from content.guide import Guide
from content.header import Status
from content.library import Library
from content.release import Edition


def supposed(library: Library, draft: Edition) -> Library:
    """A library in which a draft is in force from its first day.

    Drafts of guides that nothing was published of count as well: the draft may rest on them.
    """
    editions = dict(library.editions)
    for name, found in library.editions.items():
        if all(edition.guide.status is Status.DRAFT for edition in found):
            editions[name] = tuple(_published(edition) for edition in found)
    mine, start = draft.guide.guide, draft.guide.effective.from_
    others = (e for e in library.editions[mine] if e.guide.status is Status.PUBLISHED)
    before = [_ended(edition, start) for edition in others if edition is not draft]
    editions[mine] = (*(edition for edition in before if edition), _published(draft))
    return replace(library, editions=editions)


def _published(edition: Edition) -> Edition:
    return _changed(edition, edition.guide.model_copy(update={"status": Status.PUBLISHED}))


def _ended(edition: Edition, day: date) -> Edition | None:
    """The version as it stands once another begins; None if it would never begin."""
    window = edition.guide.effective
    if window.from_ >= day:
        return None
    if window.until is not None and window.until <= day:
        return edition
    ends = window.model_copy(update={"until": day})
    return _changed(edition, edition.guide.model_copy(update={"effective": ends}))


def _changed(edition: Edition, guide: Guide) -> Edition:
    return replace(edition, guide=guide)
