"""Questions for a quick check: one right answer each, drawn from an approved answer.

A question names the approved answer it rests on and words that must stand in it, so that it fails
the content check once the guidance says something else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictBool, ValidationError, model_validator

from content.decision import Asked, Choice, Decision, Instead
from content.guide import Answer
from content.issue import ContentError, Issue
from content.loader import FOLDER
from content.model import Label, Model, Slug, Words
from content.scenario import Theme
from content.statement import Cites
from content.strict_yaml import Document, read

QUIZ = "quiz"


class Question(Model):
    """One question.

    Attributes:
        about: what it is about, unique among all questions: figures and repeats go by it.
        ask, right, wrong: what is asked, the one right answer, and two to four wrong ones.
        why, cite: the reason, and where it stands.
        answer: the approved answer that it is drawn from.
        says: words that must stand in that answer today.
    """

    about: Label
    theme: Theme
    ask: Asked
    right: Choice
    wrong: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=4)]
    why: Words
    answer: Slug
    says: Annotated[tuple[Words, ...], Field(min_length=1)]
    cite: Annotated[Cites, Field(min_length=1)]
    confirm_locally: StrictBool = False

    @model_validator(mode="after")
    def _different(self) -> Question:
        if len({one.casefold() for one in (self.right, *self.wrong)}) <= len(self.wrong):
            raise ValueError("two answers say the same")
        return self

    @property
    def decision(self) -> Decision:
        """The question as a stage of an exercise."""
        return Decision(
            stage=self.about,
            right=f"{self.right}.",
            why=self.why,
            cite=self.cite,
            confirm_locally=self.confirm_locally,
            ask=self.ask,
            choose=self.right,
            instead=tuple(Instead(say=wrong) for wrong in self.wrong),
        )


class Quiz(Model):
    """A file of questions."""

    quiz: Slug
    title: Label
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Sheet:
    """A file of questions, and where each stands."""

    quiz: Quiz
    document: Document

    def issue(self, number: int, part: str, rule: str, message: str) -> Issue:
        """A problem with a part of a question."""
        line = self.document.line(("questions", number, part))
        return Issue(self.document.file, line, rule, message)


def load_quizzes(sources: Collection[str], root: Path = FOLDER) -> tuple[Sheet, ...]:
    """Every file of questions of a content folder. Raises ContentError with every problem."""
    sheets: list[Sheet] = []
    issues: list[Issue] = []
    for path in sorted((root / QUIZ).rglob("*.yaml")):
        try:
            document = read(path, root)
            sheets.append(Sheet(_parsed(document), document))
        except ContentError as error:
            issues.extend(error.issues)
    issues += [*_twice(sheets), *_unknown(sheets, sources)]
    if issues:
        raise ContentError(issues)
    return tuple(sheets)


def stale(sheets: Collection[Sheet], answers: Mapping[str, Answer]) -> Iterator[Issue]:
    """Questions whose approved answer is not there, or no longer says what they rest on."""
    for sheet in sheets:
        for number, question in enumerate(sheet.quiz.questions):
            found = answers.get(question.answer)
            if found is None:
                message = f"No answer in force is called '{question.answer}'."
                yield sheet.issue(number, "answer", "unknown-rule", message)
                continue
            text = " ".join(one.text for one in (*found.say, *found.then, *found.why)).casefold()
            for words in question.says:
                if words.casefold() not in text:
                    message = f"'{question.answer}' does not say '{words}'."
                    yield sheet.issue(number, "says", "quiz-out-of-date", message)


def _parsed(document: Document) -> Quiz:
    try:
        return Quiz.model_validate(document.data)
    except ValidationError as error:
        raise ContentError(_schema(document, error)) from error


def _schema(document: Document, error: ValidationError) -> Iterator[Issue]:
    for problem in error.errors(include_url=False, include_input=False):
        loc = tuple(problem["loc"])
        where = ".".join(str(part) for part in loc) or "the file"
        message = problem["msg"].removeprefix("Value error, ")
        yield Issue(document.file, document.line(loc), "schema", f"{where}: {message}.")


def _twice(sheets: Collection[Sheet]) -> Iterator[Issue]:
    seen: set[str] = set()
    for sheet in sheets:
        for number, question in enumerate(sheet.quiz.questions):
            if question.about.casefold() in seen:
                message = "Another question is about this as well."
                yield sheet.issue(number, "about", "duplicate-id", message)
            seen.add(question.about.casefold())


def _unknown(sheets: Collection[Sheet], sources: Collection[str]) -> Iterator[Issue]:
    for sheet in sheets:
        for number, question in enumerate(sheet.quiz.questions):
            for cite in question.cite:
                if cite.source not in sources:
                    message = f"'{cite.source}' is not in sources.yaml."
                    yield sheet.issue(number, "cite", "unknown-source", message)
