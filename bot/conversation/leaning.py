"""What a question leans on: the last answer, the pending step, and whom both are about."""

from __future__ import annotations

from bot.conversation.speech import Speech
from content.found import Context, Found
from dialogs.event import Json
from dialogs.view import View
from dialogs.young import about_young

HELD = 5  # questions that a child just named is taken to be meant in


def context(speech: Speech) -> Context:
    """What is known of where a question is asked."""
    seen = speech.seen()
    return Context(
        answer=_last(speech, seen),
        step=seen.at.key[1] if seen and seen.at else None,
        role=speech.person.post or None,
        young=_is_young(speech, seen),
    )


def told(speech: Speech, name: str) -> dict[str, Json]:
    """What to remember of an answer that was shown."""
    return {"told": name, "of": _person(speech.seen()), "misses": 0}


def remember(speech: Speech, found: Found) -> None:
    """An age that a question names holds for the next few that name none."""
    state = speech.said.state
    before = state.pop("young", None)
    left = before - 1 if isinstance(before, int) else 0
    held = left if found.young is None else HELD * found.young
    if held > 0:
        state["young"] = held


def _last(speech: Speech, seen: View | None) -> str | None:
    """The last answer, unless it was about someone else."""
    state = speech.said.state
    name = state.get("told")
    return str(name) if name and state.get("of", "") == _person(seen) else None


def _person(seen: View | None) -> str:
    """The person whose step is pending, or ""."""
    return (seen.at.key[0] or "") if seen and seen.at else ""


def _is_young(speech: Speech, seen: View | None) -> bool:
    """Whether whoever is asked about is, or may be, under 18, by what was recorded or just said."""
    recorded = about_young(seen)
    return bool(speech.said.state.get("young")) if recorded is None else recorded
