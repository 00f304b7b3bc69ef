"""Events to tell an observer, with everything but the point filled in, and the exposition read back."""

from __future__ import annotations

from typing import TypeAlias

from prometheus_client.parser import text_string_to_metric_families

from cachecore_gateway.core.entry import NO_USAGE, Usage
from cachecore_gateway.core.lookup import Reason, Tier
from cachecore_gateway.core.meaning import Judgement, Verdict
from cachecore_gateway.core.ports import Answered, Judged

__all__ = ["Sample", "hit", "judged", "judgement", "miss", "samples"]

Sample: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""Name and sorted labels."""

_PROTOCOL, _MODEL, _TENANT = "chat_completions", "priced", "acme"


def hit(tier: Tier = Tier.HIT_L1, *, model: str = _MODEL, saved: Usage = NO_USAGE) -> Answered:
    """A request that the cache answered."""
    return Answered(tier, None, _PROTOCOL, model, _TENANT, 200, 0.0004, 1.0, saved=saved)


def miss(reason: Reason = Reason.ABSENT, *, seconds: float = 0.7, collapsed: bool = False) -> Answered:
    """A request that the provider answered."""
    return Answered(Tier.MISS, reason, _PROTOCOL, _MODEL, _TENANT, 200, seconds, collapsed=collapsed)


def judged(*judgements: Judgement, served: bool = False, shadow: bool = False) -> Judged:
    """A semantic lookup."""
    return Judged(_TENANT, judgements, served, shadow, 0.003)


def judgement(verdict: Verdict, guard: str = "", similarity: float = 0.93) -> Judgement:
    """One candidate of it."""
    return Judgement("e1", similarity, verdict, guard, 0.2)


def samples(exposition: bytes) -> dict[Sample, float]:
    """A Prometheus exposition as values."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(exposition.decode())
        for sample in family.samples
    }
