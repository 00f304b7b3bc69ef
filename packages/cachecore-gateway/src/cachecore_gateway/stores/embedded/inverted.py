"""Vectors of a large scope: an inverted file of 8-bit rows (faiss), a quarter of the memory and a fraction of the work.

How many lists a search probes is a matter of how far the neighbours are. Of the six nearest with cosine >= 0.5 among
50,000 real questions, 8 lists of 223 held 0.90, while those with cosine >= 0.86 were all found; questions in other
words are mostly of the first kind. Twice as many lists are half as long, so more of them can be probed in the same
time; and the number needed grows more slowly than that of the lists. Share of the six nearest that is found, and
processor time on one thread, of real questions (`benchmarks/store/recall.py`):

| rows | lists | probed | at >= 0.5 | at >= 0.86 | search | exact scan |
|---:|---:|---:|---:|---:|---:|---:|
| 12,500 | 223 | 57 | 0.993 | 1.000 | 0.25 ms | 0.7 ms |
| 25,000 | 316 | 74 | 0.993 | 1.000 | 0.36 ms | 1.7 ms |
| 50,000 | 447 | 97 | 0.993 | 1.000 | 0.79 ms | 3.4 ms |
| 82,000 | 572 | 116 | 0.993 | 1.000 | 1.06 ms | 5.0 ms |

Similarities are estimates within about 0.01; the caller computes those of the candidates again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

import faiss

from .partition import Batch
from .vectors import Rows

__all__ = ["InvertedPartition", "list_count_for", "probed_count_for"]

_KEY_BYTES = 280
_TRAINING_ROUNDS = 8
_ESTIMATE_ERROR = 0.02
"""Rows whose estimate is less than this below the floor are candidates still."""


def list_count_for(count: int) -> int:
    """Number of lists for that many rows."""
    return max(16, int(2 * count**0.5))


def probed_count_for(list_count: int) -> int:
    """Number of lists that a search looks into: half of 16, a quarter of 300, a seventh of 2,000."""
    return int(list_count**0.75)


class InvertedPartition:
    """Rows numbered in the order they came; a removed or replaced row keeps its number, which no key points to."""

    exact: ClassVar[bool] = False

    def __init__(self, sample: Rows, count: int) -> None:
        """An empty file for about ``count`` rows, its lists those into which ``sample`` falls best."""
        self.built_count = count
        lists = list_count_for(count)
        self.dimensions = int(sample.shape[1])
        self._coarse = faiss.IndexFlatIP(self.dimensions)
        self._index = faiss.IndexIVFScalarQuantizer(
            self._coarse,
            self.dimensions,
            lists,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        self._index.cp.niter = _TRAINING_ROUNDS
        self._index.cp.min_points_per_centroid = 1
        self._index.nprobe = probed_count_for(lists)
        self._index.train(sample)
        self._keys: list[str] = []
        self._fresh_until: list[float] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def wasted(self) -> bool:
        """Are so many rows worthless that building anew pays?"""
        return len(self._keys) > 2 * len(self._numbers) + 1024

    @property
    def held_bytes(self) -> int:
        """See :class:`Partition`."""
        return len(self._keys) * (self.dimensions + 16 + _KEY_BYTES)

    def add(self, batch: Batch) -> None:
        """See :class:`Partition`; about 10 µs a row."""
        if not batch.keys:
            return
        begin = len(self._keys)
        self._index.add(batch.rows)
        self._keys.extend(batch.keys)
        self._fresh_until.extend(batch.fresh_until.tolist())
        self._numbers.update(zip(batch.keys, range(begin, begin + len(batch.keys)), strict=True))

    def drop(self, key: str) -> None:
        """See :class:`Partition`. The row stays in its list until the partition is built anew."""
        self._numbers.pop(key, None)

    def search(self, query: Rows, limit: int, floor: float, now: float) -> list[tuple[str, float]]:
        """See :class:`Partition`; similarities are estimates, and some candidates may lie below the floor."""
        found, more = self._candidates(query, limit, floor, now)
        if len(found) < limit and more:  # worthless rows have crowded out good ones
            found, _ = self._candidates(query, 16 * limit, floor, now)
        return found[:limit]

    def _candidates(self, query: Rows, count: int, floor: float, now: float) -> tuple[list[tuple[str, float]], bool]:
        """The usable ones among the nearest ``count`` rows, and whether a larger count could find more."""
        similarities, numbers = self._index.search(query.reshape(1, -1), count)
        pairs = zip(numbers[0].tolist(), similarities[0].tolist(), strict=True)
        above = [pair for pair in pairs if pair[0] >= 0 and pair[1] >= floor - _ESTIMATE_ERROR]
        return list(self._alive(above, now)), len(above) == count

    def _alive(self, pairs: Iterable[tuple[int, float]], now: float) -> Iterator[tuple[str, float]]:
        for number, similarity in pairs:
            key = self._keys[number]
            if self._fresh_until[number] > now and self._numbers.get(key) == number:
                yield key, similarity
