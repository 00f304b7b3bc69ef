"""People, places, organisations and products."""

from __future__ import annotations

from ..reading.lexicon import lexicon
from ..reading.text import Text
from .guard import CLOSE, FAR
from .mention import says
from .pair import paired

__all__ = ["NameGuard"]

_STEM = 4
"""Letters that two forms of one name have at least: Italy and Italian, Berlin and Berliner."""


class NameGuard:
    """Names that differ, capitalised or not."""

    name = "name"

    def veto(self, left: Text, right: Text) -> bool:
        """Different names on both sides, or a name that an otherwise like text lacks."""
        pair = paired(left, right)
        only_left = {name for name in left.names - pair.respelled if not _mentioned(name, right)}
        only_right = {name for name in right.names - pair.respelled if not _mentioned(name, left)}
        if not (only_left or only_right):
            return False
        return pair.closeness >= (FAR if only_left and only_right else CLOSE)


def _mentioned(name: str, text: Text) -> bool:
    return says(text, name) or any(_same_name(name, word) for word in text.words)


def _same_name(one: str, other: str) -> bool:
    """Another form of one name, or a synonym."""
    words = lexicon()
    if words.knows(one) and words.knows(other) and words.synonyms(one, other):
        return True
    if words.is_name(one) and words.is_name(other):
        return False  # Niger is not Nigeria
    return min(len(one), len(other)) >= _STEM and (one.startswith(other[:-1]) or other.startswith(one[:-1]))
