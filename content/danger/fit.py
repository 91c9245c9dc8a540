"""Fit the second line: `python -m content.danger.fit`, after its messages or kinds change.

Against the messages of danger stand those that only sound like it, and the wordings of
``content/phrasings``, which are questions. Always with the same result.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from content.danger.classifier import WEIGHTS, build_signs
from content.danger.messages import NOT_NOW, NOW, Labelled, messages, stamp
from content.danger.rule import FILE, Danger, load
from content.loader import FOLDER
from content.lock import replace
from content.retrieval import fit, lexicon, spelling, which
from content.retrieval.message import Reader
from content.retrieval.wordings import phrasings
from content.text import clean, fold, words

# Wordings of these concepts often tell of danger, and of those after them sometimes: they only
# count as harmless where they ask something.
OF_DANGER = frozenset(("immediate-safety", "medical-needs"))
MIXED = frozenset(
    (
        "control-room-call-handling", "front-counter", "going-missing-risk",
        "lorry-drop-clandestine", "other-victims", "separate-from-exploiter", "thrive-grading",
    )
)  # fmt: skip


def harmless(root: Path, rule: Danger) -> Iterator[str]:
    """The wordings of questions that tell of no danger."""
    for text, (concept,) in phrasings(root):
        if concept in OF_DANGER or rule.is_now(text):
            continue
        if concept not in MIXED or text.endswith("?") or rule.sounds_asked(text):
            yield text


def written(rows: list[Labelled], root: Path = FOLDER) -> str:
    """The weights file for labelled messages, read with the words of a content folder."""
    rule = load(root / FILE, lexicon.load(root / lexicon.FILE))
    signs, reader = build_signs(root, rule), Reader(rule.lexicon, spelling.build((), ()))
    seen = Counter(word for text, _ in rows for word in words(fold(clean(text))))
    spelt = [word for word, _ in seen.most_common() if word.isalpha()]
    examples = [(signs.of(reader.read(text)), (NOW if now else NOT_NOW,)) for text, now in rows]
    known = {name for found, _ in examples for name in found}
    for text in harmless(root, rule):
        found = signs.of(reader.read(text))
        kept = {name: None for name in found if "_" not in name or name in known}
        examples.append((kept, (NOT_NOW,)))
    return fit.as_text(stamp(rows, root), fit.fit(examples, (NOW,)), spelt)


def main(argv: Sequence[str]) -> None:
    """Fit to the messages of a folder and write its weights file."""
    options = which.parser("content.danger.fit", "Fit the second line that looks for danger.")
    root = options.parse_args(argv).content
    replace(root / WEIGHTS, written(list(messages(root)), root))


if __name__ == "__main__":
    main(sys.argv[1:])
