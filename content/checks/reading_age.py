"""How many years of school a text asks of its reader: the Flesch-Kincaid grade.

Syllables come from two imperfect counts: where a printer may hyphenate, and groups of vowels. The
first joins what is said apart at the ends of a word (a-way), the second joins vowels that are said
apart (be-ing); the larger of the two is nearly always right. See docs/decisions/reading-age.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pyphen import Pyphen  # type: ignore[import-untyped]  # It has no type hints.

from content.checks.folder import Folder
from content.checks.walk import Loc, steps
from content.guide import Guide
from content.issue import Issue
from content.outcome import Outcome
from content.steps import Do, Run

GRADE = 9.0
ENOUGH = 20  # words; fewer say nothing about how hard a text is

# What is read as a sign and cannot be reworded: slots, links, acronyms, anything with a digit …
_SIGN = re.compile(r"\{[^}]*\}|https?://\S+|\S*[0-9@]\S*|\b[A-Za-z]*[A-Z][A-Za-z]*[A-Z]s?\b")
# … and the names of laws and bodies: capitals inside a sentence, or several in a row.
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]+|\b[A-Z][a-z]+(?: [A-Z][a-z]+)+")
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_SENTENCE = re.compile(r"[.?!]+(?=\s|$)")
_SILENT = re.compile(r"(?<=[^aeiouylsxzcg])es\Z|(?<=[^aeioudt])ed\Z|(?<=[^aeiouyl])e\Z")
_VOWELS = re.compile(r"[aeiouy]+")


def check(folder: Folder) -> Iterator[Issue]:
    """Steps and answers that ask for more schooling than was agreed."""
    for edition in folder.editions:
        for loc, name, texts in _readings(edition.guide):
            found = grade(texts)
            if found is not None and round(found, 1) > GRADE:
                message = f"'{name}' reads at grade {found:.1f}, at most {GRADE:.0f}."
                fix = "Use shorter sentences and everyday words."
                yield folder.issue(edition, (*loc, "id"), "reading-age", message, fix)


def _readings(guide: Guide) -> Iterator[tuple[Loc, str, list[str]]]:
    for loc, step in steps(guide):
        if isinstance(step, Run | Outcome):
            continue
        said = [statement.text for statement in (*step.say, *step.more)]
        tasks = [item.label for item in step.do.values()] if isinstance(step, Do) else []
        yield loc, step.id, [*said, *tasks, step.why or ""]
    for number, answer in enumerate(guide.answers):
        said = [statement.text for statement in (*answer.say, *answer.then, *answer.why)]
        yield ("answers", number), answer.id, said


def grade(texts: Iterable[str]) -> float | None:
    """The Flesch-Kincaid grade of texts read one after another; None if there is too little."""
    parts = (_words(part) for text in texts for part in _SENTENCE.split(text))
    sentences = [words for words in parts if words]
    count = sum(map(len, sentences))
    if count < ENOUGH:
        return None
    spoken = sum(syllables(word) for words in sentences for word in words)
    return 0.39 * count / len(sentences) + 11.8 * spoken / count - 15.59


def _words(text: str) -> list[str]:
    return _WORD.findall(_NAME.sub(" ", _SIGN.sub(" ", text)).lower())


@cache
def syllables(word: str) -> int:
    """How many syllables a lower-case English word has, nearly always."""
    vowels = len(_VOWELS.findall(_SILENT.sub("", word)))
    return max(1, vowels, len(_hyphens().positions(word)) + 1)


@cache
def _hyphens() -> Pyphen:
    return Pyphen(lang="en_US")
