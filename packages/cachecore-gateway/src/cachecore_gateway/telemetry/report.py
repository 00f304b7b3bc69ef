"""What ``cachecore stats`` and the dashboard show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cachecore_gateway.core.canonical import JsonObject, JsonValue

from .recent import Minute
from .totals import Totals

__all__ = ["Report", "report_of"]


@dataclass(frozen=True, slots=True)
class Report:
    """Sums since ``since`` (seconds since 1970), over all workers; ``minutes`` covers the last hour."""

    since: float
    totals: Totals
    minutes: Sequence[Minute]
    near_misses: Sequence[JsonObject]
    """Newest first."""

    def as_json(self) -> JsonObject:
        """The body of ``GET /admin/stats``, without the sizes of the store."""
        totals = self.totals
        return {
            "since": round(self.since, 3),
            "workers": totals.workers,
            "requests": _by(totals, "cachecore_requests_total", 0),
            "misses": _by(totals, "cachecore_misses_total", 1),
            "collapsed": int(totals.total("cachecore_collapsed_total")),
            "hit_rate": hit_rate(totals),
            "saved": {
                "input_tokens": _one(totals, "cachecore_saved_tokens_total", "input"),
                "output_tokens": _one(totals, "cachecore_saved_tokens_total", "output"),
                "usd": round(totals.total("cachecore_saved_usd_total"), 6),
                "unpriced_tokens": int(totals.total("cachecore_saved_unpriced_tokens_total")),
            },
            "l2": {
                "lookups": _by(totals, "cachecore_l2_lookups_total", 0),
                "verdicts": _by(totals, "cachecore_l2_judgements_total", 0),
                "vetoes": {name: count for name, count in _vetoes(totals).items() if name},
                "near_misses": int(totals.total("cachecore_l2_near_misses_total")),
            },
            "stored_answers": _by(totals, "cachecore_stored_total", 0),
            "not_stored": _by(totals, "cachecore_not_stored_total", 0),
            "upstream": _nested(totals, "cachecore_upstream_requests_total"),
            "faults": _nested(totals, "cachecore_faults_total"),
            "milliseconds": _milliseconds(totals),
            "minutes": [minute.as_json() for minute in self.minutes],
            "near_misses": list(self.near_misses),
        }


def report_of(totals: Totals, since: float, minutes: Sequence[Minute], near_misses: Sequence[JsonObject]) -> Report:
    """A report with the newest near misses first."""
    return Report(since, totals, minutes, sorted(near_misses, key=_at, reverse=True))


def hit_rate(totals: Totals) -> float | None:
    """Share of the requests that could be cached which the cache answered, 0…1; ``None`` before the first."""
    by_tier = _by(totals, "cachecore_requests_total", 0)
    counted = {tier: count for tier, count in by_tier.items() if tier != "BYPASS" and isinstance(count, int)}
    total = sum(counted.values())
    return round(1 - counted.get("MISS", 0) / total, 4) if total else None


def _by(totals: Totals, name: str, label: int) -> JsonObject:
    counts: dict[str, int] = {}
    for labels, number in sorted(totals.of(name).items()):
        counts[labels[label]] = counts.get(labels[label], 0) + int(number)
    return dict(counts)


def _one(totals: Totals, name: str, label: str) -> int:
    return int(totals.of(name).get((label,), 0.0))


def _vetoes(totals: Totals) -> Mapping[str, JsonValue]:
    return _by(totals, "cachecore_l2_judgements_total", 1)


def _nested(totals: Totals, name: str) -> JsonObject:
    found: dict[str, dict[str, JsonValue]] = {}
    for (outer, inner), number in sorted(totals.of(name).items()):
        found.setdefault(outer, {})[inner] = int(number)
    return dict(found)


def _milliseconds(totals: Totals) -> JsonObject:
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found: JsonObject = {}
    for (tier,), timing in sorted(totals.timings.get("cachecore_request_duration_seconds", {}).items()):
        found[tier] = {name: _rounded(timing.quantile(share)) for name, share in shares.items()}
    return found


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(1000 * seconds, 3)


def _at(record: JsonObject) -> float:
    at = record.get("at")
    return float(at) if isinstance(at, (int, float)) else 0.0
