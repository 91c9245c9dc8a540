"""Guard words: what rules an answer out, so that a child never gets an adult's answer."""

from __future__ import annotations

from dataclasses import dataclass

from content.guide import Answer
from content.retrieval.lexicon import ADULT, CHILD, Lexicon
from content.retrieval.message import Message
from content.text import fold, words

_CHILD_WORDS = frozenset({("child",), ("kid",), ("children",), ("under", "18")})
_ADULT_WORDS = (("adult",), ("adults",))


@dataclass(frozen=True, slots=True)
class Guard:
    """The words that rule one answer out.

    Attributes:
        phrases: each as words.
        of_child: whether mentioning a child in any way rules it out.
        of_adult: whether mentioning an adult does.
    """

    phrases: tuple[tuple[str, ...], ...]
    of_child: bool
    of_adult: bool

    def against(self, message: Message) -> bool:
        """Whether the message rules the answer out. One that names both ages rules out neither."""
        if not self.phrases:
            return False
        child, adult = CHILD in message.kinds, ADULT in message.kinds
        if (self.of_child or self.of_adult) and child and adult:
            return False
        if (self.of_child and child) or (self.of_adult and adult):
            return True
        return message.says(phrase for phrase in self.phrases if phrase not in _CHILD_WORDS)


def guard(answer: Answer, lexicon: Lexicon) -> Guard:
    """The guard of an answer."""
    typed = [tuple(words(fold(text))) for text in answer.not_for]
    meant = [tuple(lexicon.expand(fold(text))) for text in answer.not_for]
    phrases = tuple(dict.fromkeys(phrase for phrase in (*typed, *meant) if phrase))
    return Guard(
        phrases,
        any(phrase in _CHILD_WORDS for phrase in phrases),
        any(phrase in _ADULT_WORDS for phrase in phrases),
    )
