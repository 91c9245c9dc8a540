"""Fit the concept weights to the wordings: `python -m content.retrieval.fit`, after they change.

One linear classifier per concept over tf-idf features (squared hinge loss, dual coordinate
descent), always with the same result. Nothing here runs while questions are answered.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from content.loader import FOLDER, load
from content.lock import replace
from content.retrieval import lexicon, weights, which
from content.retrieval.features import features, value
from content.retrieval.weights import SCALE
from content.retrieval.wordings import Wording, stamp, wordings
from content.text import clean, fold, words

COST = 0.7
PASSES = 12
SEED = 45
LEAST = 2  # A pair of words seen only once teaches nothing.
DROP = 0.05  # Weights nearer to nothing are left out of the file.

Example = tuple[dict[str, None], tuple[str, ...]]
Row = tuple[list[int], list[float]]


@dataclass(frozen=True)
class Fitted:
    """A fitted model, as it is written to the weights file.

    Attributes:
        concepts: the concept of each column.
        bias: the constant of each concept.
        rarity: how rare each feature is.
        weights: by feature, the weight for each concept that has one.
    """

    concepts: list[str]
    bias: list[float]
    rarity: dict[str, float]
    weights: dict[str, dict[int, float]]


def fit(examples: Sequence[Example], only: Sequence[str] = ()) -> Fitted:
    """Fit to (features, concepts) pairs, the concept asked about first.

    A wording counts neither for nor against the concepts that its answer covers besides. Given
    ``only`` some concepts, the others are what these are told from.
    """
    seen = Counter(feature for found, _ in examples for feature in found)
    kept = sorted(name for name, count in seen.items() if count >= LEAST or "_" not in name)
    number = {name: at for at, name in enumerate(kept)}
    rarity = {
        name: value(name, math.log((1 + len(examples)) / (1 + seen[name])) + 1) for name in kept
    }
    rows = [_row(found, number, rarity) for found, _ in examples]
    concepts = list(only) or sorted({covers[0] for _, covers in examples})
    place = {concept: at for at, concept in enumerate(concepts)}
    labels = [[place[name] for name in covers if name in place] for _, covers in examples]
    columns = list(_columns(rows, labels, len(concepts), len(kept) + 1))
    weights = {name: _weights(columns, number[name]) for name in kept}
    return Fitted(concepts, [column[-1] for column in columns], rarity, weights)


def _row(found: Iterable[str], number: dict[str, int], rarity: dict[str, float]) -> Row:
    """The places and values of an example, of length 1, with the constant last."""
    values = {number[name]: rarity[name] for name in found if name in number}
    size = math.sqrt(sum(part * part for part in values.values())) or 1.0
    return [*values, len(number)], [*(part / size for part in values.values()), 1.0]


def _weights(columns: list[list[float]], at: int) -> dict[int, float]:
    every = enumerate(column[at] for column in columns)
    return {place: weight for place, weight in every if abs(weight) >= DROP}


def _columns(
    rows: list[Row], labels: list[list[int]], count: int, size: int
) -> Iterator[list[float]]:
    with ProcessPoolExecutor() as pool:
        job = partial(_one_against_rest, rows=rows, labels=labels, size=size)
        yield from pool.map(job, range(count), chunksize=max(1, count // 8))


def _one_against_rest(
    concept: int, rows: list[Row], labels: list[list[int]], size: int
) -> list[float]:
    weight, pull = [0.0] * size, [0.0] * len(rows)
    order = [at for at, covers in enumerate(labels) if concept not in covers[1:]]
    chance = random.Random(SEED)
    softness = 0.5 / COST
    active = order
    for turn in range(PASSES):
        chance.shuffle(active)
        moved = []
        for at in active:
            places, values = rows[at]
            side = 1.0 if labels[at][:1] == [concept] else -1.0
            margin = side * sum([weight[p] * v for p, v in zip(places, values, strict=True)])
            slope = margin - 1.0 + pull[at] * softness
            if pull[at] == 0.0 and slope >= 0.0:
                continue
            moved.append(at)
            before = pull[at]
            pull[at] = max(0.0, before - slope / (2.0 + softness))
            step = side * (pull[at] - before)
            for p, v in zip(places, values, strict=True):
                weight[p] += step * v
        # Examples that needed nothing are looked at again only every few turns.
        active = moved if turn % 5 else list(order)
    return weight


def written(rows: Sequence[Wording], root: Path = FOLDER) -> str:
    """The weights file for (wording, concepts) pairs."""
    book = lexicon.load(root / lexicon.FILE)
    examples, seen = [], Counter[str]()
    for text, covers in rows:
        plain = words(fold(clean(text)))
        seen.update(plain)
        tokens = book.expand(" ".join(plain))
        examples.append((features(tokens, book.marks(tokens)), covers))
    spelt = (word for word, _ in seen.most_common() if word.isalpha())
    return as_text(stamp(rows, root), fit(examples), spelt)


def as_text(stamp: str, fitted: Fitted, spelt: Iterable[str]) -> str:
    """A weights file, with what it was fitted to and the words to correct to, commonest first."""
    head = [stamp, " ".join(fitted.concepts), _whole(fitted.bias), " ".join(spelt)]
    return "\n".join([*head, *map(partial(_line, fitted), fitted.rarity), ""])


def _whole(numbers: Iterable[float]) -> str:
    return " ".join(str(round(number * SCALE)) for number in numbers)


def _line(fitted: Fitted, name: str) -> str:
    parts = [f"{at}:{round(weight * SCALE)}" for at, weight in fitted.weights[name].items()]
    return f"{name}\t{' '.join([str(round(fitted.rarity[name] * SCALE)), *parts])}"


def main(argv: Sequence[str]) -> None:
    """Fit to the wordings of a folder and write its weights file."""
    options = which.parser("content.retrieval.fit", "Fit the concept weights to the wordings.")
    root = options.parse_args(argv).content
    replace(root / weights.FILE, written(wordings(root, load(root)), root))


if __name__ == "__main__":
    main(sys.argv[1:])
