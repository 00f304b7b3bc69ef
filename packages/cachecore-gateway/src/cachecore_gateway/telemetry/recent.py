"""The last hour by the minute, kept in the sheet like every other number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.lookup import Tier

from .sheet import Key, Sheet

__all__ = ["MINUTES", "RECENT_FIELDS", "Minute", "RecentMinutes", "recent_minutes"]

MINUTES = 60
RECENT_FIELDS = (*(tier.value for tier in Tier), "saved_input_tokens", "saved_output_tokens", "saved_usd")
"""What is kept of a minute: requests by X-Cache value, and what hits saved."""

_NAME = "recent-minutes"
_WIDTH = len(RECENT_FIELDS) + 1


@dataclass(frozen=True, slots=True)
class Minute:
    """One minute over all workers; ``begins_at`` in seconds since 1970, ``counts`` by ``RECENT_FIELDS``."""

    begins_at: int
    counts: Mapping[str, float]

    def as_json(self) -> JsonObject:
        """For ``/admin/stats``."""
        return {"begins_at": self.begins_at, **{name: round(count, 6) for name, count in self.counts.items()}}


class RecentMinutes:
    """The writer. A minute's first number is when it began."""

    def __init__(self, sheet: Sheet) -> None:
        self._values = sheet.values
        self._first = sheet.place(_NAME, (), MINUTES * _WIDTH)

    def add(self, now: float, field: str, amount: float) -> None:
        """Add to a field of the minute that ``now`` (seconds since 1970) lies in."""
        self._values[self._minute(now) + 1 + RECENT_FIELDS.index(field)] += amount

    def _minute(self, now: float) -> int:
        begins = now // 60 * 60.0
        base = self._first + int(begins // 60 % MINUTES) * _WIDTH
        if self._values[base] != begins:
            for index in range(base, base + _WIDTH):
                self._values[index] = 0.0
            self._values[base] = begins
        return base


def recent_minutes(sheets: Iterable[Mapping[Key, tuple[float, ...]]], now: float) -> list[Minute]:
    """The last hour's minutes that had requests, oldest first, summed over ``sheets``."""
    sums: dict[int, list[float]] = {}
    for sheet in sheets:
        row = sheet.get((_NAME, ()), ())
        for base in range(0, len(row), _WIDTH):
            begins = int(row[base])
            if now - 60 * MINUTES < begins <= now:
                total = sums.setdefault(begins, [0.0] * len(RECENT_FIELDS))
                for index, count in enumerate(row[base + 1 : base + _WIDTH]):
                    total[index] += count
    return [Minute(begins, dict(zip(RECENT_FIELDS, sums[begins], strict=True))) for begins in sorted(sums)]
