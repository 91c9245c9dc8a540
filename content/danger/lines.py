"""Both lines that look for danger to life in a message: the rule first, then the classifier."""

from __future__ import annotations

from dataclasses import dataclass

from content.danger.classifier import Classifier
from content.danger.rule import Danger


@dataclass(frozen=True)
class Lines:
    """The rule, which says what it looks for, and the classifier for what it has no words for."""

    rule: Danger
    classifier: Classifier

    def is_now(self, text: str) -> bool:
        """Whether a message speaks of danger to life now. Never raises, whatever the text."""
        return self.rule.is_now(text) or self.classifier.is_now(text)
