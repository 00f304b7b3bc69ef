"""Two tokens that have changed places in an otherwise equal text, whatever they are and in whatever language."""

from __future__ import annotations

from .pair import paired
from .text import Text
from .words import SYMMETRIC

__all__ = ["ExchangeGuard"]


_ONE_SIDED = frozenset({"instead", "rather", "than", "ahead"})
"""Instead of, though `of` alone may stand between equals."""


class ExchangeGuard:
    """`from Oslo to Bergen` and `from Bergen to Oslo`; `12 Mbps but I pay for 100` and the other way round."""

    name = "exchange"

    def veto(self, left: Text, right: Text) -> bool:
        """Is it a pure exchange, not of an auxiliary, with nothing symmetric (`and`, `versus`) between the two?"""
        one, other = left.flow, right.flow
        if len(one) != len(other) or one == other:
            return False
        off = [index for index in range(len(one)) if one[index] != other[index]]
        if len(off) != 2:
            return False
        first, second = off
        if one[first] != other[second] or one[second] != other[first] or paired(left, right).moved:
            return False
        between = one[first + 1 : second]
        return SYMMETRIC.isdisjoint(between) or not _ONE_SIDED.isdisjoint(between)
