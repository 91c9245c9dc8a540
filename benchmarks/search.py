"""How long a typed question takes: ``python -m benchmarks.search``.

In this process, without a chat: the time of the labelled questions, which stage it goes to, and
how it grows with fifty times the guidance. Times are of the processor, so that other work on the
machine counts for little; what to compare are the ratios.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from heapq import nlargest
from pathlib import Path
from typing import Any

import numpy as np

from content.loader import FOLDER, load
from content.retrieval import nearest, understanding
from content.retrieval.concepts import CONSIDERED
from content.retrieval.labelled import read_rows
from content.retrieval.lexicon import Lexicon
from content.retrieval.message import Message
from content.retrieval.profiles import Profiles
from content.retrieval.sparse import Sparse
from content.retrieval.weights import OUTSIDE, Weights
from content.retrieval.wordings import Wording, phrasings
from content.search import Index

QUESTIONS = FOLDER.parent / "tests" / "content" / "questions"
SETS = ("in_scope", "out_of_scope", "unseen", "confusion")
TIMES = 50  # how much more content
COMMON = 0.01  # share of the wordings from which a word is in every copy of the content
BUDGET = 5.0  # milliseconds for all but one question in a hundred

Digested = tuple[tuple[str, ...], tuple[str, ...]]


def main() -> None:
    """Print the times of today's content, the stages, and of fifty times the content."""
    texts = [row["q"] for name in SETS for row in read_rows(Path(QUESTIONS, f"{name}.jsonl"))]
    began = time.thread_time()
    by = understanding.load(FOLDER)
    index = Index.build(load(), datetime.now(UTC).date(), by)
    print(f"index built in {time.thread_time() - began:.2f} s")
    began = time.thread_time()
    index.warm()
    print(f"its wordings taken apart in {time.thread_time() - began:.2f} s, beside other work")
    small = _all(index.find, texts)
    late = "  over the budget" if _share(small, 0.99) > BUDGET else ""
    print(f"{len(texts)} questions: {_told(small)}{late}")
    _stages(index, texts, sum(small))
    large = _all(_grown(index, TIMES).find, texts[::10])  # enough, and it is slow to build
    print(f"with {TIMES} times the content: {_told(large)}")
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        print(f"  {name} grows by {_share(large, share) / _share(small, share):.1f}")


def _all(work: Callable[[Any], object], every: Iterable[Any]) -> list[float]:
    """Milliseconds for each, in order of length; the second time round, when all is warm."""
    listed, took = list(every), []
    for warm in (False, True):
        for each in listed:
            began = time.thread_time()
            work(each)
            if warm:
                took.append((time.thread_time() - began) * 1000)
    return sorted(took)


def _share(took: Sequence[float], share: float) -> float:
    return took[min(len(took) - 1, int(share * len(took)))]


def _told(took: Sequence[float]) -> str:
    return f"p50 {_share(took, 0.5):.2f} ms, p99 {_share(took, 0.99):.2f} ms"


def _stages(index: Index, texts: Sequence[str], whole: float) -> None:
    """What each stage takes of the whole, measured by itself."""
    ranking, reader = index.ranking, index.reader
    concepts, profiles = ranking.concepts, ranking.profiles
    read = [reader.read(text) for text in texts]
    close = [_close(index, message) for message in read]
    listed = index.schedule.look_up if index.schedule else str
    pairs = list(zip(read, close, strict=True))
    stages = {
        "reading the text": sum(_all(reader.read, texts)),
        "danger to life": sum(_all(index.danger.is_now, texts)),
        "Schedule 4": sum(_all(listed, texts)),
        "concept weights": sum(_all(lambda m: concepts.weights.scores(m.found), read)),
        "nearest wordings": sum(_all(lambda p: concepts.nearest(p[0].found, p[1]), pairs)),
        "words of the answers": sum(_all(lambda m: profiles.scores(m.found), read)),
    }
    for name, took in stages.items():
        print(f"  {name:<22}{took / whole:6.0%}")
    print(f"  {'everything else':<22}{1 - sum(stages.values()) / whole:6.0%}")


def _close(index: Index, message: Message) -> list[str]:
    scores = index.ranking.concepts.weights.scores(message.found)
    covered = (name for name in scores if name != OUTSIDE)
    return [OUTSIDE, *nlargest(CONSIDERED, covered, key=scores.__getitem__)]


def _grown(index: Index, times: int) -> Index:
    """An index of so many copies of the content.

    Each copy has its own concepts, answers and wordings; what is not covered is one concept with
    the wordings of all. Words that many wordings have are in every copy; the rest belong to one
    copy each, as the words of another subject would.
    """
    ranking = index.ranking
    grown = _Grown(index, times)
    concepts = replace(
        ranking.concepts,
        weights=grown.weights(),
        wordings=(nearest.build(grown.wordings(), str.split, grown.rarity),),
        rarity=grown.rarity,
        is_new=lambda _: False,
    )
    more = replace(
        ranking,
        answers=tuple(ranking.answers) * times,
        guards=tuple(ranking.guards) * times,
        profiles=grown.profiles(),
        concepts=concepts,
    )
    return replace(index, editions=index.editions * times, ranking=more)


class _Grown:
    """The parts of an index, so many times over."""

    def __init__(self, index: Index, times: int) -> None:
        self.ranking, self.times = index.ranking, times
        self.wording = list(_wordings(index.reader.lexicon, index))
        seen: dict[str, int] = {}
        for features, _ in self.wording:
            for feature in features:
                seen[feature] = seen.get(feature, 0) + 1
        self.common = {name for name, n in seen.items() if n > COMMON * len(self.wording)}

    def name(self, feature: str, copy: int) -> str:
        """What a feature is called in a copy; the first copy's are its own."""
        single = all(part in self.common for part in feature.split("_"))
        return feature if not copy or single else f"{feature}{copy}"

    def wordings(self) -> Iterable[Wording]:
        """Wordings of features, with a space between them."""
        for copy in range(self.times):
            for features, concepts in self.wording:
                own = tuple(n if n == OUTSIDE else f"{n}{copy or ''}" for n in concepts)
                yield " ".join(self.name(feature, copy) for feature in features), own

    def rarity(self, feature: str) -> float:
        """The rarity of a feature, whichever copy it belongs to."""
        return self.ranking.concepts.weights.rarity(feature.rstrip("0123456789") or feature)

    def weights(self) -> Weights:
        fitted = self.ranking.concepts.weights
        size, lines = len(fitted.concepts), dict(fitted.lines)
        for copy in range(1, self.times):
            for feature, line in fitted.lines.items():
                rarity, *parts = line.split(" ")
                pairs = (part.split(":") for part in parts)
                moved = [f"{int(at) + copy * size}:{weight}" for at, weight in pairs]
                name = self.name(feature, copy)
                lines[name] = " ".join([lines.get(name, rarity), *moved])
        names = [f"{name}{copy or ''}" for copy in range(self.times) for name in fitted.concepts]
        return replace(
            fitted, concepts=tuple(names), bias=np.tile(fitted.bias, self.times), lines=lines
        )

    def profiles(self) -> Profiles:
        known = self.ranking.profiles
        postings: dict[str, list[Sparse]] = {}
        for copy in range(self.times):
            for feature, (numbers, strengths) in known.postings.items():
                moved = numbers + copy * known.count, strengths
                postings.setdefault(self.name(feature, copy), []).append(moved)
        joined = {name: _joined(parts) for name, parts in postings.items()}
        return replace(known, postings=joined, count=known.count * self.times)


def _joined(parts: Sequence[Sparse]) -> Sparse:
    numbers, strengths = zip(*parts, strict=True)
    return np.concatenate(numbers), np.concatenate(strengths)


def _wordings(book: Lexicon, index: Index) -> Iterable[Digested]:
    for text, concepts in phrasings(FOLDER):
        yield book.single(text), concepts
    for answer, _ in index.answers:
        for text in (answer.title, *answer.asks):
            yield book.single(text), answer.covers


if __name__ == "__main__":
    main()
