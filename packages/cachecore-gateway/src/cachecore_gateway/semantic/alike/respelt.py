"""A text as it was probably meant, from itself alone: good to look for others like it, not to be answered.

Theory: a model that cuts words into pieces it knows puts `docuemnts` far from `documents`, and what was never found is
never compared. A word that does not exist is taken for the most frequent one that it may be a slip of, or for two
words that lost their blank. That may be wrong, and then the two texts are told apart when they are compared as written.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from ..reading.frequency import common_words
from ..reading.text import analyse
from .slips import differing_letters, is_slip, is_word, may_name

__all__ = ["respelt"]

_WORD = re.compile(r"(?<![\w'’.@/\\-])[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w'’@/\\-]|\.\w)")
_SHORTEST, _LONGEST = 3, 20
_LETTERS = 26
_LONG = 8
"""Letters of a word from which on two slips are put right, not one."""
_PART = 8_000
"""Place among the frequent words up to which one can be half of two written as one."""
_SHORTEST_PART = 2
_PARTED = 6
"""Letters of a word from which on it may be two."""


def respelt(text: str) -> str:
    """`text` with each word that English lacks put right, if there is a word that it may have been."""
    words = [match for match in _WORD.finditer(text) if not may_name(text, match)]
    found = [(match, meant) for match in words if (meant := _meant(match.group().lower()))]
    foreign = any(letter.isalpha() and not letter.isascii() for letter in text)
    if not found or foreign or analyse(text).language not in ("", "en"):
        return text
    for match, meant in reversed(found):
        text = text[: match.start()] + meant + text[match.end() :]
    return text


@lru_cache(maxsize=16384)
def _meant(word: str) -> str:
    """What a word (lower case) was probably meant to be; empty for itself."""
    if not (_SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha()) or is_word(word):
        return ""
    return _alike(word) or _parted(word)


def _parted(word: str) -> str:
    if len(word) < _PARTED:
        return ""
    rank = common_words()
    found = (
        (max(rank[left], rank[right]), f"{left} {right}")
        for left, right in ((word[:at], word[at:]) for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1))
        if rank.get(left, _PART) < _PART and rank.get(right, _PART) < _PART
    )
    return min(found, default=(0, ""))[1]


def _alike(word: str) -> str:
    """The frequent word that `word` is likeliest a slip of; empty for none."""
    found: list[tuple[float, int, str]] = []
    most = 1 + (len(word) >= _LONG)
    for letter in dict.fromkeys(word[:2]):
        places, words, counts, lengths = _beginning_with(letter)
        others, longer = np.abs(counts - _counted(word)).sum(1), np.abs(lengths - len(word))
        for row in np.flatnonzero((others + longer <= 2 * most) & (longer <= most)).tolist():
            slips = differing_letters(word, words[row], most)
            if slips <= most and words[row] != f"{word}s" and is_slip(word, words[row]):
                put = len(word) == len(words[row]) and sorted(word) != sorted(words[row])
                found.append((slips + put / 2, places[row], words[row]))
    return min(found, default=(0.0, 0, ""))[2]


@cache
def _beginning_with(letter: str) -> tuple[list[int], list[str], NDArray[np.int8], NDArray[np.int8]]:
    """Words that begin with `letter`: places by frequency, words, how often each has each letter, lengths."""
    known = [(place, word) for word, place in common_words().items() if word[0] == letter and len(word) >= _SHORTEST]
    counts = np.array([_counted(word) for _, word in known])
    return [place for place, _ in known], [word for _, word in known], counts, counts.sum(1, dtype=np.int8)


def _counted(word: str) -> NDArray[np.int8]:
    found = np.zeros(_LETTERS, np.int8)
    for letter in word:
        found[ord(letter) - ord("a")] += 1
    return found
