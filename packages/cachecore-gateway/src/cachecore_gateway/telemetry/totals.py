"""The sum over all workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from .metrics import METRICS, SECONDS_BOUNDS, Kind
from .sheet import Key

__all__ = ["Timing", "Totals", "summed"]


@dataclass(frozen=True, slots=True)
class Timing:
    """A histogram's row. ``counts``: per bucket, not cumulated, the last for all that took longer."""

    sum_seconds: float
    counts: tuple[float, ...]

    @property
    def count(self) -> float:
        """How many were timed."""
        return sum(self.counts)

    def quantile(self, share: float) -> float | None:
        """Seconds that ``share`` (0…1) of all stayed below, interpolated inside its bucket; ``None`` without any."""
        left = share * self.count
        if not self.count:
            return None
        low = 0.0
        for high, count in zip(SECONDS_BOUNDS, self.counts, strict=False):
            if count and left <= count:
                return low + (high - low) * left / count
            left, low = left - count, high
        return SECONDS_BOUNDS[-1]

    def __add__(self, other: Timing) -> Timing:
        counts = (a + b for a, b in zip_longest(self.counts, other.counts, fillvalue=0.0))
        return Timing(self.sum_seconds + other.sum_seconds, tuple(counts))


@dataclass(frozen=True, slots=True)
class Totals:
    """Numbers by metric name and label values."""

    numbers: Mapping[str, Mapping[tuple[str, ...], float]]
    timings: Mapping[str, Mapping[tuple[str, ...], Timing]]
    workers: int

    def of(self, name: str) -> Mapping[tuple[str, ...], float]:
        """Counts of a counter or gauge by label values."""
        return self.numbers.get(name, {})

    def total(self, name: str) -> float:
        """Sum over all label values."""
        return sum(self.of(name).values())


def summed(sheets: Iterable[tuple[bool, Mapping[Key, tuple[float, ...]]]]) -> Totals:
    """Add up what the sheets count; gauges only of workers that are alive."""
    numbers: dict[str, dict[tuple[str, ...], float]] = {}
    timings: dict[str, dict[tuple[str, ...], Timing]] = {}
    workers = 0
    for alive, rows in sheets:
        workers += alive
        for (name, labels), row in rows.items():
            metric = METRICS.get(name)
            if metric is None or len(row) != metric.size or (metric.kind is Kind.GAUGE and not alive):
                continue
            if metric.kind is Kind.HISTOGRAM:
                known = timings.setdefault(name, {})
                known[labels] = known.get(labels, Timing(0.0, ())) + Timing(row[0], row[1:])
            else:
                counts = numbers.setdefault(name, {})
                counts[labels] = counts.get(labels, 0.0) + row[0]
    return Totals(numbers, timings, workers)
