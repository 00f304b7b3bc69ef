"""Which kinds of quantity differ between two texts."""

from __future__ import annotations

from collections.abc import Sequence
from math import isclose

from .quantities import Quantity

__all__ = ["differing_families"]


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


def differing_families(left: Sequence[Quantity], right: Sequence[Quantity]) -> frozenset[str]:
    """Families in which something is left over that the other text does not have.

    Leftovers on both sides differ; on one side alone only what surely counts something is a difference.
    """
    rest_left = _unmatched(left, right)
    rest_right = _unmatched(right, left)
    if not rest_left and not rest_right:
        return frozenset()
    both = bool(rest_left) and bool(rest_right) and _comparable(rest_left, rest_right)
    rest = [*rest_left, *rest_right]
    return frozenset(family(quantity.kind) for quantity in rest if both or not quantity.weak)


def _comparable(left: Sequence[Quantity], right: Sequence[Quantity]) -> bool:
    families = {family(quantity.kind) for quantity in left}
    return any(family(quantity.kind) in families for quantity in right)


def _unmatched(own: Sequence[Quantity], other: Sequence[Quantity]) -> list[Quantity]:
    return [quantity for quantity in own if not any(_equal(quantity, candidate) for candidate in other)]


def _equal(left: Quantity, right: Quantity) -> bool:
    if left.kind == right.kind:
        return isclose(left.value, right.value, rel_tol=1e-6)
    # `30` may leave out the unit that `30 min` names; two units that differ are a difference.
    bare = "number" in (left.kind, right.kind)
    return bare and not {"weekday", "month"} & {left.kind, right.kind} and isclose(left.raw, right.raw, rel_tol=1e-6)
