"""Which kinds of quantity differ between two texts."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose

from ..reading.quantities import Quantity

__all__ = ["differing_families"]

_POUND = 0.45359237
"""Kilograms."""

TWELVE = 12.0
"""`from 9 to 5` may mean 17:00."""


def family(kind: str) -> str:
    """Guard that answers for a kind of quantity."""
    if kind.startswith("money"):
        return "currency"
    if kind in ("number", "percent"):
        return "number"
    if kind == "clock" or kind.startswith("zone"):
        return "time"
    if kind in ("weekday", "month") or kind.startswith("date"):
        return "date"
    return "duration" if kind == "time" else "unit"


def differing_families(left: Sequence[Quantity], right: Sequence[Quantity], like: bool) -> frozenset[str]:
    """Families in which something is left over that the other text does not have.

    Leftovers on both sides differ. On one side alone they do when the texts are otherwise `like` each other, and then
    only what surely counts something.
    """
    rest_left = _unmatched(left, right)
    rest_right = _unmatched(right, left)
    sure_left = _families([quantity for quantity in rest_left if not quantity.weak])
    sure_right = _families([quantity for quantity in rest_right if not quantity.weak])
    if not like:
        return sure_left & sure_right
    return (_families(rest_left) & _families(rest_right)) | sure_left | sure_right


def _families(quantities: Sequence[Quantity]) -> frozenset[str]:
    return frozenset(family(quantity.kind) for quantity in quantities)


def _unmatched(own: Sequence[Quantity], other: Sequence[Quantity]) -> list[Quantity]:
    """Those without a counterpart. What counts for another of `own` exactly counts for no second one loosely."""
    spare = [candidate for candidate in other if not any(_equal(candidate, quantity) for quantity in own)]
    return [
        quantity
        for quantity in own
        if not any(_equal(quantity, candidate) for candidate in other)
        and not any(_may_equal(quantity, candidate) for candidate in spare)
    ]


def _equal(left: Quantity, right: Quantity) -> bool:
    return left.kind == right.kind and isclose(left.value, right.value, rel_tol=1e-6)


def _may_equal(left: Quantity, right: Quantity) -> bool:
    # `30` may leave out the unit that `30 min` names; two units that differ are a difference.
    kinds = {left.kind, right.kind}
    if not kinds & {"number", "pound"} or kinds & {"weekday", "month"}:
        return False
    if kinds == {"pound", "mass"}:
        mass, pound = (left, right) if left.kind == "mass" else (right, left)
        return isclose(mass.value, pound.raw * _POUND, rel_tol=1e-3)
    if "clock" in kinds and abs(left.raw - right.raw) == TWELVE:
        return True
    return isclose(left.raw, right.raw, rel_tol=1e-6)
