"""What was measured, and the table that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Figure", "Limit", "ratio", "table"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure should be: at least, or at most, ``value``."""

    value: float
    least: bool

    def met(self, value: float) -> bool:
        """Does ``value`` keep the limit?"""
        return value >= self.value if self.least else value <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: ``runs`` are the repetitions, their median is what counts."""

    row: str
    what: str
    unit: str
    runs: tuple[float, ...]
    limit: Limit | None = None
    note: str = ""

    @property
    def value(self) -> float:
        """Median of the runs."""
        return median(self.runs)

    def as_json(self) -> dict[str, object]:
        """For ``--json``."""
        limit = None if self.limit is None else str(self.limit)
        met = None if self.limit is None else self.limit.met(self.value)
        return {
            "row": self.row,
            "what": self.what,
            "unit": self.unit,
            "median": self.value,
            "runs": list(self.runs),
            "limit": limit,
            "met": met,
            "note": self.note,
        }


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, ...]:
    """Ratios of runs that followed each other; noise that lasts hits both."""
    return tuple(one / other for one, other in zip(ours, theirs, strict=True))


def table(figures: Sequence[Figure]) -> str:
    """Markdown."""
    lines = ["| row | figure | median | runs | limit | met |", "|---|---|---:|---|---|---|"]
    for one in figures:
        runs = f"{_shown(min(one.runs))} … {_shown(max(one.runs))}" if len(one.runs) > 1 else ""
        limit = "" if one.limit is None else str(one.limit)
        met = "" if one.limit is None else "yes" if one.limit.met(one.value) else "no"
        what = f"{one.what} ({one.note})" if one.note else one.what
        lines.append(f"| {one.row} | {what} | {_shown(one.value)} {one.unit} | {runs} | {limit} | {met} |")
    return "\n".join(lines)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
