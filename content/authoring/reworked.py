"""One step, answer, conclusion or warning of a guide against what it was before, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from content.authoring.lines import changed, lines, quoted
from content.authoring.plain_words import Steps, when_words
from content.guide import Alert, Answer
from content.outcome import Outcome
from content.steps import Ask, Do, Each, Say

Visited: TypeAlias = Ask | Do | Say | Each
Named: TypeAlias = Visited | Outcome | Alert | Answer

_KIND: dict[type, str] = {
    Ask: "a question",
    Do: "a checklist",
    Say: "something to take in",
    Each: "the list of people",
    Outcome: "a conclusion",
    Alert: "a warning",
    Answer: "an answer",
}


def title(part: Named) -> str:
    """What an officer knows the part as."""
    match part:
        case Outcome(label=label):
            return label
        case Alert(say=say):
            return say
        case _:
            return part.title


def arrival(now: Named) -> Iterator[str]:
    """A part that was not there before."""
    match now:
        case Ask(ask=ask):
            yield f"New question: {quoted(ask)} {_choices(now)}".rstrip()
        case Do(do=items):
            yield f"New checklist: {'; '.join(item.label for item in items.values())}."
        case Answer() | Say():
            yield f"New: {' '.join(line.text for line in lines(now, {}))}"
        case Outcome(say=say):
            yield f"New: {say}"
        case Each(ask=ask):
            yield f"New list of people: {quoted(ask)}"
        case Alert():
            yield "New."


def reworked(before: Named, now: Named, old: Steps, new: Steps) -> Iterator[str]:
    """How a part differs from what it was; each with the steps its conditions name."""
    if type(before) is not type(now):
        yield f"Now {_KIND[type(now)]} (was {_KIND[type(before)]})."
    if title(before) != title(now):
        yield f"Was called {quoted(title(before))}."
    yield from _question(before, now)
    was, is_ = _when(before, old), _when(now, new)
    if was != is_:
        yield f"Shown {is_} (was: {was})."
    yield from changed(lines(before, old), lines(now, new))
    yield from _rest(before, now)


def _choices(step: Ask) -> str:
    named = " / ".join(option.label for option in step.options.values())
    return f"({named})" if named else ""


def _question(before: Named, now: Named) -> Iterator[str]:
    was, is_ = getattr(before, "ask", None), getattr(now, "ask", None)
    if was and is_ and was != is_:
        yield f"Asks {quoted(is_)} (was {quoted(was)})."
    if isinstance(before, Ask) and isinstance(now, Ask):
        old = {key: option.label for key, option in before.options.items()}
        new = {key: option.label for key, option in now.options.items()}
        yield from (f"New choice {quoted(new[k])}." for k in new if k not in old)
        yield from (f"No longer offers {quoted(old[k])}." for k in old if k not in new)
        both = [key for key in new if key in old and old[key] != new[key]]
        yield from (f"The choice {quoted(old[k])} is now called {quoted(new[k])}." for k in both)
        if before.many != now.many:
            yield "Several choices can be made." if now.many else "Only one choice can be made."
        if before.consequential != now.consequential:
            yield f"The answer is {'now' if now.consequential else 'no longer'} read back first."


def _rest(before: Named, now: Named) -> Iterator[str]:
    if getattr(before, "urgent", False) != getattr(now, "urgent", False):
        yield (
            "Now comes before everything else."
            if getattr(now, "urgent", False)
            else ("No longer comes before everything else.")
        )
    if isinstance(before, Answer) and isinstance(now, Answer) and before.opens != now.opens:
        yield f"Now leads to the step '{now.opens}'." if now.opens else "No longer leads to a step."
    if isinstance(before, Alert) and isinstance(now, Alert) and before.level != now.level:
        yield f"Now a warning of level {now.level} (was {before.level})."


def _when(part: Named, steps_: Steps) -> str:
    condition = getattr(part, "when", None)
    words = when_words(condition, steps_) if condition is not None else ""
    return f"when {words}" if words else "always"
