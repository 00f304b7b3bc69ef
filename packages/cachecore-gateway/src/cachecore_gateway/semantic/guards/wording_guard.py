"""Questions about how something is written: there every letter, capital and mark may be the matter.

Theory: elsewhere a slip, a capital or a comma says nothing and two texts that differ in them are one. Who asks whether
a sentence is correct, or a name well spelt, asks of just these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from ..reading.lexicon import lexicon
from ..reading.spelling import is_of_spelling
from ..reading.text import Text
from .guard import NEAR, NEARLY
from .pair import paired

__all__ = ["WordingGuard"]

_PIECE = re.compile(r"[^\W_]+|[^\w\s]")
_OF_TITLES = re.compile(
    r"\b(?:direct(?:s|ed|or of)|movie|film|song|album|sings?|sang|starred|stars in|novel|episode|soundtrack)\b",
    re.IGNORECASE,
)
_MARKS = frozenset(",;'")
"""Marks that such questions are about; quotation marks come and go."""
_ALIKE = 0.75
"""Share of letters in common from which two words are two spellings."""


class WordingGuard:
    """`Is this sentence correct? The dog wagged its tail.` and `… it's tail`."""

    name = "wording"

    def veto(self, left: Text, right: Text) -> bool:
        """Do like texts that speak of spelling differ in a word or in marks, or texts of a title in that?"""
        if _OF_TITLES.search(left.raw) and _OF_TITLES.search(right.raw) and paired(left, right).closeness >= NEARLY:
            one, other = _titled(left), _titled(right)
            return bool(one and other) and one != other
        if not (is_of_spelling(left.raw) and is_of_spelling(right.raw)) or paired(left, right).closeness < NEAR:
            return False
        one, other = _pieces(left.plain), _pieces(right.plain)
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        return any(
            _written_otherwise(one[start:end], other[begin:stop])
            for code, start, end, begin, stop in matcher.get_opcodes()
            if code != "equal"
        )


def _titled(text: Text) -> tuple[str, ...]:
    """The capitalised words, of which a title is made."""
    return tuple(token.low for token in text.tokens if token.capital and not token.shouted)


@lru_cache(maxsize=512)
def _pieces(text: str) -> tuple[str, ...]:
    """Words and marks in order, without marks at the rim and the first capital."""
    found = _PIECE.findall(text.replace("’", "'").strip(" \t\n.?!"))
    return (found[0][:1].lower() + found[0][1:], *found[1:]) if found else ()


def _written_otherwise(one: Sequence[str], other: Sequence[str]) -> bool:
    """A mark more, or words that are the same but for some letters; other words are for others to judge."""
    marked = not _MARKS.isdisjoint((*one, *other))
    if marked and _letters(one) == _letters(other):
        return True
    return any(
        left != right
        and SequenceMatcher(None, left.lower(), right.lower()).ratio() >= _ALIKE
        and not _forms_of_one(left.lower(), right.lower())
        for left in one
        for right in other
    )


def _letters(pieces: Sequence[str]) -> str:
    return "".join(piece.lower() for piece in pieces if piece[0].isalnum())


def _forms_of_one(left: str, right: str) -> bool:
    """A rhyme, it rhymes: two words of one family, which both exist."""
    words = lexicon()
    base = words.base(left)
    return left != right and words.knows(base) and base == words.base(right)
