"""Sharing a whole number out."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["shared_out"]


def shared_out(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of ``total`` (>= 0) that add up to it, in proportion to the weights (>= 0; all 0 counts as equal).

    Each running sum is rounded down, so no part is off by 1 or more.
    """
    weights = weights if any(weights) else [1] * len(weights)
    whole, parts, weight, given = sum(weights), [], 0, 0
    for own in weights:
        weight += own
        parts.append(total * weight // whole - given)
        given += parts[-1]
    return parts
