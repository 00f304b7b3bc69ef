"""The observer that counts.

Measured by ``benchmarks/telemetry/answered.py``; the limit is 2 µs for ``answered``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from cachecore_gateway.core.meaning import Judgement, Verdict
from cachecore_gateway.core.ports import Clock, Judged, UpstreamCalled

from .metrics import METRICS, SECONDS_BOUNDS
from .pending import PendingAnswers, PendingRow
from .prices import PriceTable
from .recent import RecentMinutes
from .ring import Ring
from .sheet import Sheet

__all__ = ["MOST_COMBINATIONS", "Recorder"]

MOST_COMBINATIONS = 200
"""Label combinations of one metric; what comes after is counted with every label ``other``."""

_NEAR = frozenset({Verdict.VETOED, Verdict.IMPROBABLE, Verdict.NEVER_MATCH})


class Recorder:
    """Adds to the worker's sheet. Implements ``Observer``."""

    def __init__(self, sheet: Sheet, prices: PriceTable, clock: Clock, near_misses: Ring) -> None:
        self._sheet = sheet
        self._values = sheet.values
        self._prices = prices
        self._now = clock.now
        self._recent = RecentMinutes(sheet)
        self._near_misses = near_misses
        self._pending = PendingAnswers(self._add_rows)
        self._in_flight = self._place("cachecore_requests_in_flight")
        self.flush = self._pending.flush
        """Puts what was gathered into the sheet now."""
        self.answered = self._pending.add
        """A request was answered."""

    def judged(self, event: Judged) -> None:
        """Candidates were judged."""
        nearest = None
        for judgement in event.judgements:
            self._count("cachecore_l2_judgements_total", judgement.verdict.value, judgement.guard)
            if judgement.verdict in _NEAR and (nearest is None or judgement.similarity > nearest.similarity):
                nearest = judgement
        accepted = any(one.verdict in (Verdict.ACCEPTED, Verdict.PROMOTED) for one in event.judgements)
        outcome = "served" if event.served else "shadow" if event.shadow and accepted else "refused"
        self._count("cachecore_l2_lookups_total", outcome)
        self._time("cachecore_l2_duration_seconds", event.seconds)
        if nearest is not None and not accepted:
            self._count("cachecore_l2_near_misses_total")
            self._keep(event, nearest)

    def upstream_called(self, event: UpstreamCalled) -> None:
        """A provider answered or failed."""
        outcome = _status_class(event.status) if event.status else event.error_code or "cancelled"
        self._count("cachecore_upstream_requests_total", event.purpose, outcome)
        self._time("cachecore_upstream_duration_seconds", event.seconds, event.purpose)

    def stored(self, tenant_id: str, protocol: str, refused_reason: str) -> None:
        """An answer was stored, or why not."""
        if refused_reason:
            self._count("cachecore_not_stored_total", refused_reason)
        else:
            self._count("cachecore_stored_total", protocol)

    def fault(self, part: str, error: Exception) -> None:
        """A part failed and was worked around."""
        self._count("cachecore_faults_total", part, type(error).__name__)

    def in_flight(self, change: int) -> None:
        """A request began (1) or ended (-1)."""
        self._values[self._in_flight] += change

    def _add_rows(self, rows: Iterable[PendingRow]) -> None:
        now = self._now()
        for row in rows:
            self._add_row(row, now)

    def _add_row(self, row: PendingRow, now: float) -> None:
        event, tier = row.first, row.first.tier.value
        self._count("cachecore_requests_total", tier, event.protocol, _status_class(event.status), amount=row.count)
        if event.reason is not None:
            self._count("cachecore_misses_total", tier, event.reason.value, amount=row.count)
        if event.collapsed:
            self._count("cachecore_collapsed_total", amount=row.count)
        timing = self._place("cachecore_request_duration_seconds", tier)
        self._values[timing] += row.seconds
        for index, count in enumerate(row.buckets, timing + 1):
            if count:
                self._values[index] += count
        self._recent.add(now, tier, row.count)
        if row.input_tokens or row.output_tokens:
            self._save(event.model, row, now)

    def _save(self, model: str, row: PendingRow, now: float) -> None:
        self._count("cachecore_saved_tokens_total", "input", amount=row.input_tokens)
        self._count("cachecore_saved_tokens_total", "output", amount=row.output_tokens)
        self._recent.add(now, "saved_input_tokens", row.input_tokens)
        self._recent.add(now, "saved_output_tokens", row.output_tokens)
        usd = self._prices.usd(model, row.saved)
        if usd is None:
            self._count("cachecore_saved_unpriced_tokens_total", amount=row.input_tokens + row.output_tokens)
        else:
            self._count("cachecore_saved_usd_total", amount=usd)
            self._recent.add(now, "saved_usd", usd)

    def _keep(self, event: Judged, nearest: Judgement) -> None:
        self._near_misses.add(
            {
                "at": round(self._now(), 3),
                "tenant": event.tenant_id,
                "entry_id": nearest.entry_id,
                "similarity": round(nearest.similarity, 4),
                "verdict": nearest.verdict.value,
                "guard": nearest.guard,
                "probability": None if nearest.probability is None else round(nearest.probability, 4),
            }
        )

    def _count(self, name: str, *labels: str, amount: float = 1.0) -> None:
        self._values[self._place(name, *labels)] += amount

    def _time(self, name: str, seconds: float, *labels: str) -> None:
        first = self._place(name, *labels)
        self._values[first] += seconds
        self._values[first + 1 + bisect_left(SECONDS_BOUNDS, seconds)] += 1.0

    def _place(self, name: str, *labels: str) -> int:
        known = self._sheet.known(name, labels)
        if known is not None:
            return known
        metric = METRICS[name]
        if self._sheet.combinations(name) >= MOST_COMBINATIONS:
            labels = ("other",) * len(metric.labels)
        return self._sheet.place(name, labels, metric.size)


def _status_class(status: int) -> str:
    return f"{status // 100}xx" if 100 <= status < 600 else "other"
