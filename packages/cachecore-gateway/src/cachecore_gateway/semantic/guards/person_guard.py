"""Whom it concerns: my child or my employer, a beginner or an expert, you or me."""

from __future__ import annotations

from itertools import pairwise

from ..reading.lexicon import lexicon
from ..reading.text import Text
from .guard import CLOSE, FAR
from .pair import paired

__all__ = ["PersonGuard"]

_PRONOUNS = {
    "i": "i", "me": "i", "my": "i", "mine": "i", "myself": "i", "we": "i", "us": "i", "our": "i",
    "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she",
    "they": "they", "them": "they", "their": "they",
}  # fmt: skip
_BOTH = frozenset({"i", "you"})
_MAY = {"i": ("can", "could", "may", "am"), "you": ("can", "could", "may", "are")}
_ANYONE = frozenset({"person", "people", "someone", "user", "one", "guy", "man", "customer", "everyone"})


class PersonGuard:
    """Roles, relatives and audiences that differ."""

    name = "person"

    def veto(self, left: Text, right: Text) -> bool:
        """Another person on either side, or one that an otherwise like text lacks."""
        if not (left.is_english and right.is_english):
            return False
        pair = paired(left, right)
        one = {word for word in pair.only_left if _is_someone(word)}
        other = {word for word in pair.only_right if _is_someone(word)}
        one, other = _unrelated(one, right), _unrelated(other, left)
        if (one or other) and pair.closeness >= (FAR if one and other else CLOSE):
            return True
        return _pronouns_exchanged(left, right) or (
            pair.closeness >= FAR and _permitted(left) ^ _permitted(right) == _BOTH
        )


def _permitted(text: Text) -> frozenset[str]:
    """Who can do something with what is mine: I, or you?"""
    if "my" not in text.words:
        return frozenset()
    pairs = set(pairwise(token.low for token in text.tokens))
    return frozenset(who for who in _BOTH if any((verb, who) in pairs for verb in _MAY[who]))


def _is_someone(word: str) -> bool:
    return word not in _ANYONE and lexicon().is_person(word)


def _unrelated(words: set[str], text: Text) -> set[str]:
    return {word for word in words if not any(lexicon().synonyms(word, other) for other in text.content_set)}


def _pronouns_exchanged(left: Text, right: Text) -> bool:
    """`me` against `him`, in the same place."""
    return any(
        one in _PRONOUNS and other in _PRONOUNS and _PRONOUNS[one] != _PRONOUNS[other]
        for one, other in paired(left, right).exchanged
    )
