"""What was told and not seen: who told it, and how an officer who goes there confirms it."""

from __future__ import annotations

from collections.abc import Iterator

from content.outcome import Topic
from content.steps import Ask, Each
from dialogs.answers import in_words
from dialogs.clock import hour
from dialogs.event import Json
from dialogs.facts import CALLER, REPORTER, Answered, Key
from dialogs.standing import Stop
from dialogs.view import View

FACTORS = ("threat", "harm", "risk", "investigation", "vulnerability", "engagement")


def by_whom(told_by: str) -> str:
    """Who told it, in words: "the third party"."""
    return f"the {told_by.replace('-', ' ')}"


def mark(told_by: str) -> str:
    """What stands after something reported; "" after what was seen or done."""
    return f" (reported by {by_whom(told_by)})" if told_by else ""


def teller(seen: View) -> str:
    """Who tells what is being reported now: "caller", "third-party" and so on."""
    value = seen.reading.value(None, REPORTER)
    return value if isinstance(value, str) else CALLER


def heard(seen: View) -> Iterator[str]:
    """What has been reported so far, each in the words of its button."""
    for stop in told(seen):
        if stop.answered is not None and stop.answered.value != []:
            yield in_words(stop.step, stop.answered.value)


def told(seen: View) -> Iterator[Stop]:
    """The questions of the sections for whoever is told, with an answer in use."""
    for lane in seen.lanes:
        for stop in lane.stops if not lane.lane.attending else ():
            asked = isinstance(stop.step, Ask) and stop.key[1] != REPORTER
            if asked and stop.answered is not None:
                yield stop


def thrive(seen: View) -> dict[str, str]:
    """Each THRIVE factor with what was heard of it, "" where nothing was."""
    found = {f.value: f.label for f in reversed(seen.findings) if f.topic is Topic.THRIVE}
    return {factor: found.get(factor, "") for factor in FACTORS}


def handover_lines(seen: View) -> Iterator[str]:
    """The head of a handover of what was reported: by whom, and THRIVE."""
    if not seen.release.reported:
        return
    yield f"REPORTED by {by_whom(teller(seen))}, not seen, where it says so."
    yield from (f"Taken over at {hour(at)}." for at in seen.facts.attending.values())
    yield ""
    yield "THRIVE, as reported"
    for factor, label in thrive(seen).items():
        yield f"- {label or f'{factor.capitalize()}: nothing heard yet'}"


def to_confirm(seen: View, stop: Stop) -> tuple[str, ...]:
    """What an officer who is there is told at a step that was answered for them."""
    given = stop.answered
    if given is None or not given.told_by or not seen.facts.attends or isinstance(stop.step, Each):
        return ()
    label = in_words(stop.step, given.value)
    return (
        f"**Reported by {by_whom(given.told_by)}: {label}.** "
        "Answer for what you see: the same answer confirms it.",
    )


def earlier(seen: View, key: Key, now: Answered) -> Answered | None:
    """What was reported, where an officer who is there has answered since."""
    before = seen.facts.reported.get(key)
    return before if before is not None and not now.told_by else None


def history(label: str, before: Answered | None, was: str) -> str:
    """An answer with what was reported before it."""
    if before is None:
        return label
    return f"{label} (seen; {by_whom(before.told_by)} reported at {hour(before.at)}: {was})"


def as_json(answered: Answered | None, label: str) -> Json:
    """A reported answer as data, or None."""
    if answered is None:
        return None
    return {"by": answered.told_by, "answer": label, "at": answered.at.isoformat()}
