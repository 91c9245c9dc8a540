"""Fit the concept weights to the wordings. Run by hand after wordings change: `make fit`.

One linear classifier per concept (squared hinge loss, dual coordinate descent) over tf-idf
features. Nothing here runs while questions are answered.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from content import lexicon
from content.features import features, stem
from content.library import FOLDER, Library, load
from content.strict_yaml import read
from content.text import clean, fold, words
from content.weights import OUTSIDE, SCALE

COST = 0.3
PASSES = 30
SEED = 45
LEAST = 2  # A pair of words seen only once teaches nothing.
DROP = 0.04  # Weights nearer to nothing are left out of the file.

Row = tuple[list[int], list[float]]


@dataclass(frozen=True)
class Fitted:
    """A fitted model, as it is written to the weights file.

    Attributes:
        concepts: the concept of each column.
        bias: the constant of each concept.
        idf: how rare each feature is.
        weights: by feature, the weight for each concept that has one.
    """

    concepts: list[str]
    bias: list[float]
    idf: dict[str, float]
    weights: dict[str, dict[int, float]]


def fit(examples: list[tuple[dict[str, None], tuple[str, ...]]]) -> Fitted:
    """Fit to (features, concepts) pairs, the concept asked about first.

    A wording counts neither for nor against the concepts that its answer covers besides.
    """
    seen = Counter(feature for found, _ in examples for feature in found)
    kept = sorted(name for name, count in seen.items() if count >= LEAST or "_" not in name)
    number = {name: at for at, name in enumerate(kept)}
    idf = {name: math.log((1 + len(examples)) / (1 + seen[name])) + 1 for name in kept}
    rows = [_row(found, number, idf) for found, _ in examples]
    concepts = sorted({covers[0] for _, covers in examples})
    place = {concept: at for at, concept in enumerate(concepts)}
    labels = [[place[c] for c in covers if c in place] for _, covers in examples]
    with ProcessPoolExecutor() as pool:
        job = partial(_one_against_rest, rows=rows, labels=labels, size=len(kept) + 1)
        columns = list(pool.map(job, range(len(concepts)), chunksize=4))
    weights = {
        name: {
            at: column[number[name]]
            for at, column in enumerate(columns)
            if abs(column[number[name]]) >= DROP
        }
        for name in kept
    }
    return Fitted(concepts, [column[-1] for column in columns], idf, weights)


def _row(found: Iterable[str], number: dict[str, int], idf: dict[str, float]) -> Row:
    values = {number[name]: idf[name] for name in found if name in number}
    size = math.sqrt(sum(value * value for value in values.values())) or 1.0
    bias = len(number)
    return [*values, bias], [*(value / size for value in values.values()), 1.0]


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
            side = 1.0 if labels[at][0] == concept else -1.0
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


def wordings(root: Path, library: Library, on: date) -> list[tuple[str, tuple[str, ...]]]:
    """Every wording with the concepts it asks about: the phrasings, and what the answers list."""
    found = []
    for path in sorted((root / "phrasings").glob("*.yaml")):
        for concept, lines in read(path, root).data.items():
            label = OUTSIDE if path.name.startswith(OUTSIDE) else concept
            found += [(line.strip(), (label,)) for line in lines.splitlines() if line.strip()]
    for answer, _ in library.answers(on):
        found += [(text, answer.covers) for text in (answer.title, *answer.asks)]
    return found


def written(rows: list[tuple[str, tuple[str, ...]]], root: Path = FOLDER) -> str:
    """The weights file for (wording, concepts) pairs."""
    book = lexicon.load(root / "lexicon.yaml")
    examples, seen = [], Counter[str]()
    for text, covers in rows:
        plain = words(fold(clean(text)))
        seen.update(plain)
        tokens = book.expand(fold(clean(text)))
        examples.append((features(tokens, book.marks(tokens)), covers))
    fitted = fit(examples)
    spelt = " ".join(word for word, _ in seen.most_common() if word.isalpha())
    head = [" ".join(fitted.concepts), " ".join(str(round(b * SCALE)) for b in fitted.bias), spelt]
    return "\n".join([*head, *map(partial(_line, fitted), fitted.idf), ""])


def _line(fitted: Fitted, name: str) -> str:
    parts = [f"{at}:{round(weight * SCALE)}" for at, weight in fitted.weights[name].items()]
    return f"{name}\t{' '.join([str(round(fitted.idf[name] * SCALE)), *parts])}"


def main() -> None:
    """Fit to the wordings of this folder and write the weights file."""
    (FOLDER / "weights.tsv").write_text(written(wordings(FOLDER, load(), date.today())), "utf-8")


if __name__ == "__main__":
    main()
