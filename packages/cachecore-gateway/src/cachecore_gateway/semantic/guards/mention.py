"""Is a word of one text said by the other in another spelling: a slip, in two, abbreviated, as initials?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..reading.lexicon import lexicon
from ..reading.text import Text
from ..reading.words import FUNCTION_WORDS

__all__ = ["joined", "one_slip", "says", "spelled_out"]

_SHORTEST = 4
"""Letters that a word needs at least for a likeness in spelling to mean anything."""

_LONGEST_INITIALS = 6


def says(text: Text, word: str) -> bool:
    """Does `text` hold `word`, perhaps abbreviated or, in English, whose words are known, misspelled?"""
    if word in text.words or word in text.identifiers:
        return True
    if text.language not in ("", "en"):
        return any(_short_for(word, other) for other in text.words)
    known = _known(word)
    return any(
        not (known and _known(other)) and (one_slip(word, other, known or _known(other)) or _short_for(word, other))
        for other in text.words
    )


def spelled_out(short: Text, long: Text) -> frozenset[str]:
    """Initials in `short` that `long` spells out (`DVT`: deep vein thrombosis), with the words that spell them."""
    words = [token.low for token in long.tokens]
    meaningful = [word for word in words if word not in FUNCTION_WORDS or len(word) == 1]
    found: set[str] = set()
    for token in short.tokens:
        low = token.low
        if 2 <= len(low) <= _LONGEST_INITIALS and low.isalnum() and low not in long.words and _looks_short(low):
            window = _window(low, words) or _window(low, meaningful)
            if window:
                found |= {low, *window}
    return frozenset(found)


def joined(parted: Text, other: Text) -> frozenset[str]:
    """Words of `other` that `parted` writes as two, with the two: pre-heat and preheat, back up and backup."""
    words = [token.low for token in parted.tokens]
    found: set[str] = set()
    for first, second in pairwise(words):
        if first + second in other.words:
            found |= {first, second, first + second}
    return frozenset(found)


def one_slip(one: str, other: str, one_known: bool) -> bool:
    """One letter more, less, other, or two exchanged; in words long enough that this is no other word.

    Where one of the two is a known word the other is hardly a name, and a shorter word will do: `mney` is money.
    """
    shortest = _SHORTEST if one_known else _SHORTEST + 1
    if min(len(one), len(other)) < shortest or abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    if len(one) == len(other):
        off = [index for index in range(len(one)) if one[index] != other[index]]
        exchanged = len(off) == 2 and one[off[0]] == other[off[1]] and one[off[1]] == other[off[0]]
        return exchanged or (len(off) == 1 and len(one) >= shortest)
    short, long = sorted((one, other), key=len)
    return any(long[:index] + long[index + 1 :] == short for index in range(len(long)))


def _known(word: str) -> bool:
    return word in FUNCTION_WORDS or lexicon().knows(lexicon().base(word))


def _looks_short(low: str) -> bool:
    return low not in FUNCTION_WORDS and (len(low) <= 3 or not lexicon().knows(low))


def _short_for(one: str, other: str) -> bool:
    """`appt` for appointment, `mktg` for marketing: the letters occur in order, first and last in their places."""
    short, long = sorted((one, other), key=len)
    if not 2 <= len(short) <= 5 or len(long) < len(short) + 3 or short[0] != long[0] or lexicon().knows(short):
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _window(initials: str, words: Sequence[str]) -> tuple[str, ...]:
    size = len(initials)
    for start in range(len(words) - size + 1):
        window = words[start : start + size]
        if all(word[0] == letter for word, letter in zip(window, initials, strict=True)):
            return tuple(window)
    return ()
