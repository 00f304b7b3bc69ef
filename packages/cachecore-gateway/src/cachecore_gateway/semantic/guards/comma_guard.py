"""A comma or a hyphen that was moved: `the teacher, says the head, is late` and `the teacher says, the head is late`.

Theory: who is hasty leaves commas out, and who is careful adds some. Two who both put commas, and each where the other
has none, part the words in two ways.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..reading.text import Text

__all__ = ["CommaGuard"]

_MOST = 12
"""Words of a text in which a comma is set with care; in longer ones people put them where they breathe."""
_PIECES = re.compile(r"\w+|,(?=\s)|[^\w\s,]")
_MARKS = (",", "-")


class CommaGuard:
    """`Perdón, imposible que cumpla su condena` and `perdón imposible, que cumpla su condena`."""

    name = "comma"

    def veto(self, left: Text, right: Text) -> bool:
        """Do the same words come with commas in other places, in either text one that the other lacks?"""
        marks = [mark for mark in _MARKS if mark in left.plain and mark in right.plain]
        if not marks or left.flow != right.flow:
            return False
        if len(left.flow) > _MOST:
            return False
        return any(_moved(_parted(left.plain, mark), _parted(right.plain, mark)) for mark in marks)


def _moved(one: _Parted, other: _Parted) -> bool:
    return one.words == other.words and bool(one.places - other.marks) and bool(other.places - one.marks)


class _Parted(NamedTuple):
    """The words, and behind how many of them the mark stands, or any mark."""

    words: tuple[str, ...]
    places: frozenset[int]
    marks: frozenset[int]


@lru_cache(maxsize=1024)
def _parted(text: str, mark: str) -> _Parted:
    words: list[str] = []
    places: set[int] = set()
    marks: set[int] = set()
    for piece in _PIECES.findall(text.casefold()):
        if piece[0].isalnum() or piece[0] == "_":
            words.append(piece)
        else:
            marks.add(len(words))
            if piece == mark:
                places.add(len(words))
    return _Parted(tuple(words), frozenset(places), frozenset(marks))
