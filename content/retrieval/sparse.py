"""Sparse vectors: numbers that are nothing at most places, added up at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]
Floats = NDArray[np.float64]
Sparse = tuple[Numbers, Floats]  # the places, each once, and what stands there

_NOWHERE, _NOTHING = np.zeros(0, np.intp), np.zeros(0)


def vector(places: Sequence[int], values: Sequence[float]) -> Sparse:
    """So many values, each at its place."""
    return np.array(places, np.intp), np.array(values, np.float64)


def total(vectors: Sequence[Sparse], size: int) -> Floats:
    """The sum of vectors that have no more than so many places."""
    places = np.concatenate([_NOWHERE, *(each[0] for each in vectors)])
    values = np.concatenate([_NOTHING, *(each[1] for each in vectors)])
    return np.bincount(places, values, size).astype(np.float64, copy=False)
