"""Slips of the pen in the words that carry a question's structure: `whree`, `nothiing`, `seevn`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .lexicon import lexicon
from .number_words import number_word
from .words import FUNCTION_WORDS, NEGATORS, PLEASE

__all__ = ["is_of_spelling", "repaired"]

_OF_SPELLING = re.compile(
    r"\b(?:spell\w*|misspel\w*|typos?|pronounce\w*"
    r"|(?:the|french|spanish|german|italian|portuguese|dutch|english) word"
    r"|how many (?:\w's|letters|characters|syllables)|rhymes?|(?:npm|pypi|pip|cargo|maven) pac?kage|grammar\w*"
    r"|punctuat\w+|commas?|apostrophes?|hyphens?|capital(?= letters?\b)|capitali[sz]ed"
    r"|upper-?case|lower-?case|(?:this|following) (?:sentence|phrase|line)|headline|brand name"
    r"|written (?:correctly|right)|correctly written)\b",
    re.IGNORECASE,
)

_SHORTEST, _LONGEST = 4, 20
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=2048)
def is_of_spelling(text: str) -> bool:
    """Does a text speak of how something is written? Then nothing in it is a slip."""
    return _OF_SPELLING.search(text) is not None


@lru_cache(maxsize=16384)
def repaired(word: str) -> str:
    """The function word or number that `word` (lower case) is one slip away from; `word` when it is a word itself."""
    if (
        not _SHORTEST <= len(word) <= _LONGEST
        or not word.isascii()
        or _structural(word)
        or lexicon().knows(lexicon().base(word))
    ):
        return word
    return next((candidate for candidate in _one_slip_away(word) if _structural(candidate)), word)


def _structural(word: str) -> bool:
    return (
        word in FUNCTION_WORDS or word in NEGATORS or word in PLEASE or number_word(word, "en") is not None
    ) and len(word) >= _SHORTEST


def _one_slip_away(word: str) -> Iterator[str]:
    """Two letters exchanged, one letter too many, one too few; the first letter is taken to be right."""
    for place in range(1, len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
    for place in range(1, len(word) + 1):
        for letter in _LETTERS:
            yield word[:place] + letter + word[place:]
