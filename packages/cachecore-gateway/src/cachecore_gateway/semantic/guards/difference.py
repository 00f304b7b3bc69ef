"""Which kinds of quantity differ between two texts."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose

from .quantities import Quantity

__all__ = ["differing_families"]

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
    return [quantity for quantity in own if not any(_equal(quantity, candidate) for candidate in other)]


def _equal(left: Quantity, right: Quantity) -> bool:
    if left.kind == right.kind:
        return isclose(left.value, right.value, rel_tol=1e-6)
    # `30` may leave out the unit that `30 min` names; two units that differ are a difference.
    kinds = {left.kind, right.kind}
    if not kinds & {"number", "pound"} or kinds & {"weekday", "month"}:
        return False
    if "clock" in kinds and abs(left.raw - right.raw) == TWELVE:
        return True
    return isclose(left.raw, right.raw, rel_tol=1e-6)
