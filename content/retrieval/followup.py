"""Short messages that only make sense after the answer before: "and if she's 17?", "why?"."""

from __future__ import annotations

from content.guide import Answer
from content.retrieval.lexicon import ADULT, CHILD
from content.retrieval.message import Message

_SHORT = 7  # words


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_JOINING = _set("and but so then ok same")
_ASKING = _set("who what when where why how which if can do does is are about same by")
_WHY = _set("and but so ok why is that how come explain not")
_SOURCE = _set(
    "source sources reference references cite citation says who what law is that in the whats "
    "where does it say this from come whose backs up your and show me"
)
_OPENING = _set(
    "and n but so then ok or also plus what how about same for is was if it its that a an"
)
_NAMES_SOURCE = _set("source sources reference references citation cite")
# Words of a follow-up that names nothing of its own: "how long for", "who do i ring".
_BARE = _set(
    "a an the i we me us you he she they it its him her them is are am was be been do does did "
    "done can could should would will may must have has had get got who what when where why how "
    "which if that this these those there then and but so or ok yes no not same for of in on to "
    "at by with from up out about next now first long soon quick fast late many much often ring "
    "call tell ask send need sure mean means happens happen matter count apply applies else more "
    "too as well just only still ever again one ones someone years old aged age under over says "
    "say looks look thinks think turns out actually really child children kid kids adult adults "
    "young person minor teenager man woman boy girl lad bloke lass hours days weeks time"
)
WEAK = _set(
    "a an the i we he she they it its is are do does did can could if and but so then or same for "
    "of in on to at by with that this there be been am you him her them his what about who"
)
"""Words that no answer can be told by."""
_ADULTS = _set("adult adults")
_CHILDREN = _set("child children kid kids under 18 unaccompanied")


def is_follow_up(message: Message) -> bool:
    """Whether a message leans on what came before: short, or opening with a joining word."""
    if "#core" in message.kinds and "same" not in message.tokens:
        return False
    if not (_ASKING | _JOINING) & set(message.tokens):
        return False
    return len(message.tokens) <= _SHORT or message.tokens[0] in _JOINING


def is_joined(message: Message) -> bool:
    """Whether a message says itself that it goes on: "and ...", "what if ...", "same for ..."."""
    return (
        message.tokens[0] in _JOINING
        or "same" in message.tokens
        or message.tokens[:2] in (("what", "if"), ("what", "about"))
    )


def is_bare(message: Message) -> bool:
    """Whether a follow-up names nothing of its own but an age: "by when", "and if she's 17"."""
    return all(token in _BARE or token.isdigit() for token in message.tokens)


def named(message: Message) -> tuple[str, ...]:
    """What a follow-up names, without the words it opens with: "twoc" of "and what about twoc"."""
    words = message.plain
    first = next((at for at, word in enumerate(words) if word not in _OPENING), len(words))
    return tuple(word for word in words[first:] if word != "then")


def asks_why(message: Message) -> bool:
    """Whether a message only asks for the reasons behind what was just said."""
    return bool({"why", "explain", "come"} & set(message.tokens)) and set(message.tokens) <= _WHY


def asks_source(message: Message) -> bool:
    """Whether a message only asks what stands behind what was just said."""
    said = message.plain
    if not set(said) <= _SOURCE:
        return False
    return bool(_NAMES_SOURCE & set(said)) or said in (
        ("says", "who"),
        ("who", "says"),
        ("who", "says", "that"),
        ("what", "law", "is", "that"),
        ("where", "does", "it", "say", "that"),
        ("where", "is", "that", "from"),
    )


def joined(last: Answer, message: Message) -> str:
    """The follow-up said in full: with the title and topic of the answer that it follows.

    An age in the follow-up takes the place of the other age in that title.
    """
    topic = f"{last.title} {' '.join(last.covers[:1])}".replace("-", " ").lower().split()
    dropped = (_ADULTS if CHILD in message.kinds else frozenset()) | (
        _CHILDREN if ADULT in message.kinds else frozenset()
    )
    return " ".join([*(word for word in topic if word not in dropped), message.text])
