"""Antonyms and negation: two ways to say the contrary, which cancel out when both are used."""

from __future__ import annotations

from ..reading.number_words import number_word
from ..reading.text import Text
from ..reading.words import NEGATORS
from .guard import FAR
from .opposition import antonyms, opposite_particles
from .pair import Pair, paired

__all__ = ["AntonymGuard", "BoundGuard", "NegationGuard"]

_SOFT = frozenset(
    {"avoid", "prevent", "stop", "fail", "refuse", "free", "missing", "lose", "skip", "leave", "against", "else"}
)
"""Words that may stand for a negation, so that a difference in parity proves nothing."""

_BOUNDS = frozenset(
    {
        "more",
        "less",
        "later",
        "fewer",
        "longer",
        "earlier",
        "than",
        "only",
        "mehr",
        "weniger",
        "plus",
        "moins",
        "más",
        "menos",
    }
    | {"but", "else", "matter"}
)
"""After `no` or `not` these make a bound or an idiom, not a denial: no more than, nothing else, or not."""


_EMPTY = frozenset({"a", "an", "the", "be", "been", "being", "is", "are", "am", "was", "were", "do", "does", "did"}) | {
    *("have", "has", "had", "can", "could", "will", "would", "should", "it", "i", "you", "he", "she", "they", "we"),
    *("any", "my", "to", "yet", "really", "even", "get", "got"),
}
_ASKING = frozenset({"why", "what", "when", "where", "how", "who", "which", "if", "that", "and", "but"})
_WEAK = frozenset({"think", "believe", "seem", "want", "expect", "suppose", "mean", "look", "appear", "like", "know"})
"""I do not think that it works, I think that it does not."""


class AntonymGuard:
    """Words of opposite meaning: open and closed, install and uninstall."""

    name = "antonym"

    def veto(self, left: Text, right: Text) -> bool:
        """An antonym in the other text, not made good by a negation."""
        if not (left.is_english and right.is_english) and left.language != right.language:
            return False
        pair = paired(left, right)
        if pair.closeness < FAR or _turned_round(pair):
            return False
        parity_differs = _parity_differs(left, right)
        # `always` and `never` are the negation themselves: nothing makes them good.
        return any(not parity_differs or not NEGATORS.isdisjoint(words) for words in antonyms(pair))


class BoundGuard:
    """Opposite particles and bounds: before and after, with and without, at least and at most."""

    name = "bound"

    def veto(self, left: Text, right: Text) -> bool:
        """The opposite in the same place, not made good by a negation or by exchanged sides."""
        pair = paired(left, right)
        return any(True for _ in opposite_particles(pair)) and not _turned_round(pair)


class NegationGuard:
    """Not, never, without, unless: one text denies what the other says."""

    name = "negation"

    def veto(self, left: Text, right: Text) -> bool:
        """An odd number of negations more, not made good by an antonym; or of the same words others are denied."""
        pair = paired(left, right)
        if left.flow != right.flow and left.content_set == right.content_set and _others_denied(left, right):
            return True
        if pair.closeness < FAR or not _parity_differs(left, right) or _softened(left, right):
            return False
        return not any(True for _ in antonyms(pair)) and not any(True for _ in opposite_particles(pair))


def _others_denied(left: Text, right: Text) -> bool:
    """`Delivered, but it is not here` and `not delivered, but it is here`."""
    one, other = _denied(left), _denied(right)
    return bool(one - other) and bool(other - one)


def _denied(text: Text) -> set[str]:
    """The words that come after a negation; none where it stands before the subject (why doesn't the app open)."""
    found = set()
    for place, word in enumerate(text.flow):
        if word in NEGATORS:
            before = text.flow[max(0, place - 2) : place]
            if len(before) < 2 or (before[0] in _ASKING and before[1] in _EMPTY):
                return set()
            following = (later for later in text.flow[place + 1 : place + 4] if later not in _EMPTY)
            found.add(next(following, ""))
    return found - _WEAK - {""}


def _parity_differs(left: Text, right: Text) -> bool:
    return (_negations(left) - _negations(right)) % 2 == 1


def _negations(text: Text) -> int:
    words = [token.low for token in text.tokens]
    return sum(
        word in NEGATORS
        and following not in _BOUNDS
        and "or" not in (before, following)
        and not _numbered(word, following, text)
        for before, word, following in zip(["", *words], words, [*words[1:], ""], strict=False)
    )


def _numbered(word: str, following: str, text: Text) -> bool:
    """`no. 46` is a number, not a denial."""
    return word == "no" and (following[:1].isdigit() or number_word(following, text.language) is not None)


def _softened(left: Text, right: Text) -> bool:
    """`to avoid the fee` says as much as `so that no fee is charged`."""
    return bool(_SOFT & (left.content_set ^ right.content_set))


def _turned_round(pair: Pair) -> bool:
    """`A is larger than B` and `B is smaller than A`: two shared words have exchanged their order."""
    left = [word for word in pair.left.content if word in pair.right.content_set]
    right = [word for word in pair.right.content if word in pair.left.content_set]
    return len(left) >= 2 and left != right and sorted(left) == sorted(right) and left[0] != right[0]
