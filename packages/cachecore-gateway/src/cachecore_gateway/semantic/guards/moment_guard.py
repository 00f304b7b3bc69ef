"""Today, tomorrow, last week: the same words ask for another moment."""

from __future__ import annotations

from itertools import pairwise

from ..reading.calendar_words import RELATIVE
from ..reading.text import Text
from ..reading.units import UNITS
from .guard import NEAR
from .pair import paired

__all__ = ["MomentGuard"]

_POINTING = frozenset({"this", "last", "next", "past", "coming", "previous", "current"})


class MomentGuard:
    """Words that place the matter relative to the moment of asking."""

    name = "moment"

    def veto(self, left: Text, right: Text) -> bool:
        """Another moment, or one that an otherwise like text does not name."""
        one, other = _moments(left), _moments(right)
        if one == other:
            return False
        return bool(one and other) or paired(left, right).closeness >= NEAR


def _moments(text: Text) -> frozenset[str]:
    words = [token.low for token in text.tokens]
    found = {RELATIVE[word] for word in words if word in RELATIVE}
    for word, following in pairwise(words):
        if (
            word in _POINTING
            and following.removesuffix("s") in UNITS
            and UNITS[following.removesuffix("s")][0] == "time"
        ):
            found.add(f"{word} {following.removesuffix('s')}")
    return frozenset(found)
