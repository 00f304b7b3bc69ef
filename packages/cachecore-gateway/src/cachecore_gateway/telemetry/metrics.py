"""Every counter, declared once: the code that counts and ``docs/reference/metrics.md`` are both made from this table.

Tenant ids, model names, dep ids and anything else that a caller can choose are never labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

__all__ = ["METRICS", "SECONDS_BOUNDS", "Kind", "Metric"]

SECONDS_BOUNDS = (
    *(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
)
"""Upper bounds of the histograms' buckets in seconds, from a hit (0.1 ms) to a slow model (a minute)."""


class Kind(Enum):
    """How a metric behaves (Prometheus' words)."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric family. ``name`` is the full exposed name, unit and ``_total`` included."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    unit: str
    meaning: str

    @property
    def size(self) -> int:
        """Numbers that one combination of labels takes: a histogram has a sum, its buckets, and the one above."""
        return len(SECONDS_BOUNDS) + 2 if self.kind is Kind.HISTOGRAM else 1


_COUNTER, _GAUGE, _HISTOGRAM = Kind.COUNTER, Kind.GAUGE, Kind.HISTOGRAM

_TABLE = (
    Metric(
        "cachecore_requests_total",
        _COUNTER,
        ("tier", "protocol", "status"),
        "requests",
        "Requests answered, by X-Cache value, API shape and class of the HTTP status.",
    ),
    Metric(
        "cachecore_misses_total",
        _COUNTER,
        ("tier", "reason"),
        "requests",
        "Requests that the cache did not answer (MISS and BYPASS), by reason, in the words of Cache-Status.",
    ),
    Metric(
        "cachecore_collapsed_total",
        _COUNTER,
        (),
        "requests",
        "Misses that joined another request's upstream call instead of making their own.",
    ),
    Metric(
        "cachecore_request_duration_seconds",
        _HISTOGRAM,
        ("tier",),
        "seconds",
        "From the parsed request to the head of the answer, by X-Cache value.",
    ),
    Metric(
        "cachecore_saved_tokens_total",
        _COUNTER,
        ("direction",),
        "tokens",
        "Tokens that hits did not spend, by direction (input, output), as billed when the answer was made.",
    ),
    Metric(
        "cachecore_saved_usd_total",
        _COUNTER,
        (),
        "US dollars",
        "Money that hits did not spend, at the configured prices; models without a price count nothing.",
    ),
    Metric(
        "cachecore_saved_unpriced_tokens_total",
        _COUNTER,
        (),
        "tokens",
        "Tokens saved for models that have no price in the configuration.",
    ),
    Metric(
        "cachecore_l2_lookups_total",
        _COUNTER,
        ("outcome",),
        "lookups",
        "Semantic lookups that had candidates: served, shadow (would have been served), refused.",
    ),
    Metric(
        "cachecore_l2_judgements_total",
        _COUNTER,
        ("verdict", "guard"),
        "candidates",
        "Candidates of the semantic tier, by verdict and by the guard that vetoed (empty for none).",
    ),
    Metric(
        "cachecore_l2_near_misses_total",
        _COUNTER,
        (),
        "lookups",
        "Semantic lookups not served although a living candidate was above the gate.",
    ),
    Metric(
        "cachecore_l2_duration_seconds",
        _HISTOGRAM,
        (),
        "seconds",
        "Time that the semantic tier took for a lookup that had candidates.",
    ),
    Metric(
        "cachecore_l2_evidence_trials_total",
        _COUNTER,
        ("source",),
        "comparisons",
        "Comparisons of semantic hits with the truth, by source: report (users' word), recheck, shadow.",
    ),
    Metric(
        "cachecore_l2_evidence_errors_total",
        _COUNTER,
        ("source",),
        "comparisons",
        "Those of them in which the hit was wrong.",
    ),
    Metric(
        "cachecore_l2_false_hit_share",
        _GAUGE,
        (),
        "share",
        "Estimated share of wrong semantic hits, 0 to 1, from re-checks and shadow; absent before the first.",
    ),
    Metric(
        "cachecore_l2_false_hit_upper95",
        _GAUGE,
        (),
        "share",
        "Upper bound on that share at 95 % (one-sided Clopper-Pearson); 1 before the first comparison.",
    ),
    Metric(
        "cachecore_l2_shadow",
        _GAUGE,
        (),
        "",
        "1 while the semantic tier only watches for all tenants, 0 while it serves.",
    ),
    Metric(
        "cachecore_l2_shadow_tenants",
        _GAUGE,
        (),
        "tenants",
        "Tenants for which the semantic tier only watches because of evidence of their own.",
    ),
    Metric(
        "cachecore_l2_shadow_saved_tokens_total",
        _COUNTER,
        ("direction",),
        "tokens",
        "Tokens that right answers of lookups in shadow would have saved, by direction (input, output).",
    ),
    Metric(
        "cachecore_l2_recheck_budget_left",
        _GAUGE,
        (),
        "calls",
        "Re-checks that may still be made in this hour.",
    ),
    Metric(
        "cachecore_l2_judge_waiting",
        _GAUGE,
        (),
        "pairs",
        "Near misses that wait for the judge.",
    ),
    Metric(
        "cachecore_l2_judge_budget_left",
        _GAUGE,
        (),
        "questions",
        "Questions that may still be put to the judge in this hour.",
    ),
    Metric(
        "cachecore_l2_judge_verdicts_total",
        _COUNTER,
        ("verdict",),
        "questions",
        "Near misses put to the judge, by its verdict: same, different, unknown (unreadable), failed.",
    ),
    Metric(
        "cachecore_stored_total",
        _COUNTER,
        ("protocol",),
        "answers",
        "Answers stored, by API shape.",
    ),
    Metric(
        "cachecore_not_stored_total",
        _COUNTER,
        ("reason",),
        "answers",
        "Answers that were passed on but not stored, by reason.",
    ),
    Metric(
        "cachecore_upstream_requests_total",
        _COUNTER,
        ("purpose", "outcome"),
        "calls",
        "Calls to providers, by purpose and by class of the status or, when there was no answer, the error's code.",
    ),
    Metric(
        "cachecore_upstream_duration_seconds",
        _HISTOGRAM,
        ("purpose",),
        "seconds",
        "From sending a call to the head of the provider's answer, or to its failure.",
    ),
    Metric(
        "cachecore_faults_total",
        _COUNTER,
        ("part", "error"),
        "faults",
        "Failures of a part that were worked around, by part and class of error.",
    ),
    Metric(
        "cachecore_requests_in_flight",
        _GAUGE,
        (),
        "requests",
        "Requests that are being answered now.",
    ),
    Metric(
        "cachecore_workers",
        _GAUGE,
        (),
        "processes",
        "Worker processes of this gateway that are alive.",
    ),
    Metric(
        "cachecore_info",
        _GAUGE,
        ("version",),
        "",
        "Always 1; the label names the version that runs.",
    ),
    Metric(
        "cachecore_start_time_seconds",
        _GAUGE,
        (),
        "seconds",
        "When this gateway began to count, in seconds since 1970.",
    ),
    Metric(
        "cachecore_entries",
        _GAUGE,
        (),
        "entries",
        "Entries in the store.",
    ),
    Metric(
        "cachecore_vectors",
        _GAUGE,
        (),
        "vectors",
        "Vectors in the index of the semantic tier.",
    ),
    Metric(
        "cachecore_stored_bytes",
        _GAUGE,
        (),
        "bytes",
        "Bytes of stored bodies and vectors.",
    ),
    Metric(
        "cachecore_deps",
        _GAUGE,
        (),
        "deps",
        "Dependencies that entries carry.",
    ),
)

METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _TABLE}
"""By name, in the order of the documentation."""
