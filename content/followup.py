"""Short messages that only make sense after the answer before: "and if she's 17?", "why?"."""

from __future__ import annotations

from content.guide import Answer
from content.message import Message

_SHORT = 7  # words
_OPENERS = frozenset(
    [
        "and",
        "but",
        "so",
        "ok",
        "okay",
        "right",
        "then",
        "also",
        "why",
        "how",
        "when",
        "where",
        "who",
        "what",
        "which",
        "if",
        "even",
        "still",
        "does",
        "is",
        "can",
        "do",
    ]
)
_AGES = ("#child", "#adult")
_ADULTS = frozenset(["adult", "adults"])
_CHILDREN = frozenset(["child", "children", "kid", "kids"])


def is_follow_up(message: Message) -> bool:
    """Whether a message leans on what came before: short, or opening with a joining word."""
    tokens = message.tokens
    if "#core" in message.kinds and len(tokens) > _SHORT // 2:
        return False
    return len(tokens) <= _SHORT or tokens[0] in ("and", "but", "so", "then")


def joined(last: Answer, message: Message) -> str:
    """The follow-up said in full: with the title and topic of the answer that it follows."""
    topic = f"{last.title} {' '.join(last.covers[:1])}".replace("-", " ").lower().split()
    said = {kind for kind in _AGES if kind in message.kinds}
    dropped = (_ADULTS if "#child" in said else frozenset()) | (
        _CHILDREN if "#adult" in said else frozenset()
    )
    return " ".join([*(word for word in topic if word not in dropped), message.text])
