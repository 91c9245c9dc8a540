"""What a message is told dangerous or harmless by: its words, kinds of word, and how it is said.

Beside the features that questions are matched by stand its first and last words, about how long it
is, which sets and kinds of word it has one of, beside what, and whether it sounds past, supposed or
asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from content.danger.pattern import Phrase
from content.danger.rule import Danger
from content.retrieval.features import Features
from content.retrieval.message import Message

SET, KIND = "~", "="  # what the features of sets and kinds begin with
LONGEST = 6  # the class of the longest messages, in pairs of words
SAID = ("over", "supposed", "asked", "asking", "moment", "someone", "idioms")

Sets = Mapping[str, Iterable[Phrase]]


@dataclass(frozen=True)
class Signs:
    """Gives the features of messages; make it with ``build``.

    Attributes:
        sets: by first word, the phrases of every set with its feature.
        rule: whose patterns tell how something is said.
    """

    sets: Mapping[str, Sequence[tuple[Phrase, str]]]
    rule: Danger

    def of(self, message: Message) -> Features:
        """The features of a message. A name with "_" counts half, as a pair of neighbours does."""
        found = dict(message.found)
        found.update(dict.fromkeys(self._named(message.tokens)))
        return found

    def _named(self, tokens: Sequence[str]) -> Iterator[str]:
        yield f"length_{min(LONGEST, (len(tokens) + 1) // 2)}"
        if tokens:
            yield f"^_{tokens[0]}"
            yield "^_" + "_".join(tokens[:2])
            yield f"{tokens[-1]}_$"
        yield from self._kinds(("^", *tokens, "$"))
        for name in SAID:
            if getattr(self.rule, name).are_in(tokens):
                yield f"!_{name}"

    def _kinds(self, tokens: Sequence[str]) -> Iterator[str]:
        """The sets and kinds that words are of, and the kinds with the words before and after."""
        for at, token in enumerate(tokens):
            for phrase, name in self.sets.get(token, ()):
                end = at + len(phrase)
                if len(phrase) == 1 or tuple(tokens[at:end]) == phrase:
                    yield name
                    if name[0] == KIND:
                        yield f"{tokens[at - 1]}_<{name}"
                        yield f"{name}>_{tokens[end]}"


def build(sets: Sets, kinds: Sets, rule: Danger) -> Signs:
    """Look for the phrases of the rule's sets, and for those of further kinds."""
    found: dict[str, list[tuple[Phrase, str]]] = defaultdict(list)
    for mark, listed in ((SET, sets), (KIND, kinds)):
        for name, phrases in listed.items():
            for phrase in dict.fromkeys(filter(None, phrases)):
                found[phrase[0]].append((phrase, f"{mark}_{name}"))
    return Signs(dict(found), rule)
