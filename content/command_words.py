"""The words officers type for what the bot can do, so that no guide takes one of them.

What each of them does is in ``dialogs.interpret``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ALWAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "start": ("start", "begin", "new", "start an encounter", "start encounter", "new encounter"),
    "starts": ("more", "other ways to start", "guides"),
    "help": ("help", "?", "commands", "what can you do", "menu"),
    "welcome": ("hi", "hello", "hey", "good morning", "good evening"),
    "about": (
        *("what are you", "what are you?", "who are you", "who are you?", "what is this"),
        *("what is this?", "whats this", "whats this?", "what's this", "what's this?"),
        *("what is this for", "what is this for?", "what do you do", "what do you do?"),
        *("are you a bot", "are you a bot?", "are you a robot", "are you a robot?"),
        *("are you ai", "are you ai?", "are you human", "are you human?"),
        *("are you real", "are you real?", "are you a real person", "are you a real person?"),
    ),
    "thanks": (
        *("thanks", "thank you", "thankyou", "thank u", "thanks mate", "thx", "ta", "cheers"),
        *("cheers mate", "ok thanks", "okay thanks", "ok cheers", "ok ta", "great thanks"),
        *("got it", "nice one", "understood", "thanks a lot", "many thanks", "okay"),
    ),
    "contacts": ("contacts", "contact", "who do i call", "who do i ring"),
    "ask": ("ask", "/", "ask a question", "question"),
    "data": ("my data", "delete my data", "privacy", "what do you keep"),
    "encounters": ("encounters", "my encounters"),
    "train": ("train", "train me", "training", "practise", "practice", "exercise", "exercises"),
    "quick": ("quick check", "quiz", "test me"),
    "unquick": ("stop asking me", "stop quick checks", "no quick checks"),
    "figures": ("figures", "training figures", "show figures"),
    "review": ("review", "what was missed"),
}

IN_ENCOUNTER: Final[Mapping[str, tuple[str, ...]]] = {
    "resume": ("resume", "continue", "carry on"),
    "back": ("back", "b", "go back", "previous"),
    "undo": ("undo", "u", "take that back"),
    "board": ("board", "overview"),
    "pick": ("people", "who", "pick", "sections"),
    "tasks": ("tasks", "outstanding", "to do", "todo"),
    "handover": ("summary", "h", "handover", "hand over", "hand-over"),
    "why": ("why", "why?", "why are you asking", "why do you ask"),
    "sources": ("sources", "source"),
    "pause": ("stop", "pause", "later today"),
    "close": ("close", "finish", "close encounter"),
    "reopen": ("reopen", "re-open"),
    "remind": ("remind me", "reminders", "reminder", "remind"),
    "unremind": ("stop reminders", "no reminders", "stop reminding me"),
    "add": ("add person", "add a person", "another person", "add someone"),
}

OTHERS: Final = ("next", "go on", "yes", "no", "none", "all", "later", "done", "ok", "today")

RESERVED: Final = frozenset(
    word for words in (*ALWAYS.values(), *IN_ENCOUNTER.values(), OTHERS) for word in words
)
"""Every word that already means something wherever it is typed."""
