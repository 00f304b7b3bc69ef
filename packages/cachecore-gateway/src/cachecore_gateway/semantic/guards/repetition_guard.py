"""A text that says the same thing over and over drowns what else it asks: no verifier is asked about such a pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..reading.text import Text

__all__ = ["RepetitionGuard"]

_CONTENT_RUN, _RUN = 3, 5
"""Content words, and words of any kind, in a row that no honest question has twice."""


class RepetitionGuard:
    """One text repeats itself, the other does not."""

    name = "repetition"

    def veto(self, left: Text, right: Text) -> bool:
        """Is a run of words there twice in one text and not in the other?"""
        return _repeated(left) != _repeated(right)


def _repeated(text: Text) -> frozenset[tuple[str, ...]]:
    return _twice(text.content, _CONTENT_RUN) | _twice(text.flow, _RUN)


def _twice(words: Sequence[str], length: int) -> frozenset[tuple[str, ...]]:
    runs = Counter(tuple(words[start : start + length]) for start in range(len(words) - length + 1))
    return frozenset(run for run, count in runs.items() if count > 1)
