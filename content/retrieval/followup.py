"""Short messages that only make sense after the answer before: "and if she's 17?", "why?"."""

from __future__ import annotations

from content.guide import Answer
from content.retrieval.lexicon import ADULT, CHILD
from content.retrieval.message import Message

_SHORT = 7  # words
_JOINING = frozenset(["and", "but", "so", "then", "ok"])
_ASKING = frozenset(
    [
        "who",
        "what",
        "when",
        "where",
        "why",
        "how",
        "which",
        "if",
        "can",
        "do",
        "does",
        "is",
        "about",
    ]
)
_WHY = frozenset(["and", "but", "so", "ok", "why", "is", "that", "how", "come", "explain", "not"])
_ADULTS = frozenset(["adult", "adults"])
_CHILDREN = frozenset(["child", "children", "kid", "kids", "under", "18", "unaccompanied"])


def is_follow_up(message: Message) -> bool:
    """Whether a message leans on what came before: short, or opening with a joining word."""
    if "#core" in message.kinds or not (_ASKING | _JOINING) & set(message.tokens):
        return False
    return len(message.tokens) <= _SHORT or message.tokens[0] in _JOINING


def is_joined(message: Message) -> bool:
    """Whether a message says itself that it goes on: "and ...", "what if ...", "what about ..."."""
    return message.tokens[0] in _JOINING or message.tokens[:2] in (
        ("what", "if"),
        ("what", "about"),
    )


def asks_why(message: Message) -> bool:
    """Whether a message only asks for the reasons behind what was just said."""
    return bool({"why", "explain", "come"} & set(message.tokens)) and set(message.tokens) <= _WHY


def joined(last: Answer, message: Message) -> str:
    """The follow-up said in full: with the title and topic of the answer that it follows.

    An age in the follow-up takes the place of the other age in that title.
    """
    topic = f"{last.title} {' '.join(last.covers[:1])}".replace("-", " ").lower().split()
    dropped = (_ADULTS if CHILD in message.kinds else frozenset()) | (
        _CHILDREN if ADULT in message.kinds else frozenset()
    )
    return " ".join([*(word for word in topic if word not in dropped), message.text])
