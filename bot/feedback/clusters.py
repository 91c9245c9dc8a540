"""What was kept of misses and thumbs down, as clusters for the content owner, with drafts.

A draft is a wording to add to an answer and a row for the labelled set. Somebody reads both, puts
the words into order, and accepts or rejects them: nothing is changed here. What was settled so is
left out, and the numbers of the others stay.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.feedback.kept import Kept, Kind
from content.found import Context, Found
from content.retrieval.wordings import FILES
from content.search import Index
from dialogs.event import Json

ALIKE = 0.3  # share of two questions' words that both have, rare ones weighing more
OUTSIDE = "out-of-scope"
NOT_COVERED = "Not covered: says so and whom to ask."


@dataclass(frozen=True)
class Cluster:
    """Questions that share most of their words, the most frequent first.

    Attributes:
        rows: what was not settled yet; never empty.
        number: its place among all clusters, settled ones too, from 1.
    """

    rows: tuple[Kept, ...]
    number: int

    @property
    def id(self) -> str:
        """A name that stays while the numbers move with what is asked."""
        return question_id(self.wording)

    @property
    def shared(self) -> tuple[str, ...]:
        """The words that at least half of the questions have."""
        counts = Counter(word for row in self.rows for word in set(row.heard.words))
        return tuple(word for word in counts if 2 * counts[word] >= len(self.rows))

    @property
    def wording(self) -> str:
        """The most frequent question, in the words that were kept of it."""
        return " ".join(self.rows[0].heard.words)

    def times(self, kind: Kind) -> int:
        """How often something of this kind happened."""
        return sum(row.times for row in self.rows if row.heard.kind is kind)

    @property
    def roles(self) -> Counter[str]:
        """How often each known role asked."""
        counts: Counter[str] = Counter()
        for row in self.rows:
            counts.update({row.heard.role: row.times} if row.heard.role else {})
        return counts

    @property
    def nearest(self) -> tuple[str, ...]:
        """The answers named beside the questions, as "answer@version", the most frequent first."""
        counts: Counter[str] = Counter()
        for row in self.rows:
            counts.update(dict.fromkeys(row.heard.nearest, row.times))
        return tuple(name for name, _ in counts.most_common(3))


def question_id(words: str) -> str:
    """A short name for a question, always the same."""
    return f"r{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def clusters(kept: Iterable[Kept]) -> list[Cluster]:
    """Misses and thumbs down by the words they share, the most frequent cluster first."""
    rows = [row for row in kept if row.heard.kind is not Kind.GOOD and row.heard.words]
    rows.sort(key=lambda row: (-row.times, row.heard.words, row.day))
    weights = _weights(rows)
    groups: list[list[Kept]] = []
    for row in rows:
        near = (group for group in groups if _alike(row, group[0], weights) >= ALIKE)
        group = next(near, None)
        if group is None:
            groups.append([row])
        else:
            group.append(row)
    groups.sort(key=lambda group: -sum(row.times for row in group))
    waiting = ([row for row in group if not row.settled] for group in groups)
    return [Cluster(tuple(rows), number) for number, rows in enumerate(waiting, 1) if rows]


def _weights(rows: Sequence[Kept]) -> dict[str, float]:
    """How much a word says: the rarer it is among what was kept, the more."""
    counts = Counter(word for row in rows for word in set(row.heard.words))
    return {word: math.log(1 + len(rows) / count) for word, count in counts.items()}


def _alike(one: Kept, other: Kept, weights: dict[str, float]) -> float:
    mine, theirs = set(one.heard.words), set(other.heard.words)
    both = sum(weights[word] for word in mine & theirs)
    return both / sum(weights[word] for word in mine | theirs)


def ratings(kept: Iterable[Kept]) -> dict[str, dict[str, Json]]:
    """How often each answer was liked and not, by "answer@version"."""
    counts: dict[str, Counter[Kind]] = {}
    for row in kept:
        if row.heard.kind is not Kind.MISS and row.heard.nearest:
            counts.setdefault(row.heard.nearest[0], Counter())[row.heard.kind] += row.times
    return {
        name: {"good": count[Kind.GOOD], "bad": count[Kind.BAD]}
        for name, count in sorted(counts.items())
    }


def report(cluster: Cluster, index: Index) -> dict[str, Json]:
    """A cluster as data: what was asked, what is found today, and the two drafts."""
    found = index.find(cluster.wording, Context())
    days = sorted(row.day for row in cluster.rows)
    asked: list[Json] = [
        {"words": " ".join(row.heard.words), "times": row.times, "day": row.day}
        for row in cluster.rows
    ]
    return {
        "number": cluster.number,
        "id": cluster.id,
        "shared": list(cluster.shared),
        "misses": cluster.times(Kind.MISS),
        "bad": cluster.times(Kind.BAD),
        "roles": dict(cluster.roles),
        "from": days[0],
        "until": days[-1],
        "asked": asked,
        "nearest": list(cluster.nearest),
        "today": {"decision": found.decision, "answers": [hit.answer.id for hit in found.hits]},
        **_drafts(cluster, index, found),
    }


def _drafts(cluster: Cluster, index: Index, found: Found) -> dict[str, Json]:
    """A wording for the likeliest answer, and the row that would hold it to that."""
    # Where thumbs were down, what was shown is what it should not be.
    wrong = {row.heard.nearest[0] for row in cluster.rows if row.heard.kind is Kind.BAD}
    names = [name.partition("@")[0] for name in cluster.nearest if name not in wrong]
    names += [hit.answer.id for hit in found.hits]
    refused = {name.partition("@")[0] for name in wrong}
    known = {answer.id: (answer, edition) for answer, edition in index.answers}
    best = next((known[name] for name in names if name in known and name not in refused), None)
    row: dict[str, Json] = {
        "id": cluster.id,
        "q": cluster.wording,
        "persona": next((role for role, _ in cluster.roles.most_common(1)), "response"),
        "style": "fragment",
        "concept": [OUTSIDE],
        "gold": NOT_COVERED,
    }
    if best is None:
        return {"phrasing": None, "gold": row}
    answer, _ = best
    row |= {"concept": list(answer.covers), "gold": f"{answer.id}: {answer.title}"}
    # Published versions are frozen, so a wording goes to the files under the concept it asks about.
    concept = answer.covers[0] if answer.covers else ""
    asks: dict[str, Json] = {
        "file": f"{FILES}/{concept}.yaml",
        "concept": concept,
        "answer": answer.id,
        "asks": cluster.wording,
    }
    return {"phrasing": asks, "gold": row}
