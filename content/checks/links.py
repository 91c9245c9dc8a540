"""Whether everything a guide names exists: steps, options, guides, slots, concepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeAlias

from content.checks.folder import Folder, Moment
from content.checks.walk import AnyStep, Loc, at, conditions, find, parts, steps
from content.condition import Between, Done, Is, Unknown, steps_in
from content.guide import Answer
from content.issue import Issue
from content.outcome import Outcome
from content.release import Edition
from content.steps import Ask, Do, Each, Run, Say

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLAIN = frozenset({"person", "people", "count"})
_NO_STEP = "Correct the id, or write the step first."
_FIXES = {"unknown-step": _NO_STEP, "unknown-option": "Use what the step really offers."}

Leaf: TypeAlias = Is | Between | Unknown | Done


def check(folder: Folder) -> Iterator[Issue]:
    """Everything named that is not there, at each moment at which the version is in force."""
    for moment in folder.moments:
        names = Names(folder, moment)
        for edition in moment.editions.values():
            if folder.judged(moment, edition):
                yield from _conditions(names, edition)
                yield from _placeholders(names, edition)
                yield from _settled(names, edition)
                yield from _answers(names, edition)


class Names:
    """What can be named at one moment."""

    def __init__(self, folder: Folder, moment: Moment) -> None:
        self.folder = folder
        self.moment = moment

    @cached_property
    def steps(self) -> dict[str, AnyStep]:
        """Every step of every guide in force, by id."""
        found = (step for guide in self.moment.guides for _, step in steps(guide))
        return {step.id: step for step in found if not isinstance(step, Run)}

    @cached_property
    def slots(self) -> frozenset[str]:
        """Every slot that a guide in force declares."""
        return frozenset(name for guide in self.moment.guides for name in guide.local)

    @cached_property
    def unread(self) -> frozenset[str]:
        """Step ids in files that could not be loaded, so that one mistake is told once."""
        documents = self.folder.library.documents
        loaded = {edition.file for edition in self.folder.editions}
        broken = (documents[file].data for file in documents.keys() - loaded)
        return frozenset(name for data in broken for name in _ids(data))

    def knows(self, step: str) -> bool:
        """Whether a step of this id exists, or may exist in a file that cannot be read."""
        return step in self.steps or step in self.unread


def _ids(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield data["id"]
        for part in data.values():
            yield from _ids(part)
    elif isinstance(data, list):
        for part in data:
            yield from _ids(part)


def _conditions(names: Names, edition: Edition) -> Iterator[Issue]:
    data = names.folder.document(edition).data
    for loc, when in conditions(edition.guide):
        for leaf in steps_in(when):
            item = f".{leaf.item}" if isinstance(leaf, Done) and leaf.item else ""
            place = (*loc, *(find(at(data, loc), leaf.step + item) or ()))
            yield from _leaf(names, edition, place, leaf)


def _leaf(names: Names, edition: Edition, place: Loc, leaf: Leaf) -> Iterator[Issue]:
    message = problem(names, leaf)
    if message:
        rule = "unknown-option" if leaf.step in names.steps else "unknown-step"
        yield names.folder.issue(edition, place, rule, message, _FIXES[rule])


def problem(names: Names, leaf: Leaf) -> str:
    """What a condition expects of a step that the step cannot give; "" if it can."""
    step = names.steps.get(leaf.step)
    if step is not None:
        return _wrong(step, leaf)
    return "" if names.knows(leaf.step) else f"There is no step '{leaf.step}'."


def _wrong(step: AnyStep, leaf: Leaf) -> str:
    match leaf, step:
        case Done(_, item), Do():
            known = item is None or item in step.do
            return "" if known else f"The checklist '{step.id}' has no item '{item}'."
        case Done(), _:
            return f"'{leaf.step}' is not a checklist."
        case Between(), Ask(number=number) if number is not None:
            return ""
        case Between(), _:
            return f"'{leaf.step}' does not ask for a number."
        case Is(_, values), Ask(options=options) if options:
            missing = [str(value) for value in values if value not in options]
            return f"'{leaf.step}' has no option {_quoted(missing)}." if missing else ""
        case Is(_, values), Ask():
            return ""
        case Is(_, values), Say() if values == ("ok",):
            return ""
        case (Is(), _) | (Unknown(), Outcome()):
            return f"'{leaf.step}' is not a question."
        case _:
            return ""


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _placeholders(names: Names, edition: Edition) -> Iterator[Issue]:
    for loc, text in _texts(edition):
        for word in _PLACEHOLDER.findall(text):
            rule, message, fix = _placeholder(names, word)
            if rule:
                yield names.folder.issue(edition, loc, rule, message, fix)


def _texts(edition: Edition) -> Iterator[tuple[Loc, str]]:
    for loc, part in parts(edition.guide):
        # The wordings an officer may type are searched, never shown.
        fields = () if isinstance(part, Answer) else ("text", "label", "ask", "why", "say", "title")
        for name in fields:
            value = getattr(part, name, None)
            if isinstance(value, str):
                yield (*loc, name), value


def _placeholder(names: Names, word: str) -> tuple[str, str, str]:
    kind, _, rest = word.partition(".")
    if kind == "local" and rest:
        if rest in names.slots:
            return "", "", ""
        return "unknown-slot", f"No guide has a slot '{rest}'.", "Add it to `local` in the header."
    if kind == "answer" and rest:
        step = names.steps.get(rest)
        if isinstance(step, Ask) or (step is None and names.knows(rest)):
            return "", "", ""
        return "unknown-step", f"{{{word}}}: '{rest}' is not a question.", _NO_STEP
    if word in _PLAIN:
        return "", "", ""
    known = "Only {person}, {people}, {count}, {local.slot} and {answer.step} are filled in."
    return "unknown-placeholder", f"{{{word}}} is not filled in.", known


def _settled(names: Names, edition: Edition) -> Iterator[Issue]:
    """What a start, or a group of people, answers beforehand."""
    for loc, facts in _facts(edition):
        for settled, value in facts.items():
            yield from _leaf(names, edition, (*loc, settled), Is(settled, (value,)))


def _facts(edition: Edition) -> Iterator[tuple[Loc, dict[str, str]]]:
    if edition.guide.start:
        yield ("start", "set"), edition.guide.start.set
    for loc, step in steps(edition.guide):
        if isinstance(step, Each):
            for name, group in step.groups.items():
                yield (*loc, "groups", name, "set"), group.set


def _answers(names: Names, edition: Edition) -> Iterator[Issue]:
    for number, answer in enumerate(edition.guide.answers):
        if answer.opens and not names.knows(answer.opens):
            message = f"'{answer.id}' opens the step '{answer.opens}', which is not there."
            place = ("answers", number, "opens")
            yield names.folder.issue(edition, place, "broken-opens", message, _NO_STEP)
        for position, concept in enumerate(answer.covers):
            if concept not in names.folder.concepts:
                message = f"'{concept}' is not a concept of concepts.yaml."
                fix = "Choose one from concepts.yaml."
                loc: Loc = ("answers", number, "covers", position)
                yield names.folder.issue(edition, loc, "unknown-concept", message, fix)
