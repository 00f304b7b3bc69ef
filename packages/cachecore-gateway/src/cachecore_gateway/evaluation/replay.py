"""Recorded or labelled streams: look up, insert on a miss, for each policy of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cachecore_gateway.core.canonical import JsonObject
from cachecore_gateway.core.lookup import Tier
from cachecore_gateway.core.statistics import upper_bound

from .laboratory import Laboratory
from .statistics import percentile
from .workload import Line

__all__ = ["AssumedTokens", "Policy", "PolicyReport", "replay"]


@dataclass(frozen=True, slots=True)
class Policy:
    """A named way to decide: a laboratory with the gateway's presets, or with a cosine alone."""

    name: str
    laboratory: Laboratory


@dataclass(slots=True)
class PolicyReport:
    """What a policy would have done with a stream.

    ``twin_count`` counts requests with an earlier one of their intent; ``served_twin_share`` is the share of those
    that were served rightly. Without recorded tokens, ``assumed`` tokens stand for each answer.
    """

    name: str
    lookups: int = 0
    exact_hits: int = 0
    semantic_hits: int = 0
    false_hits: int = 0
    twin_count: int = 0
    served_twins: int = 0
    saved_input_tokens: int = 0
    saved_output_tokens: int = 0
    cpu_ms_p50: float = 0.0
    cpu_ms_p95: float = 0.0

    def as_json(self) -> JsonObject:
        """One row of the grid."""
        hits = self.exact_hits + self.semantic_hits
        return {
            "policy": self.name,
            "lookups": self.lookups,
            "exact_hits": self.exact_hits,
            "semantic_hits": self.semantic_hits,
            "hit_rate": _share(hits, self.lookups),
            "false_hits": self.false_hits,
            "false_hit_share": _share(self.false_hits, self.semantic_hits),
            "false_hit_upper95": round(upper_bound(self.false_hits, self.semantic_hits), 4),
            "twin_count": self.twin_count,
            "served_twin_share": _share(self.served_twins, self.twin_count),
            "saved_input_tokens": self.saved_input_tokens,
            "saved_output_tokens": self.saved_output_tokens,
            "cpu_ms_p50": self.cpu_ms_p50,
            "cpu_ms_p95": self.cpu_ms_p95,
        }


@dataclass(frozen=True, slots=True)
class AssumedTokens:
    """Tokens of a request and its answer where the stream has none."""

    input_tokens: int = 200
    output_tokens: int = 300


async def replay(policy: Policy, lines: Sequence[Line], assumed: AssumedTokens) -> PolicyReport:
    """Run ``lines`` through ``policy`` in a namespace of its own, insert on a miss, count."""
    report = PolicyReport(policy.name)
    seen: set[str] = set()
    spent: list[float] = []
    for line in lines:
        found = await policy.laboratory.look_up(line.request, policy.name)
        spent.append(found.cpu_seconds)
        right = found.tier is not Tier.MISS and found.answer.decode() == line.intent
        _count(report, line, found.tier, right=right, twin=line.intent in seen)
        if found.tier is Tier.MISS:
            await policy.laboratory.insert(policy.laboratory.ask(line.request, policy.name), line.intent.encode())
        elif right:
            report.saved_input_tokens += line.input_tokens or assumed.input_tokens
            report.saved_output_tokens += line.output_tokens or assumed.output_tokens
        seen.add(line.intent)
    report.cpu_ms_p50 = round(1000 * percentile(spent, 0.5), 3)
    report.cpu_ms_p95 = round(1000 * percentile(spent, 0.95), 3)
    return report


def _count(report: PolicyReport, line: Line, tier: Tier, *, right: bool, twin: bool) -> None:
    report.lookups += 1
    report.twin_count += twin
    report.served_twins += twin and right
    report.exact_hits += tier is Tier.HIT_L1
    report.semantic_hits += tier is Tier.HIT_L2
    report.false_hits += tier is Tier.HIT_L2 and not right


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
