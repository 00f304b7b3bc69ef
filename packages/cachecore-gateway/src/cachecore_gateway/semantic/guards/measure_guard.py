"""The unit or the currency that is asked for: in euros or in dollars, how many days or how many hours."""

from __future__ import annotations

from itertools import pairwise

from ..reading.number_words import number_word
from ..reading.text import Text
from ..reading.units import CURRENCIES, UNITS, WEAK_UNITS
from .guard import NEAR
from .pair import paired

__all__ = ["MeasureGuard"]


class MeasureGuard:
    """Units without a number."""

    name = "measure"

    def veto(self, left: Text, right: Text) -> bool:
        """Does another unit or currency stand in the same place?"""
        pair = paired(left, right)
        if pair.closeness < NEAR:
            return False
        bare = _bare(left) | _bare(right)
        exchanged = ((one, other) for one, other in pair.exchanged if one in bare and other in bare)
        measures = ((_measure(one), _measure(other)) for one, other in exchanged)
        return any(one is not None and other is not None and one != other for one, other in measures)


def _bare(text: Text) -> frozenset[str]:
    """Words that follow no number; the others are measured already."""
    return frozenset(
        word
        for before, word in pairwise(("", *text.flow))
        if not before[:1].isdigit() and before not in ("a", "an", "half") and number_word(before, text.language) is None
    )


def _measure(word: str) -> tuple[str, float] | None:
    name = word if word in UNITS or word in CURRENCIES else word.removesuffix("s")
    if name in CURRENCIES:
        return CURRENCIES[name], 1.0
    return None if name in WEAK_UNITS else UNITS.get(name)
