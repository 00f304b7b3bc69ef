"""A text that says the same thing over and over drowns what else it asks: no verifier is asked about such a pair."""

from __future__ import annotations

from collections import Counter

from .text import Text

__all__ = ["RepetitionGuard"]

_RUN_WORDS = 3
"""Content words in a row that no honest question has twice."""


class RepetitionGuard:
    """One text repeats itself, the other does not."""

    name = "repetition"

    def veto(self, left: Text, right: Text) -> bool:
        """Is a run of content words there twice in one text and not in the other?"""
        return _repeated(left) != _repeated(right)


def _repeated(text: Text) -> frozenset[tuple[str, ...]]:
    content = text.content
    runs = Counter(content[start : start + _RUN_WORDS] for start in range(len(content) - _RUN_WORDS + 1))
    return frozenset(run for run, count in runs.items() if count > 1)
