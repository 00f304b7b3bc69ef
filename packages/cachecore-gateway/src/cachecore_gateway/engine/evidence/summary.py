"""All that is known of the semantic tier's errors, for ``/metrics``, ``/admin/stats`` and the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.evidence import Evidence, Source
from cachecore_gateway.core.shadow import ShadowCause

__all__ = ["Summary"]

_VERDICTS = ("same", "different", "unknown", "failed")


@dataclass(frozen=True, slots=True)
class Summary:
    """The gateway's evidence, its switch and its budgets at one moment."""

    evidence: Evidence
    ever: Mapping[str, int]
    """Counts since the store was made."""
    limit: float
    cause: ShadowCause | None
    shadow_tenant_count: int
    """Tenants that evidence of their own put into shadow."""
    recheck_left: int
    judge_on: bool
    judge_waiting_count: int
    judge_left: int

    def as_json(self) -> JsonObject:
        """``false_hits`` in the body of ``GET /admin/stats``."""
        sampled, reported = self.evidence.sampled, self.evidence.reported
        sources: JsonObject = {}
        for source in Source:
            tally = self.evidence.tally(source)
            sources[source.value] = {"trials": tally.trials, "errors": tally.errors}
        verdicts: JsonObject = {name: self._ever(f"judge_{name}") for name in _VERDICTS}
        return {
            "trials": sampled.trials,
            "errors": sampled.errors,
            "estimated_share": sampled.share,
            "upper95": sampled.upper95,
            "limit": self.limit,
            "hits_served": self.evidence.served,
            "reported_share": reported.share,
            "sources": sources,
            "shadow": self.cause is not None,
            "shadow_cause": self.cause.value if self.cause is not None else None,
            "shadow_tenants": self.shadow_tenant_count,
            "shadow_would_have_saved": {
                "answers": self._ever("shadow_saved_answers"),
                "input_tokens": self._ever("shadow_saved_input_tokens"),
                "output_tokens": self._ever("shadow_saved_output_tokens"),
            },
            "recheck_budget_left": self.recheck_left,
            "judge": {
                "on": self.judge_on,
                "waiting": self.judge_waiting_count,
                "budget_left": self.judge_left,
                "verdicts": verdicts,
            },
        }

    def numbers(self) -> Mapping[str, Mapping[tuple[str, ...], float]]:
        """The same by metric name and label values."""
        sampled = self.evidence.sampled
        share: dict[tuple[str, ...], float] = {} if sampled.share is None else {(): sampled.share}
        return {
            "cachecore_l2_evidence_trials_total": self._by_source("trials"),
            "cachecore_l2_evidence_errors_total": self._by_source("errors"),
            "cachecore_l2_false_hit_share": share,
            "cachecore_l2_false_hit_upper95": {(): sampled.upper95},
            "cachecore_l2_shadow": {(): float(self.cause is not None)},
            "cachecore_l2_shadow_tenants": {(): self.shadow_tenant_count},
            "cachecore_l2_shadow_saved_tokens_total": {
                (direction,): self._ever(f"shadow_saved_{direction}_tokens") for direction in ("input", "output")
            },
            "cachecore_l2_recheck_budget_left": {(): self.recheck_left},
            "cachecore_l2_judge_waiting": {(): self.judge_waiting_count},
            "cachecore_l2_judge_budget_left": {(): self.judge_left},
            "cachecore_l2_judge_verdicts_total": {(name,): self._ever(f"judge_{name}") for name in _VERDICTS},
        }

    def _by_source(self, kind: str) -> Mapping[tuple[str, ...], float]:
        return {(source.value,): self._ever(f"{source.value}_{kind}") for source in Source}

    def _ever(self, name: str) -> int:
        return self.ever.get(name, 0)
