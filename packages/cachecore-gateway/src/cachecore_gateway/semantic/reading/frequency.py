"""How frequent words are in English."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["common_words"]


@cache
def common_words() -> dict[str, int]:
    """Word → place among the most frequent, 0 first."""
    text = (files(__package__) / "data/words.txt").read_text(encoding="ascii")
    return {word: place for place, word in enumerate(text.split())}
