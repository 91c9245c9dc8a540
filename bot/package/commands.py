"""The commands Teams offers beside the box to type in, for each place the bot can be in.

Each is a word the bot knows; a test types them all. In a team or a group chat the bot answers only
what is not about one officer's encounter, so little is offered there.
"""

from __future__ import annotations

from collections.abc import Mapping

PERSONAL: Mapping[str, str] = {
    "start": "Begin an encounter: what to do first, step by step",
    "resume": "Carry on where you were, on any device",
    "board": "Everything open, with the next best step first",
    "people": "Go to a person, or to a part of the encounter",
    "tasks": "What is outstanding and by when",
    "summary": "The handover so far, as text to paste",
    "encounters": "Your encounters, to take one up again",
    "ask": "Look up approved guidance in your own words",
    "contacts": "Who to ring",
    "help": "What you can do here",
}
SHARED: Mapping[str, str] = {name: PERSONAL[name] for name in ("ask", "contacts", "help")}
SCOPES: Mapping[str, Mapping[str, str]] = {
    "personal": PERSONAL,
    "team": SHARED,
    "groupChat": SHARED,
}
