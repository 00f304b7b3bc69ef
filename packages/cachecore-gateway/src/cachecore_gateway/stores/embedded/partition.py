"""Vectors of one scope and model in memory, compared exactly (float32) with every query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .vectors import Rows

__all__ = ["Batch", "ExactPartition", "nearest"]

_KEY_BYTES = 260
"""What one key costs beside its row: the text, its place in the list and in the dictionary."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that belong together: ``rows`` is ``(n, dimensions)``, the others have n items."""

    keys: Sequence[str]
    fresh_until: npt.NDArray[np.float64]
    rows: Rows


class ExactPartition:
    """A growing matrix. A removed row is filled with the last one, so that the matrix stays dense."""

    def __init__(self, dimensions: int) -> None:
        self.dimensions = dimensions
        self._rows: Rows = np.empty((4, dimensions), dtype=np.float32)
        self._fresh_until: npt.NDArray[np.float64] = np.empty(4, dtype=np.float64)
        self._keys: list[str] = []
        self._places: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def held_bytes(self) -> int:
        """Memory held."""
        return self._rows.nbytes + self._fresh_until.nbytes + _KEY_BYTES * len(self._keys)

    def add(self, batch: Batch) -> None:
        """Add rows, or replace those under the same keys."""
        self._reserve(len(self._keys) + len(batch.keys))
        for position, key in enumerate(batch.keys):
            place = self._places.get(key)
            if place is None:
                place = self._places[key] = len(self._keys)
                self._keys.append(key)
            self._rows[place] = batch.rows[position]
            self._fresh_until[place] = batch.fresh_until[position]

    def _reserve(self, count: int) -> None:
        if count <= len(self._rows):
            return
        capacity = max(count, len(self._rows) + len(self._rows) // 2)
        rows, fresh_until = self._rows, self._fresh_until
        self._rows = np.empty((capacity, self.dimensions), dtype=np.float32)
        self._fresh_until = np.empty(capacity, dtype=np.float64)
        self._rows[: len(rows)] = rows
        self._fresh_until[: len(rows)] = fresh_until

    def drop(self, key: str) -> None:
        """Remove the row of ``key``."""
        place = self._places.pop(key, None)
        if place is None:
            return
        last = len(self._keys) - 1
        moved = self._keys.pop()
        if place != last:
            self._keys[place] = moved
            self._places[moved] = place
            self._rows[place] = self._rows[last]
            self._fresh_until[place] = self._fresh_until[last]

    def keys(self) -> Sequence[str]:
        """Keys of all rows."""
        return self._keys

    def batch(self) -> Batch:
        """All rows, copied."""
        count = len(self._keys)
        return Batch(list(self._keys), self._fresh_until[:count].copy(), self._rows[:count].copy())

    def search(self, query: Rows, limit: int, floor: float, now: float) -> list[tuple[str, float]]:
        """(key, cosine) of the nearest rows fresh at ``now`` with cosine >= ``floor``, nearest first."""
        count = len(self._keys)
        similarities = self._rows[:count] @ query
        similarities[self._fresh_until[:count] <= now] = -2.0
        return [(self._keys[place], float(similarities[place])) for place in nearest(similarities, limit, floor)]


def nearest(similarities: Rows, limit: int, floor: float) -> list[int]:
    """Places of the ``limit`` largest similarities >= ``floor``, largest first."""
    places = np.flatnonzero(similarities >= floor)
    if len(places) > limit:
        places = places[np.argpartition(similarities[places], -limit)[-limit:]]
    order = np.argsort(-similarities[places], kind="stable")
    return [int(place) for place in places[order]]
