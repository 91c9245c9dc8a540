"""What questions are understood by: words, wordings and what was fitted to them, of one folder.

A content folder has all these files or none. One that has none is served with those that come with
the program; nothing is ever put together from both.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

from content.danger import classifier, rule
from content.danger.lines import Lines
from content.danger.messages import KINDS
from content.issue import ContentError, Issue
from content.loader import FOLDER
from content.retrieval import ages, decision, fresh, lexicon, nearest, weights, wordings
from content.retrieval.ages import Ages
from content.retrieval.decision import Thresholds
from content.retrieval.fresh import Fresh
from content.retrieval.lexicon import Lexicon
from content.retrieval.nearest import Nearest
from content.retrieval.reading import reading
from content.retrieval.weights import Weights

FILES = (lexicon.FILE, weights.FILE, decision.FILE, ages.FILE, rule.FILE, KINDS, classifier.WEIGHTS)
COMMON = 8_000  # words of wordings that are no slips of the hand; the rarest among them are

_INCOMPLETE = "It is missing, and what questions are understood by is read from this folder."
_BRING = "Copy it from the folder that the others came from."


@dataclass(frozen=True)
class Understanding:
    """What questions are understood by; make it with ``load``.

    Attributes:
        lexicon: how officers say things.
        weights: fitted to the wordings.
        thresholds: how sure is sure enough.
        ages: what an age in a follow-up leads to.
        phrased: the wordings of ``phrasings``, to find the nearest of.
        fresh: their words that the weights were not fitted to.
        danger: what tells whether a message speaks of danger to life.
    """

    lexicon: Lexicon
    weights: Weights
    thresholds: Thresholds
    ages: Ages
    phrased: Nearest
    fresh: Fresh
    danger: Lines


def home(folder: Path) -> Path:
    """The folder whose files a content folder is served with: itself, or the program's own.

    Raises ContentError if it has only some of the files.
    """
    there = {name: (folder / name).exists() for name in FILES}
    there[wordings.FILES] = any((folder / wordings.FILES).glob("*.yaml"))
    if not any(there.values()):
        return FOLDER
    missing = [name for name, is_there in there.items() if not is_there]
    if missing:
        rule = "wordings-incomplete"
        raise ContentError(Issue(name, 1, rule, _INCOMPLETE, _BRING) for name in missing)
    return folder


def belongs(file: PurePath) -> bool:
    """Whether a file, by its path inside a content folder, is one of those read here."""
    return file.as_posix() in FILES or file.parts[0] == wordings.FILES


def load(folder: Path) -> Understanding:
    """What questions to a content folder are understood by. Raises ContentError."""
    root = home(folder)
    book = lexicon.load(root / lexicon.FILE)
    with reading(weights.FILE):
        fitted = weights.load(root / weights.FILE)
    with reading(decision.FILE):
        levels = decision.load(root / decision.FILE)
    with reading(ages.FILE):
        following = ages.load(root / ages.FILE)
    rows = list(wordings.phrasings(root))
    later = fresh.build(rows, fitted)
    phrased = nearest.build(rows, book.single, later.rarity)
    danger = _danger(root, book, fitted, levels)
    return Understanding(book, fitted, levels, following, phrased, later, danger)


def _danger(root: Path, book: Lexicon, fitted: Weights, levels: Thresholds) -> Lines:
    common = frozenset(fitted.words[:COMMON])
    with reading(rule.FILE):
        found = rule.load(root / rule.FILE, book, common)
    with reading(classifier.WEIGHTS):
        return Lines(found, classifier.load(root, found, levels.danger, common))
