"""Taking over someone else's encounter with the short code they read out.

A code is short, so it is not left to be found by trying: a chat may be wrong a few times, then it
waits. A wrong code and one that is not to be taken over are answered alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.conversation.speech import NeedsCode, NeedsEncounter, Speech
from content.library import Unavailable
from content.link import LinkError
from dialogs.clock import hour, shown
from dialogs.commands import PickUp, Refusal, Stamp
from dialogs.decide import decide
from dialogs.encounter import Encounter, record
from dialogs.event import Json
from dialogs.screen import Screen
from dialogs.sharing import may_be_taken, may_open, take_over, taken_over
from dialogs.typed import plain

CODE_LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"  # no vowels, nothing that reads as something else
CODE_LENGTH = 4
TRIES = 5  # wrong codes that a chat may give …
WAIT = timedelta(minutes=15)  # … in this time
KEPT = 5  # encounters taken over that a chat lists

_CODE = f"([{CODE_LETTERS.lower()}]{{{CODE_LENGTH}}})"
_SAID = re.compile(rf"(?:(?:use |the )?code|take over|take|pick up|pickup|join) {_CODE}\Z")
_BARE = re.compile(rf"{_CODE}\Z")


def is_code(text: str) -> bool:
    """Whether the text has the form of a code, said as one or alone."""
    return bool(_code(text)[0])


def tried(speech: Speech, text: str) -> bool:
    """Whether the text is a code; then the encounter it stands for is offered, or why not is said.

    Four letters alone may be a word. They are a code only where an encounter has it.
    """
    code, certain = _code(text)
    if not code:
        return False
    before = _tries(speech)
    if len(before) >= TRIES:
        if certain:
            until = hour(min(before) + WAIT)
            speech.current(
                f"Too many wrong codes. Try again after {until}, or ring whoever has it."
            )
        return certain
    if code not in speech.setting.coded:
        raise NeedsCode(code)
    theirs = speech.setting.coded[code]
    if theirs is None or not _offer(speech, theirs):
        speech.said.state["tries"] = [*(at.isoformat() for at in before), _now(speech).isoformat()]
        if certain:
            speech.current(f"No open encounter to take over has the code {code}. Check it again.")
        return certain
    return True


def offered_code(speech: Speech) -> Screen | None:
    """The encounter last offered by its code, to take over or not."""
    offer = speech.said.state.get("pickup")
    if not isinstance(offer, dict):
        return None
    return take_over(*(str(offer.get(name)) for name in ("id", "code", "title", "opened")))


def take(speech: Speech, id_: str) -> None:
    """Take over the encounter with this id."""
    theirs = speech.setting.pressed
    if (theirs is None or theirs.id != id_) and id_ not in speech.setting.fetched:
        raise NeedsEncounter(id_)
    if theirs is None or theirs.id != id_ or not _open_to(speech, theirs):
        speech.current("That encounter can no longer be taken over. Nothing has changed.")
        return
    speech.said.state |= {"encounter": id_, "taken": [id_, *_others(speech, id_)]}
    speech.adopt(theirs)
    seen = speech.seen()
    stamp = Stamp(_now(speech), speech.by, speech.setting.command)
    outcome = decide(seen, PickUp(), stamp) if seen else ()
    if not isinstance(outcome, Refusal):
        speech.said.events += outcome
        speech.said.encounter = record(theirs, outcome)
    after = speech.seen()
    if after is not None:
        speech.tell(taken_over(after))
    speech.current()


def taken(state: Mapping[str, Json]) -> list[str]:
    """The ids of the encounters that were taken over in a chat, the latest first."""
    listed = state.get("taken")
    return [str(id_) for id_ in listed][:KEPT] if isinstance(listed, list) else []


def _offer(speech: Speech, theirs: Encounter) -> bool:
    if not _open_to(speech, theirs):
        return False
    release = speech.setting.guidance.pinned(theirs.pin)
    speech.said.state.pop("tries", None)
    speech.said.state["pickup"] = {
        "id": theirs.id,
        "code": theirs.code,
        "title": release.title,
        "opened": shown(theirs.opened_at),
    }
    screen = offered_code(speech)
    if screen is not None:
        speech.show(screen)
    return True


def _open_to(speech: Speech, theirs: Encounter) -> bool:
    """Whether this officer may take it over, or has it anyway."""
    try:
        seen = speech.of(theirs)
    except (Unavailable, LinkError):
        return False
    neighbours = theirs.pin.tenant == speech.person.tenant
    return may_open(theirs, speech.by) or (neighbours and may_be_taken(seen))


def _others(speech: Speech, id_: str) -> list[str]:
    return [other for other in taken(speech.said.state) if other != id_][: KEPT - 1]


def _code(text: str) -> tuple[str, bool]:
    """The code in a text, or "", and whether it can be nothing else."""
    said = plain(text)
    spoken, bare = _SAID.match(said), _BARE.match(said)
    found = spoken or bare
    if found is None:
        return "", False
    return found[1].upper(), bool(spoken) or any(map(str.isdigit, said))


def _tries(speech: Speech) -> list[datetime]:
    """When wrong codes were given that still count."""
    listed = speech.said.state.get("tries")
    times = [datetime.fromisoformat(str(at)) for at in listed] if isinstance(listed, list) else []
    return [at for at in times if at > _now(speech) - WAIT]


def _now(speech: Speech) -> datetime:
    return speech.setting.now
