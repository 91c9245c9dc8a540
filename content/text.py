"""From what was typed to plain lower-case words, whatever was typed."""

from __future__ import annotations

import html
import re
import unicodedata

LIMIT = 2000

# A quoted message, a mention, code and addresses are not the officer's question.
_DROPPED = re.compile(
    r"(?is)<(blockquote|at|script|style|pre|attachment)\b.*?(?:</\1\s*>|\Z)"
    r"|<[^<>]{0,500}>|```.*?(?:```|\Z)|(?<!\S)@\w[\w.-]*|https?://\S+|www\.\S+|\S+@\S+\.\S+"
)
_QUOTED = re.compile(r"(?m)^\s*>.*$")
_PLAINLY = re.compile(r"(?:[A-Za-z0-9 ,?!']|\.(?!\S))*")  # Nothing here would go or change.
_MARKS = str.maketrans(dict.fromkeys("*_`~#|[](){}<>", " "))
_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc\u00b4`]")
# Letters that do not come apart into a plain one and an accent.
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_CONTROL = re.compile(r"[\u0000-\u0009\u000b-\u001f\u007f-\u009f]")
_WORD = re.compile(r"[a-z0-9]+")


def clean(text: str) -> str:
    """Readable text without markup, quotations, mentions, addresses and hidden characters.

    Only the first ``LIMIT`` characters count.
    """
    if len(text) <= LIMIT and _PLAINLY.fullmatch(text):
        return text.strip()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[: 2 * LIMIT]))
    text = _CONTROL.sub(" ", text)
    text = _QUOTED.sub(" ", _DROPPED.sub(" ", html.unescape(text)))
    return text.translate(_MARKS)[:LIMIT].strip()


def fold(text: str) -> str:
    """Lower case, without accents and apostrophes."""
    text = _APOSTROPHES.sub("", text.lower())
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(part for part in parts if not unicodedata.combining(part))


def words(text: str) -> list[str]:
    """The words and numbers of folded text."""
    return _WORD.findall(text)
