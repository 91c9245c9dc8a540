"""What a message is told dangerous or harmless by: its words, kinds of word, and how it is said.

Beside the features that questions are matched by stand its first and last words, about how long it
is, which sets of words it has one of, and whether it sounds past, supposed or asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from content.danger.pattern import Phrase
from content.danger.rule import Danger
from content.retrieval.features import Features
from content.retrieval.message import Message

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
        tokens = message.tokens
        found = dict(message.found)
        if tokens:
            found[f"^_{tokens[0]}"] = None
            found["^_" + "_".join(tokens[:2])] = None
            found[f"{tokens[-1]}_$"] = None
        found[f"length_{min(LONGEST, (len(tokens) + 1) // 2)}"] = None
        for at, token in enumerate(tokens):
            for phrase, name in self.sets.get(token, ()):
                if len(phrase) == 1 or tokens[at : at + len(phrase)] == phrase:
                    found[name] = None
        for name in SAID:
            if getattr(self.rule, name).are_in(tokens):
                found[f"!_{name}"] = None
        return found


def build(sets: Sets, kinds: Sets, rule: Danger) -> Signs:
    """Look for the phrases of the rule's sets, and for those of further kinds."""
    found: dict[str, list[tuple[Phrase, str]]] = defaultdict(list)
    for mark, listed in (("~", sets), ("=", kinds)):
        for name, phrases in listed.items():
            for phrase in dict.fromkeys(filter(None, phrases)):
                found[phrase[0]].append((phrase, f"{mark}_{name}"))
    return Signs(dict(found), rule)
