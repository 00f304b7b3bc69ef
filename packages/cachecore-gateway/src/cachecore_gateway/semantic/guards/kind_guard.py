"""Another thing of the same kind: a limerick for a haiku, a nurse for a doctor; or another thing altogether."""

from __future__ import annotations

from .guard import CLOSE
from .lexicon import lexicon
from .pair import Pair, paired
from .text import Text
from .words import FUNCTION_WORDS

__all__ = ["KindGuard", "SubstitutionGuard"]

_STEM = 4


class KindGuard:
    """Two kinds of one thing, in each other's place."""

    name = "kind"

    def veto(self, left: Text, right: Text) -> bool:
        """Are siblings in the lexicon exchanged for each other?"""
        if not (left.is_english and right.is_english):
            return False
        pair = paired(left, right)
        return any(lexicon().siblings(one, other) for one, other in pair.replaced if _exchanged(pair, one, other))


class SubstitutionGuard:
    """One content word in the place of another that is no relation of it, in texts that are otherwise the same."""

    name = "substitution"

    def veto(self, left: Text, right: Text) -> bool:
        """Is a single word replaced by one that no dictionary takes for the same?"""
        if not (left.is_english and right.is_english):
            return False
        pair = paired(left, right)
        if len(pair.only_left) != 1 or len(pair.only_right) != 1 or pair.closeness < CLOSE:
            return False
        (one,), (other,) = pair.only_left, pair.only_right
        return not _related(one, other)


def _exchanged(pair: Pair, one: str, other: str) -> bool:
    return (
        one in pair.only_left and other in pair.only_right and one not in FUNCTION_WORDS and other not in FUNCTION_WORDS
    )


def _related(one: str, other: str) -> bool:
    """Synonyms, a kind and its direct kind, one family of words, or a slip of the pen."""
    if one[:_STEM] == other[:_STEM] or one in other or other in one:
        return True
    words = lexicon()
    if words.knows(one) and words.knows(other):
        return words.synonyms(one, other)
    return _like_spelled(one, other)


def _like_spelled(one: str, other: str) -> bool:
    """An unknown word that shares most of its letters with the other is a misspelling of it."""
    letters = sum(min(one.count(letter), other.count(letter)) for letter in set(one))
    return abs(len(one) - len(other)) <= 2 and letters >= max(len(one), len(other)) - 2
