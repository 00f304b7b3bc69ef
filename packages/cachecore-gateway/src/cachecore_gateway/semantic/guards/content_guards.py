"""Like texts that differ in what they speak of: words put in the place of others, or added."""

from __future__ import annotations

from itertools import pairwise, takewhile

from ..reading.lexicon import lexicon
from ..reading.text import Text
from ..reading.words import FRAME
from .guard import ALIKE, NEARLY
from .opposition import antonyms
from .pair import Pair, paired

__all__ = ["AdditionGuard", "SubstitutionGuard"]

_MOST = 3
"""Most content words that may differ on one side; with more the texts are not the same text edited."""

_PARTICLES = frozenset({"off", "on", "in", "out", "up", "down", "over", "away", "back", "through"})
_STEM = 4
"""Letters at the start that words of one family share."""


class SubstitutionGuard:
    """Content words in the place of others that are no relation of theirs."""

    name = "substitution"

    def veto(self, left: Text, right: Text) -> bool:
        """Do like texts each have words of their own, of which no dictionary takes any for the same?"""
        pair = paired(left, right)
        one, other = _plain(left, pair.only_left - FRAME), _plain(right, pair.only_right - FRAME)
        if not one or not other or max(len(one), len(other)) > _MOST:
            return False
        english = left.is_english and right.is_english
        if pair.closeness < (ALIKE if english else NEARLY):
            return False
        if any(True for _ in antonyms(pair)):
            return False  # which is for the antonym guard, that knows of negation
        return not any(_related(word, counterpart, english) for word in one for counterpart in other)


class AdditionGuard:
    """A content word more, and otherwise the same words: `beach volleyball` for `volleyball`."""

    name = "addition"

    def veto(self, left: Text, right: Text) -> bool:
        """Is one text the other with something added that says more than please?"""
        pair = paired(left, right)
        if bool(pair.only_left) == bool(pair.only_right) or pair.closeness < NEARLY:
            return False
        added = (pair.only_left or pair.only_right) - FRAME
        return 0 < len(added) <= _MOST and _inserted(pair, added)


def _plain(text: Text, words: frozenset[str]) -> frozenset[str]:
    """The words that are no part of a phrasal verb; of `turn off` no dictionary knows what it says."""
    phrasal = {word for word, following in pairwise(text.flow) if following in _PARTICLES and lexicon().is_verb(word)}
    return words - phrasal


def _inserted(pair: Pair, added: frozenset[str]) -> bool:
    """The added words stand between shared ones, not in a stretch that was worded anew."""
    return any(
        (not swap.left and added & set(swap.right)) or (not swap.right and added & set(swap.left))
        for swap in pair.swaps
    )


def _related(one: str, other: str, english: bool) -> bool:
    """Synonyms, a kind and its direct kind, one family of words, or a slip of the pen."""
    if _one_family(one, other):
        return True
    words = lexicon()
    if english and words.knows(one) and words.knows(other):
        return words.synonyms(one, other)
    return _like_spelled(one, other)


def _one_family(one: str, other: str) -> bool:
    """`refund` and `refundable`, `arrive` and `arrival`: one holds the other, or more than half is the same start."""
    if one in other or other in one:
        return True
    shared = sum(1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(one, other, strict=False)))
    return shared >= _STEM and shared * 2 > max(len(one), len(other))


def _like_spelled(one: str, other: str) -> bool:
    """An unknown word that shares most of its letters with the other is a misspelling of it."""
    letters = sum(min(one.count(letter), other.count(letter)) for letter in set(one))
    return abs(len(one) - len(other)) <= 2 and letters >= max(len(one), len(other)) - 2
