"""Whether what is said fits a phone held in one hand."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.folder import Folder
from content.checks.walk import Loc, parts, steps
from content.guide import Answer, Guide
from content.issue import Issue
from content.release import Edition
from content.statement import Statement
from content.steps import Ask, Group, Option

ANSWER_WORDS = 60
LABEL, TITLE = 30, 30
OPTIONS, CHOICES = 6, 12


def check(folder: Folder) -> Iterator[Issue]:
    """Answers, labels and titles that are too long, and too many choices.

    How much a step says at once depends on its conditions; ``reach`` looks at that.
    """
    for edition in folder.editions:
        yield from _answers(folder, edition)
        yield from _labels(folder, edition)
        yield from _choices(folder, edition)


def words(text: str) -> int:
    """How many words an officer reads; a dash or a bullet is none."""
    return sum(any(letter.isalnum() for letter in part) for part in text.split())


def _answers(folder: Folder, edition: Edition) -> Iterator[Issue]:
    for number, answer in enumerate(edition.guide.answers):
        count = sum(words(said.text) for said in answer.say)
        if count > ANSWER_WORDS:
            message = f"The answer '{answer.id}' says {count} words first, at most {ANSWER_WORDS}."
            fix = "Keep what to do now; move the rest to `then` or `why`."
            place = ("answers", number, "say")
            yield folder.issue(edition, place, "answer-too-long", message, fix)
        yield from _never_shown(folder, edition, number, answer)


def _never_shown(folder: Folder, edition: Edition, number: int, answer: Answer) -> Iterator[Issue]:
    """An answer stands on its own: no step has been answered that a condition could look at."""
    for loc, part in parts(answer, ("answers", number)):
        if isinstance(part, Statement) and "when" in part.model_fields_set:
            message = "A `when` inside an answer is never looked at."
            fix = "Write one answer for each case, told apart by `not_for`."
            yield folder.issue(edition, (*loc, "when"), "condition-in-answer", message, fix)


def _labels(folder: Folder, edition: Edition) -> Iterator[Issue]:
    for loc, rule, text, limit in _short(edition.guide):
        if len(text) > limit:
            message = f"“{text}” has {len(text)} characters, at most {limit}."
            yield folder.issue(edition, loc, rule, message, "Use fewer or shorter words.")


def _short(guide: Guide) -> Iterator[tuple[Loc, str, str, int]]:
    """Everything that appears on a button or as a heading."""
    for loc, part in parts(guide):
        title = getattr(part, "title", None)
        if title:
            yield (*loc, "title"), "title-too-long", title, TITLE
        if isinstance(part, Option | Group):
            yield (*loc, "label"), "label-too-long", part.label, LABEL
        if isinstance(part, Ask) and part.many:
            yield (*loc, "none"), "label-too-long", part.none, LABEL


def _choices(folder: Folder, edition: Edition) -> Iterator[Issue]:
    for loc, step in steps(edition.guide):
        if not isinstance(step, Ask):
            continue
        limit = CHOICES if step.many else OPTIONS
        if len(step.options) > limit:
            message = f"'{step.id}' offers {len(step.options)} choices, at most {limit}."
            fix = "Ask in two steps, or join choices that lead to the same thing."
            yield folder.issue(edition, (*loc, "options"), "too-many-options", message, fix)
