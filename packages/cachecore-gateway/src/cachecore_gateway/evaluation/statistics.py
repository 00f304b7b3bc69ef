"""Bounds and percentiles for small counts."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log

__all__ = ["percentile", "upper_bound"]


def upper_bound(errors: int, trials: int, confidence: float = 0.95) -> float:
    """One-sided Clopper-Pearson upper bound on an error share, 0…1; 1.0 without trials.

    The largest share under which ``errors`` or fewer in ``trials`` still has a chance of at least 1 − confidence. Zero
    errors need 299 trials to claim 1 % at 95 %.
    """
    if trials <= 0 or errors >= trials:
        return 1.0
    low, high = errors / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(errors, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0…1) of the values lie (nearest rank); 0.0 without values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _at_most(errors: int, trials: int, share: float) -> float:
    """P(X <= errors) for X ~ Binomial(trials, share)."""
    if share <= 0.0:
        return 1.0
    if share >= 1.0:
        return 0.0
    return sum(exp(_log_chance(count, trials, share)) for count in range(errors + 1))


def _log_chance(count: int, trials: int, share: float) -> float:
    ways = lgamma(trials + 1) - lgamma(count + 1) - lgamma(trials - count + 1)
    return ways + count * log(share) + (trials - count) * log(1 - share)
