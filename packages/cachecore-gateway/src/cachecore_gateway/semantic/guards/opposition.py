"""Words that oppose each other across two texts: antonyms, bounds, particles."""

from __future__ import annotations

from collections.abc import Iterator

from ..reading.lexicon import lexicon
from ..reading.words import FUNCTION_WORDS, OPPOSITES
from .pair import Pair

__all__ = ["antonyms", "opposite_particles"]

_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "de", "mis", "anti", "des", "dé", "dés", "ent")


def antonyms(pair: Pair) -> Iterator[tuple[str, str]]:
    """Content words of which one text has the one and the other text the opposite.

    Words in each other's place need only be loosely opposed; words anywhere must be antonyms outright, and neither text
    may have both.
    """
    for one, other in pair.exchanged:
        if _in_content(pair, one, other) and (_outright(one, other) or _loosely(one, other)):
            yield one, other
    for one in pair.only_left:
        for other in pair.only_right:
            if _outright(one, other):
                yield one, other


def opposite_particles(pair: Pair) -> Iterator[tuple[str, str]]:
    """Prepositions, particles and comparisons that stand in each other's place: before, after; at least, at most."""
    for one, other in pair.exchanged:
        if not _content(one, other) and other in OPPOSITES.get(one, ()):
            yield one, other


def _in_content(pair: Pair, one: str, other: str) -> bool:
    return one in pair.left.content_set and other in pair.right.content_set


def _content(one: str, other: str) -> bool:
    return one not in FUNCTION_WORDS and other not in FUNCTION_WORDS


def _loosely(one: str, other: str) -> bool:
    return other in OPPOSITES.get(one, ()) or lexicon().opposed(one, other)


def _outright(one: str, other: str) -> bool:
    return lexicon().opposites(one, other) or _negated_form(one, other) or _negated_form(other, one)


def _negated_form(word: str, plain: str) -> bool:
    """`unsafe` of `safe`, `non-refundable` of `refundable`."""
    return len(plain) > 3 and word.endswith(plain) and word.removesuffix(plain) in _PREFIXES
