"""Which way of finding the concept wins: ``python -m benchmarks.methods FILE.jsonl ...``.

Every method ranks the concepts of labelled questions by the same wordings. Printed are the share
right first and among three, and the share of what is not covered that is declined when five in a
hundred of the covered questions are. The table in ``docs/decisions/retrieval.md`` is made with it.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from content.loader import FOLDER, load
from content.retrieval import understanding
from content.retrieval.labelled import read_rows
from content.retrieval.weights import OUTSIDE
from content.retrieval.wordings import Wording, wordings
from content.search import Index
from content.text import clean, fold, words

REFUSED = 0.05  # share of the covered questions that each method may decline
FEW = 6  # wordings a concept, for the methods as a beginner would meet them
SEED = 8
HEAD = "{} questions\n\n| method | top-1 | top-3 | declined |\n| --- | --- | --- | --- |"
GRAMS = (3, 4, 5)  # letters of the pieces that words are cut into

Scores = Mapping[str, float]
Method = Callable[[str], Scores]
Cut = Callable[[str], Iterable[str]]


def _plain(text: str) -> list[str]:
    return words(fold(clean(text)))


def _pieces(text: str) -> Iterator[str]:
    """The words' runs of letters, with their edges."""
    for word in _plain(text):
        edged = f" {word} "
        for size in GRAMS:
            yield from (edged[at : at + size] for at in range(max(1, len(edged) - size + 1)))


class _Listed:
    """Wordings by what they are cut into, weighed by one of two formulas."""

    def __init__(self, rows: Sequence[Wording], cut: Cut, *, saturated: bool) -> None:
        self.cut, self.labels = cut, [covers[0] for _, covers in rows]
        counted = [Counter(cut(text)) for text, _ in rows]
        seen = Counter(feature for each in counted for feature in each)
        self.rarity = {name: math.log(1 + len(rows) / n) for name, n in seen.items()}
        mean = sum(each.total() for each in counted) / len(rows)
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, each in enumerate(counted):
            weigh = self._saturated(each, mean) if saturated else self._cosine(each)
            for feature, weight in weigh:
                self.postings[feature].append((number, weight))

    def _saturated(self, counted: Counter[str], mean: float) -> Iterator[tuple[str, float]]:
        """BM25 with the usual constants."""
        length = 1.2 * (0.25 + 0.75 * counted.total() / mean)
        for name, count in counted.items():
            yield name, self.rarity[name] * count * 2.2 / (count + length)

    def _cosine(self, counted: Counter[str]) -> Iterator[tuple[str, float]]:
        values = {name: self.rarity[name] * (1 + math.log(n)) for name, n in counted.items()}
        size = math.sqrt(sum(value * value for value in values.values())) or 1.0
        for name, value in values.items():
            yield name, value * self.rarity[name] / size

    def __call__(self, text: str) -> Scores:
        totals: dict[int, float] = defaultdict(float)
        for feature in set(self.cut(text)):
            for number, weight in self.postings.get(feature, ()):
                totals[number] += weight
        return _best(self.labels, totals)


def _best(labels: Sequence[str], totals: Mapping[int, float]) -> Scores:
    best: dict[str, float] = {}
    for number, total in totals.items():
        best[labels[number]] = max(total, best.get(labels[number], 0.0))
    return best


def _fuzzy(rows: Sequence[Wording], scorer: Callable[..., float]) -> Method:
    texts = [" ".join(_plain(text)) for text, _ in rows]
    labels = [covers[0] for _, covers in rows]

    def scores(text: str) -> Scores:
        typed = " ".join(_plain(text))
        return _best(labels, {number: scorer(typed, each) for number, each in enumerate(texts)})

    return scores


def _few(rows: Iterable[Wording]) -> list[Wording]:
    """So many wordings of each concept, drawn always the same; of what is not covered, none."""
    listed: dict[str, list[Wording]] = defaultdict(list)
    for row in rows:
        if row[1][0] != OUTSIDE:
            listed[row[1][0]].append(row)
    chance = random.Random(SEED)
    return [row for each in listed.values() for row in chance.sample(each, min(FEW, len(each)))]


def _methods(index: Index, rows: Sequence[Wording]) -> Iterator[tuple[str, Method]]:
    few, ranking = _few(rows), index.ranking
    for name, some in ((f"{FEW} wordings", few), ("all wordings", rows)):
        yield f"rapidfuzz WRatio, {name}", _fuzzy(some, fuzz.WRatio)
        yield f"rapidfuzz token_set_ratio, {name}", _fuzzy(some, fuzz.token_set_ratio)
        yield f"BM25, {name}", _Listed(some, _plain, saturated=True)
        yield f"character n-gram tf-idf, {name}", _Listed(some, _pieces, saturated=False)
    concepts = ranking.concepts
    every = tuple(concepts.weights.concepts)

    def found(text: str) -> dict[str, None]:
        return index.reader.read(text).found

    yield "nearest wording, after reading", lambda text: concepts.nearest(found(text), every)
    yield "weights", lambda text: concepts.weights.scores(found(text))
    yield "weights and nearest wording", lambda text: concepts.scores(found(text), ())
    yield "the same, by the answers' own words too", lambda text: _answers(index, text)


def _answers(index: Index, text: str) -> Scores:
    """Concepts by the best answer that is first of all on them."""
    ranked = index.ranking.rank(index.reader.read(text))
    scores = _best(index.ranking.firsts, dict(enumerate(ranked.scores)))
    return {**scores, OUTSIDE: ranked.concepts[OUTSIDE]}


def measured(method: Method, rows: Sequence[Mapping[str, Any]]) -> tuple[float, float, float]:
    """The shares right first, right among three, and declined."""
    first = three = covered = 0
    inside, outside = [], []
    for row in rows:
        scores = dict(method(row["q"]))
        beyond = scores.pop(OUTSIDE, 0.0)
        order = sorted(scores, key=lambda name: -scores[name])[:3]
        ahead = (scores[order[0]] if order else 0.0) - beyond
        if OUTSIDE in row["concept"]:
            outside.append(ahead)
            continue
        inside.append(ahead)
        covered += 1
        first += order[:1] == row["concept"][:1]
        three += row["concept"][0] in order
    level = sorted(inside)[int(REFUSED * covered)]
    declined = sum(one < level for one in outside) / len(outside) if outside else 0.0
    return first / covered, three / covered, declined


def main(files: Sequence[str]) -> None:
    """Print a table of the methods on the questions of the files."""
    library = load()
    questions = [row for name in files for row in read_rows(Path(name))]
    by = understanding.load(FOLDER)
    index = Index.build(library, datetime.now(UTC).date(), by)
    print(HEAD.format(len(questions)))
    for name, method in _methods(index, wordings(FOLDER, library)):
        shares = " | ".join(f"{share:.1%}" for share in measured(method, questions))
        print(f"| {name} | {shares} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
