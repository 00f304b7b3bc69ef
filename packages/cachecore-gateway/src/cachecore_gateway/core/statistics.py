"""Bounds on a share of errors for small counts: one-sided Clopper-Pearson, exact for any count (Biometrika 26, 1934).

"At 95 %" means: were the true share beyond the bound, what was seen would come up at most once in twenty.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p

__all__ = ["chance_at_least", "chance_at_most", "lower_bound", "upper_bound"]

_STEPS = 40
"""Halvings of the interval: 1e-12."""


def upper_bound(errors: int, trials: int, confidence: float = 0.95) -> float:
    """Upper bound on an error share, 0…1; 1.0 without trials.

    The largest share under which ``errors`` or fewer in ``trials`` still has a chance of at least 1 − confidence. Zero
    errors need 299 trials to claim 1 % at 95 %.
    """
    if trials <= 0 or errors >= trials:
        return 1.0
    low, high = errors / trials, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if chance_at_most(errors, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def lower_bound(errors: int, trials: int, confidence: float = 0.95) -> float:
    """Lower bound on an error share, 0…1; 0.0 without errors.

    The smallest share under which ``errors`` or more in ``trials`` has a chance of at least 1 − confidence.
    """
    if trials <= 0 or errors <= 0:
        return 0.0
    low, high = 0.0, min(1.0, errors / trials)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if chance_at_least(errors, trials, middle) > 1 - confidence:
            high = middle
        else:
            low = middle
    return low


def chance_at_least(errors: int, trials: int, share: float) -> float:
    """P(X >= errors) for X ~ Binomial(trials, share)."""
    return 1.0 - chance_at_most(errors - 1, trials, share)


def chance_at_most(errors: int, trials: int, share: float) -> float:
    """P(X <= errors) for X ~ Binomial(trials, share)."""
    if share <= 0.0:
        return 1.0
    if share >= 1.0:
        return 0.0
    return sum(exp(_log_chance(count, trials, share)) for count in range(errors + 1))


def _log_chance(count: int, trials: int, share: float) -> float:
    ways = lgamma(trials + 1) - lgamma(count + 1) - lgamma(trials - count + 1)
    return ways + count * log(share) + (trials - count) * log1p(-share)
