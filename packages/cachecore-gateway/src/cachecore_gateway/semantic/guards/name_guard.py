"""People, places, organisations and products."""

from __future__ import annotations

from .guard import CLOSE, FAR
from .lexicon import lexicon
from .pair import paired
from .text import Text

__all__ = ["NameGuard"]

_STEM = 4
"""Letters that two forms of one name share at least: Spain and Spanish, Berlin and Berliner."""


class NameGuard:
    """Names that differ, capitalised or not."""

    name = "name"

    def veto(self, left: Text, right: Text) -> bool:
        """Different names on both sides, or a name that an otherwise like text lacks."""
        only_left = {name for name in left.names if not _mentioned(name, right)}
        only_right = {name for name in right.names if not _mentioned(name, left)}
        if not (only_left or only_right):
            return False
        return paired(left, right).closeness >= (FAR if only_left and only_right else CLOSE)


def _mentioned(name: str, text: Text) -> bool:
    if name in text.words or name in text.identifiers or (len(name) > _STEM and name in text.squeezed):
        return True
    return any(_same_name(name, word) for word in text.words)


def _same_name(one: str, other: str) -> bool:
    """Other forms of one name, a synonym, or a slip of the pen."""
    if one[:_STEM] == other[:_STEM] and min(len(one), len(other)) > _STEM and abs(len(one) - len(other)) <= _STEM:
        if one.startswith(other[:-2]) or other.startswith(one[:-2]):
            return True
    if lexicon().knows(one) and lexicon().knows(other):
        return lexicon().synonyms(one, other)
    return _one_slip(one, other)


def _one_slip(one: str, other: str) -> bool:
    """One letter more, less, other, or two exchanged; in words long enough that this is no other word."""
    if min(len(one), len(other)) < _STEM or abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    if len(one) == len(other):
        off = [index for index, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
        return (len(off) == 1 and len(one) > _STEM) or (len(off) == 2 and one[off[0]] == other[off[1]] and one[off[1]] == other[off[0]])
    short, long = sorted((one, other), key=len)
    return len(short) > _STEM and any(long[:index] + long[index + 1 :] == short for index in range(len(long)))
