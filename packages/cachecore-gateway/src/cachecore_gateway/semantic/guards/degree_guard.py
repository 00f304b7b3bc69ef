"""Bigger or biggest: one step, or all the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..reading.text import Text
from .guard import FAR
from .pair import paired

__all__ = ["DegreeGuard"]

_OLD_ENOUGH = re.compile(
    r"\bhow (?:old|tall|much) (?:do|does|must|should|has|have) .{1,30}\b(?:be|have|weigh)\b", re.IGNORECASE
)
_UPPER = frozenset({"maximum", "max", "most", "oldest", "upper", "highest"})
"""How old one has to be asks for the least, not for the most."""
_MORE, _MOST = 1, 2
_ENDINGS = (("est", _MOST), ("er", _MORE))
_IRREGULAR = {
    "better": ("good", _MORE), "best": ("good", _MOST), "worse": ("bad", _MORE), "worst": ("bad", _MOST),
    "further": ("far", _MORE), "furthest": ("far", _MOST), "farther": ("far", _MORE), "farthest": ("far", _MOST),
}  # fmt: skip
_BY_WORD = {"more": _MORE, "less": _MORE, "most": _MOST, "least": _MOST}
_STEM = 2
"""Letters of a word at least without its ending."""
_OF_TWO = frozenset({"or", "vs", "versus", "between", "two"})
"""Of two, the better one is the best."""


class DegreeGuard:
    """The same word in the comparative and in the superlative."""

    name = "degree"

    def veto(self, left: Text, right: Text) -> bool:
        """Does one text ask for more of something, the other for the most of it?"""
        if _the_least_asked(left, right) or _the_least_asked(right, left):
            return True
        if paired(left, right).closeness < FAR or not _OF_TWO.isdisjoint(left.words & right.words):
            return False
        one, other = set(_degrees(left)), set(_degrees(right))
        return any((stem, 3 - degree) in other - one and (stem, degree) not in other for stem, degree in one)


def _the_least_asked(one: Text, other: Text) -> bool:
    """How old must one be, and the maximum age?"""
    return not _UPPER.isdisjoint(other.words) and _OLD_ENOUGH.search(one.raw) is not None


def _degrees(text: Text) -> Iterator[tuple[str, int]]:
    """Stem and degree of what is compared; stems are letters, good to be compared alone."""
    words = [token.low for token in text.tokens]
    for word, following in pairwise([*words, ""]):
        if word in _IRREGULAR:
            yield _IRREGULAR[word]
        elif word in _BY_WORD:
            yield f"{'more' if word in ('more', 'most') else 'less'} {following}", _BY_WORD[word]
        else:
            yield from _by_ending(word)


def _by_ending(word: str) -> Iterator[tuple[str, int]]:
    for ending, degree in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + _STEM:
            yield word.removesuffix(ending), degree
            return
