"""The second line: danger to life by how near a message is to messages that tell of it.

A linear classifier fitted by ``python -m content.danger.fit`` to the messages of
``content/danger/messages``. It finds what no line of ``content/danger.yaml`` was written for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from content.danger import signs
from content.danger.messages import KINDS, NOW
from content.danger.pattern import Phrase
from content.danger.rule import SENTENCE, Danger
from content.danger.signs import Signs
from content.retrieval import spelling, weights
from content.retrieval.lexicon import Lexicon
from content.retrieval.message import Message, Reader
from content.retrieval.weights import Weights
from content.strict_yaml import read
from content.text import clean, fold

WEIGHTS = "danger/weights.tsv"
FEW = 2  # words that hardly say enough to be judged; one word does not at all
SURER = 0.35  # how much surer it must be of so few, and of one sentence by itself


@dataclass(frozen=True)
class Classifier:
    """The fitted classifier; make it with ``load``.

    Attributes:
        reader: reads messages, spelt by the words that it was fitted to.
        signs: gives their features.
        weights: of the features.
        level: from this score on a message is taken to tell of danger.
    """

    reader: Reader
    signs: Signs
    weights: Weights
    level: float

    def is_now(self, text: str) -> bool:
        """Whether a message tells of danger to life now. Never raises, whatever the text."""
        if self._reaches(text, self.level):
            return True
        parts = [each for each in SENTENCE.split(clean(text)) if each.strip()]
        return len(parts) > 1 and any(self._reaches(each, self.level + SURER) for each in parts)

    def _reaches(self, text: str, level: float) -> bool:
        message = self.reader.read(text)
        count = len(message.plain)
        if count <= FEW:
            level = self.level + SURER
        return count > 1 and self.score(message) >= level

    def score(self, message: Message) -> float:
        """How much a message is like those of danger; the higher, the more."""
        return self.weights.scores(self.signs.of(message))[NOW]


def kinds(root: Path, lexicon: Lexicon) -> dict[str, list[Phrase]]:
    """The words of a kind, as messages are read. Raises ContentError."""
    return {
        name: [tuple(lexicon.expand(fold(str(text)))) for text in listed]
        for name, listed in read(root / KINDS, root).data.items()
    }


def build_signs(root: Path, rule: Danger) -> Signs:
    """What messages of a content folder are told by. Raises ContentError."""
    return signs.build(rule.sets, kinds(root, rule.lexicon), rule)


def load(root: Path, rule: Danger, level: float, known: Iterable[str] = ()) -> Classifier:
    """Read the classifier of a content folder. Raises ContentError, OSError or ValueError.

    ``known`` are words of other questions, which are not taken for slips of the hand.
    """
    fitted = weights.load(root / WEIGHTS)
    others = {*known, *rule.lexicon.words, *rule.spelling.known}
    spelt = spelling.build(fitted.words, others)
    return Classifier(Reader(rule.lexicon, spelt), build_signs(root, rule), fitted, level)
