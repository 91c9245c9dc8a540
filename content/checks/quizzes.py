"""Whether the questions of quick checks can be loaded, and still rest on what guidance says."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks import choices
from content.checks.choices import Offer
from content.checks.folder import Folder
from content.issue import ContentError, Issue
from content.library import is_in_force
from content.quiz_files import Question, load_quizzes, stale


def check(folder: Folder) -> Iterator[Issue]:
    """What is wrong with files of questions, and what is out of date in them."""
    try:
        sheets = load_quizzes(folder.library.sources, folder.root)
    except ContentError as error:
        yield from error.issues
        return
    guides = [e.guide for e in folder.editions if is_in_force(e.guide, folder.on)]
    yield from stale(sheets, {one.id: one for guide in guides for one in guide.answers})
    for sheet in sheets:
        offers = tuple(_offer(n, one) for n, one in enumerate(sheet.quiz.questions))
        yield from choices.told(sheet.document, offers)


def _offer(number: int, question: Question) -> Offer:
    here = ("questions", number)
    wrong = (((*here, "wrong", n), say) for n, say in enumerate(question.wrong))
    return Offer(question.about, (((*here, "right"), question.right), *wrong))
