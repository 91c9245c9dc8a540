"""Fit the concept weights to the wordings. Run by hand after wordings change.

Two linear models over the same tf-idf features, added up: one classifier per concept (squared
hinge loss, dual coordinate descent) and naive Bayes. The first draws sharp lines where there are
many wordings, the second is steadier where there are few. Nothing here runs while questions are
answered.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from content.library import Library
from content.loader import FOLDER, load
from content.retrieval import lexicon
from content.retrieval.features import features, value
from content.retrieval.weights import OUTSIDE, SCALE
from content.strict_yaml import read
from content.text import clean, fold, words

COST = 0.4
PASSES = 30
SEED = 45
LEAST = 2  # A pair of words seen only once teaches nothing.
SMOOTHING = 0.03
BAYES = 0.15  # What the second model counts against the first.
DROP = 0.05  # Weights nearer to nothing are left out of the file.

Wording = tuple[str, tuple[str, ...]]
Example = tuple[dict[str, None], tuple[str, ...]]
Row = tuple[list[int], list[float]]


@dataclass(frozen=True)
class Fitted:
    """A fitted model, as it is written to the weights file.

    Attributes:
        concepts: the concept of each column.
        bias: the constant of each concept.
        tilt: what each concept gets for every unit of the message's length.
        rarity: how rare each feature is.
        weights: by feature, the weight for each concept that has one.
    """

    concepts: list[str]
    bias: list[float]
    tilt: list[float]
    rarity: dict[str, float]
    weights: dict[str, dict[int, float]]


def fit(examples: Sequence[Example]) -> Fitted:
    """Fit to (features, concepts) pairs, the concept asked about first.

    A wording counts neither for nor against the concepts that its answer covers besides.
    """
    seen = Counter(feature for found, _ in examples for feature in found)
    kept = sorted(name for name, count in seen.items() if count >= LEAST or "_" not in name)
    number = {name: at for at, name in enumerate(kept)}
    rarity = {
        name: value(name, math.log((1 + len(examples)) / (1 + seen[name])) + 1) for name in kept
    }
    rows = [_row(found, number, rarity) for found, _ in examples]
    concepts = sorted({covers[0] for _, covers in examples})
    place = {concept: at for at, concept in enumerate(concepts)}
    labels = [[place[name] for name in covers if name in place] for _, covers in examples]
    columns = list(_columns(rows, labels, len(concepts), len(kept) + 1))
    gains, tilt = _bayes(rows, [covers[0] for covers in labels], len(concepts), len(kept))
    weights = {name: _weights(columns, gains[number[name]], number[name]) for name in kept}
    return Fitted(concepts, [column[-1] for column in columns], tilt, rarity, weights)


def _row(found: Iterable[str], number: dict[str, int], rarity: dict[str, float]) -> Row:
    """The places and values of an example, of length 1, with the constant last."""
    values = {number[name]: rarity[name] for name in found if name in number}
    size = math.sqrt(sum(part * part for part in values.values())) or 1.0
    return [*values, len(number)], [*(part / size for part in values.values()), 1.0]


def _weights(columns: list[list[float]], gains: dict[int, float], at: int) -> dict[int, float]:
    every = {place: column[at] + gains.get(place, 0.0) for place, column in enumerate(columns)}
    return {place: weight for place, weight in every.items() if abs(weight) >= DROP}


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


def _bayes(
    rows: list[Row], labels: list[int], count: int, size: int
) -> tuple[list[dict[int, float]], list[float]]:
    """By feature, what having been seen with a concept adds; and each concept's tilt."""
    totals: list[dict[int, float]] = [defaultdict(float) for _ in range(size)]
    whole = [SMOOTHING * size] * count
    for (places, values), concept in zip(rows, labels, strict=True):
        for place, part in zip(places[:-1], values, strict=False):
            totals[place][concept] += part
            whole[concept] += part
    gains = [
        {concept: BAYES * math.log1p(total / SMOOTHING) for concept, total in found.items()}
        for found in totals
    ]
    logs = [math.log(total) for total in whole]
    middle = sum(logs) / count
    return gains, [BAYES * (middle - log) for log in logs]


def wordings(root: Path, library: Library) -> list[Wording]:
    """Every wording with the concepts it asks about.

    The phrasings, and what the newest version of every guide lists with its answers.
    """
    found: list[Wording] = []
    for path in sorted((root / "phrasings").glob("*.yaml")):
        for concept, lines in read(path, root).data.items():
            label = OUTSIDE if path.name.startswith(OUTSIDE) else concept
            found += [(line.strip(), (label,)) for line in lines.splitlines() if line.strip()]
    for editions in library.editions.values():
        for answer in editions[-1].guide.answers:
            found += [(text, answer.covers) for text in (answer.title, *answer.asks)]
    return found


def stamp(rows: Sequence[Wording], root: Path = FOLDER) -> str:
    """A digest of what the weights depend on: the wordings, their concepts and the lexicon."""
    lexicon_ = read(root / "lexicon.yaml", root).data
    text = json.dumps([rows, lexicon_["terms"], lexicon_["kinds"], lexicon_["ages"]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def written(rows: Sequence[Wording], root: Path = FOLDER) -> str:
    """The weights file for (wording, concepts) pairs."""
    book = lexicon.load(root / "lexicon.yaml")
    examples, seen = [], Counter[str]()
    for text, covers in rows:
        folded = fold(clean(text))
        seen.update(words(folded))
        tokens = book.expand(folded)
        examples.append((features(tokens, book.marks(tokens)), covers))
    fitted = fit(examples)
    spelt = " ".join(word for word, _ in seen.most_common() if word.isalpha())
    head = [stamp(rows, root), " ".join(fitted.concepts)]
    head += [_whole(fitted.bias), _whole(fitted.tilt), spelt]
    return "\n".join([*head, *map(partial(_line, fitted), fitted.rarity), ""])


def _whole(numbers: Iterable[float]) -> str:
    return " ".join(str(round(number * SCALE)) for number in numbers)


def _line(fitted: Fitted, name: str) -> str:
    parts = [f"{at}:{round(weight * SCALE)}" for at, weight in fitted.weights[name].items()]
    return f"{name}\t{' '.join([str(round(fitted.rarity[name] * SCALE)), *parts])}"


def main() -> None:
    """Fit to the wordings of this folder and write the weights file."""
    found = wordings(FOLDER, load())
    (FOLDER / "weights.tsv").write_text(written(found), "utf-8")


if __name__ == "__main__":
    main()
