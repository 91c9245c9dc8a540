"""A typed message, read: its plain words, the kinds of thing it mentions, and its features."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.retrieval.features import features
from content.retrieval.lexicon import Lexicon
from content.retrieval.spelling import Spelling
from content.text import clean, fold, words


@dataclass(frozen=True, slots=True)
class Message:
    """What was understood of a text.

    Attributes:
        text: the text without markup, quotations and hidden characters.
        plain: its folded words, as typed.
        tokens: the words, spelt right, with slang and acronyms replaced.
        kinds: the kinds of thing mentioned, such as ``#child``.
        found: the features it is compared by.
    """

    text: str
    plain: tuple[str, ...]
    tokens: tuple[str, ...]
    kinds: frozenset[str]
    found: dict[str, None]

    def says(self, phrases: Iterable[Sequence[str]]) -> bool:
        """Whether any of the phrases, as words, is in the message in either form."""
        known = {*self.plain, *self.tokens}
        return any(
            phrase[0] in known and (_within(phrase, self.plain) or _within(phrase, self.tokens))
            for phrase in phrases
        )


def _within(phrase: Sequence[str], words: Sequence[str]) -> bool:
    size, wanted = len(phrase), tuple(phrase)
    return any(tuple(words[at : at + size]) == wanted for at in range(len(words) - size + 1))


@dataclass(frozen=True)
class Reader:
    """Reads messages with a lexicon and a spelling."""

    lexicon: Lexicon
    spelling: Spelling

    def read(self, text: str) -> Message:
        """Read a text. Never raises, whatever it is."""
        cleaned = clean(text)
        folded = fold(cleaned)
        plain = words(folded)
        spelt = self.spelling.correct(plain)
        tokens = self.lexicon.expand(folded if spelt == plain else " ".join(spelt))
        marks = self.lexicon.marks(tokens)
        kinds = frozenset(kind for _, kind in marks)
        return Message(cleaned, tuple(plain), tuple(tokens), kinds, features(tokens, marks))
