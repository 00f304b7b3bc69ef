"""Another thing of the same kind, in the same place: a limerick for a haiku, a nurse for a doctor."""

from __future__ import annotations

from ..reading.lexicon import lexicon
from ..reading.text import Text
from ..reading.words import FUNCTION_WORDS
from .pair import Pair, paired

__all__ = ["KindGuard"]


class KindGuard:
    """Two kinds of one thing, in each other's place."""

    name = "kind"

    def veto(self, left: Text, right: Text) -> bool:
        """Are siblings in the lexicon exchanged for each other?"""
        if not (left.is_english and right.is_english):
            return False
        pair = paired(left, right)
        return any(
            lexicon().siblings(one, other) and not lexicon().opposites(one, other)
            for one, other in pair.exchanged
            if _exchanged(pair, one, other)
        )


def _exchanged(pair: Pair, one: str, other: str) -> bool:
    return (
        one in pair.only_left and other in pair.only_right and one not in FUNCTION_WORDS and other not in FUNCTION_WORDS
    )
